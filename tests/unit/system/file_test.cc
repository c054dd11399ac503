// SPDX-License-Identifier: GPL-2.0-or-later
#include "system/file.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "catch.h"
#include "system/path_text.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;
namespace fs = std::filesystem;

namespace {

// "Übung" in German, "catalogue" in Japanese, an emoji beyond the first 65536 characters.
constexpr const char* kNames[] = {
    "\xC3\x9C\x62ung.json",
    "\xE3\x82\xAB\xE3\x82\xBF\xE3\x83\xAD\xE3\x82\xB0.json",
    "\xF0\x9F\x98\x80.json",
};

std::string read_whole(File& file) {
    std::string text;
    char bytes[7];
    for (auto count = file.read(bytes, sizeof bytes); count && *count != 0;
         count = file.read(bytes, sizeof bytes)) {
        text.append(bytes, *count);
    }
    return text;
}

}  // namespace

TEST_CASE("File: what lies at a path, and what does not") {
    const TemporaryFolder folder;
    const auto file = folder.write("a", "four");
    CHECK(file_status(file).kind == FileKind::Regular);
    CHECK(file_status(file).stamp.size == 4);
    CHECK(file_status(folder.path()).kind == FileKind::Folder);
    CHECK(file_status(folder.path() / "").kind == FileKind::Folder);
    CHECK(file_status(folder.path() / "missing").kind == FileKind::Missing);
    CHECK(file_status(folder.path() / "missing" / "a").kind == FileKind::Missing);
}

#ifndef _WIN32  // MinGW's last_write_time() sets times of another epoch
TEST_CASE("File: what was changed later has a later time, within a second too") {
    const TemporaryFolder folder;
    const auto file = folder.write("a", "four");
    const auto second = std::chrono::floor<std::chrono::seconds>(fs::last_write_time(file));
    std::int64_t before = 0;
    for (const int milliseconds : {200, 700, 1100}) {
        CAPTURE(milliseconds);
        fs::last_write_time(file, second + std::chrono::milliseconds{milliseconds});
        const std::int64_t modified = file_status(file).stamp.modified;
        CHECK(modified > before);
        before = modified;
    }
}
#endif

TEST_CASE("File: standard input and output stay open when they are let go of") {
    const FileKind input = File::standard_input().status().kind;
    const FileKind output = File::standard_output().status().kind;
    CHECK(File::standard_input().status().kind == input);
    CHECK(File::standard_output().status().kind == output);
}

TEST_CASE("File: bytes are written and read as they are") {
    const TemporaryFolder folder;
    const auto path = folder.write("a", "longer than what replaces it");
    const std::string bytes = std::string("one\r\ntwo\n\x1A three\0", 17);
    {
        File file(path, File::Mode::Replace);
        REQUIRE(file.is_open());
        REQUIRE(file.write(bytes.data(), bytes.size()) == bytes.size());
    }
    File file(path, File::Mode::Read);
    CHECK(file.wait(std::chrono::milliseconds{0}));
    CHECK(read_whole(file) == bytes);
    CHECK(file.status().stamp == file_status(path).stamp);
}

TEST_CASE("File: what is open is cut and renamed like any other") {
    const TemporaryFolder folder;
    const auto path = folder.write("a", "before");
    File open(path, File::Mode::Read);
    REQUIRE(open.is_open());
    fs::rename(path, folder.path() / "b");
    folder.write("a", "after");
    CHECK(open.status().stamp != file_status(path).stamp);
    CHECK(read_whole(open) == "before");
    File writer(path, File::Mode::Replace);
    REQUIRE(writer.write("12345", 5) == 5U);
    CHECK(writer.truncate(2));
    CHECK(file_status(path).stamp.size == 2);
}

TEST_CASE("File: of several that give their files one name at once, all succeed") {
    constexpr int kWriters = 4;
    constexpr int kTimes = 100;
    const TemporaryFolder folder;
    const auto name = folder.path() / "a";
    std::atomic<int> failed = 0;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
        writers.emplace_back([&, own = "own-" + std::to_string(writer)] {
            for (int i = 0; i < kTimes; ++i) {
                if (rename_file(folder.write(own, own), name)) ++failed;
            }
        });
    }
    for (std::thread& writer : writers) writer.join();
    CHECK(failed == 0);
    File file(name, File::Mode::Read);
    REQUIRE(file.is_open());
    CHECK(read_whole(file).starts_with("own-"));
}

TEST_CASE("File: what is missing gets no name, and says so") {
    const TemporaryFolder folder;
    const auto file = folder.write("a", "text");
    CHECK(error_text(rename_file(folder.path() / "missing", file)) == "No such file or directory");
    CHECK(error_text(rename_file(file, folder.path() / "missing" / "a")) ==
          "No such file or directory");
    CHECK(file_status(file).kind == FileKind::Regular);
}

TEST_CASE("File: what cannot be opened says why in the same words everywhere") {
    const TemporaryFolder folder;
    File file(folder.path() / "missing", File::Mode::Read);
    CHECK_FALSE(file.is_open());
    CHECK(error_text(file.error()) == "No such file or directory");
}

TEST_CASE("Paths: their texts are UTF-8, beyond ASCII and the first plane too") {
    const TemporaryFolder folder;
    for (const std::string name : kNames) {
        CHECK(text_of(path_of(name)) == name);
        const auto file = folder.write(name, session("tms-1", 1));
        CHECK(text_of(file) == text_of(folder.path() / "") + name);
        CHECK(file_status(path_of(text_of(file))).kind == FileKind::Regular);
    }
    CHECK(text_of(path_of("")).empty());
}

TEST_CASE("Loader: a catalogue in a folder whose name is beyond ASCII") {
    const TemporaryFolder folder;
    for (const std::string name : kNames) {
        const std::string path = "Kundschaft \xC3\xA4\xC3\xB6\xC3\xBC/" + name;
        folder.write(path, session("tms-1", 1));
        CatalogueLoader loader;
        loader.refresh({{folder.path() / path_of(path), true}});
        CHECK(loader.diagnostics().empty());
        CHECK(sessions_in(loader) == "tms-1=1 ");
        CHECK(contains(loader.files().at(0).file, name));
    }
}

TEST_CASE("Loader: lines that end as on Windows count once") {
    const TemporaryFolder folder;
    folder.write("a.json",
                 "{\r\n\"TrafficMirrorSessions\": [\r\n{\"TrafficMirrorSessionId\": "
                 "\"tms-1\",\r\n\"VirtualNetworkId\": 1}]}\r\n");
    folder.write("b.jsonl", session("tms-2", 2) + "\r\n" + session("tms-3", 3) + "\r\n");
    folder.write("c.json", "\xEF\xBB\xBF{\r\n\"TrafficMirrorSessions\": [\r\n  oops]}\r\n");
    CatalogueLoader loader;
    loader.refresh({{folder.path()}});
    CHECK(sessions_in(loader) == "tms-1=1 tms-2=2 tms-3=3 ");
    CHECK(contains(problems_of(loader, folder), "c.json:3:3: "));
}
