// SPDX-License-Identifier: GPL-2.0-or-later
//
// What only Windows has: drive letters, network paths, devices with names, half characters.
#include <windows.h>

#include <array>
#include <chrono>
#include <cwctype>
#include <filesystem>
#include <string>
#include <thread>

#include "catalogue/file_text.h"
#include "catch.h"
#include "system/file.h"
#include "system/path_text.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;
namespace fs = std::filesystem;

namespace {

void check_catalogue_in(const fs::path& folder) {
    INFO(text_of(folder));
    CatalogueLoader loader;
    loader.refresh({{folder, true}});
    CHECK(loader.diagnostics().empty());
    CHECK(sessions_in(loader) == "tms-1=1 ");
    REQUIRE(loader.places().size() == 1);
    CHECK(loader.places()[0].kind == CataloguePlace::Kind::Folder);
    CHECK(loader.places()[0].path == text_of(folder));
}

}  // namespace

TEST_CASE("Loader: drive letters, either slash, and paths without their limit of length") {
    const TemporaryFolder folder;
    folder.write("a.json", session("tms-1", 1));
    std::wstring path = folder.path().native();
    REQUIRE(path.substr(1, 2) == L":\\");
    check_catalogue_in(path);
    check_catalogue_in(path + L"\\");
    check_catalogue_in(L"\\\\?\\" + path);
    path[0] = static_cast<wchar_t>(std::towlower(static_cast<wint_t>(path[0])));
    check_catalogue_in(path);
    for (wchar_t& letter : path) {
        if (letter == L'\\') letter = L'/';
    }
    check_catalogue_in(path);
}

// VPCMIRROR_TEST_SHARE: a folder on the network that may be written, such as \\server\share.
TEST_CASE("Loader: a catalogue on a network path") {
    const wchar_t* share = _wgetenv(L"VPCMIRROR_TEST_SHARE");
    if (!share) SKIP("VPCMIRROR_TEST_SHARE names no folder");
    REQUIRE(std::wstring(share).starts_with(L"\\\\"));
    const fs::path folder = fs::path(share) / L"catal\u00F6gue";
    fs::create_directory(folder);
    std::ofstream(folder / "a.json", std::ios::binary) << session("tms-1", 1);
    check_catalogue_in(folder);
    check_catalogue_in(L"\\\\?\\UNC" + folder.native().substr(1));
    fs::remove_all(folder);
    CHECK(file_status(folder).kind == FileKind::Missing);
}

TEST_CASE("Loader: a device is no file, whatever its name ends in") {
    CHECK(read_file("NUL").problem == "is not a regular file");
    CHECK(file_status("NUL").kind == FileKind::Other);
}

TEST_CASE("Paths: half a character can be shown") {
    CHECK(text_of(L"a\xD800.json") == "a\xEF\xBF\xBD.json");
}

TEST_CASE("Loader: a name with half a character is read in its folder") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / L"a\xD800.json";
    std::ofstream(file, std::ios::binary) << session("tms-1", 1);
    if (file_status(file).kind == FileKind::Missing) {
        SKIP("the file system, Linux's under Wine, has no such names");
    }
    CatalogueLoader loader;
    loader.refresh({{folder.path(), true}});
    CHECK(sessions_in(loader) == "tms-1=1 ");
    CHECK(loader.files().at(0).file == "a\xEF\xBF\xBD.json");
}

TEST_CASE("File: what another program has locked is named, and kept as it was") {
    const TemporaryFolder folder;
    const auto file = folder.write("a.json", session("tms-1", 1));
    CatalogueLoader loader;
    loader.refresh({{folder.path(), true}});
    const HANDLE lock = CreateFileW(file.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr,
                                    OPEN_EXISTING, 0, nullptr);
    REQUIRE(lock != INVALID_HANDLE_VALUE);
    CHECK(read_file(file).problem.starts_with("cannot be read: "));
    loader.refresh({{folder.path(), true}});
    CHECK(sessions_in(loader) == "tms-1=1 ");
    CloseHandle(lock);
    CHECK(read_file(file).problem.empty());
}

TEST_CASE("File: a name that another program holds on to is waited for, though not for ever") {
    constexpr std::chrono::milliseconds kShort{100};
    const TemporaryFolder folder;
    const auto file = folder.write("a", "former");
    const auto locked = [&] {
        return CreateFileW(file.c_str(), GENERIC_READ, 0, nullptr, OPEN_EXISTING, 0, nullptr);
    };
    HANDLE lock = locked();
    REQUIRE(lock != INVALID_HANDLE_VALUE);
    std::thread other([lock, kShort] {
        std::this_thread::sleep_for(kShort);
        CloseHandle(lock);
    });
    CHECK_FALSE(rename_file(folder.write("b", "new"), file));
    other.join();
    CHECK(file_status(file).stamp.size == 3);
    lock = locked();
    REQUIRE(lock != INVALID_HANDLE_VALUE);
    CHECK(error_text(rename_file(folder.write("b", "newest"), file)) == "Permission denied");
    CloseHandle(lock);
    CHECK(file_status(file).stamp.size == 3);
}

TEST_CASE("File: what is in a pipe is read before more comes, and its end is told") {
    HANDLE ours = nullptr;
    HANDLE theirs = nullptr;
    REQUIRE(CreatePipe(&ours, &theirs, nullptr, 0));
    const HANDLE before = GetStdHandle(STD_INPUT_HANDLE);
    SetStdHandle(STD_INPUT_HANDLE, ours);
    File input = File::standard_input();
    SetStdHandle(STD_INPUT_HANDLE, before);
    constexpr std::chrono::milliseconds kShort{20};
    std::array<char, 100> bytes{};
    CHECK_FALSE(input.wait(kShort));
    DWORD written = 0;
    REQUIRE(WriteFile(theirs, "abc", 3, &written, nullptr));
    CHECK(input.wait(kShort));
    CHECK(input.read(bytes.data(), bytes.size()) == std::size_t{3});
    CHECK(std::string(bytes.data(), 3) == "abc");
    CHECK_FALSE(input.wait(kShort));
    CloseHandle(theirs);
    CHECK(input.wait(kShort));
    CHECK(input.read(bytes.data(), bytes.size()) == std::size_t{0});
    CloseHandle(ours);
}

TEST_CASE("File: a pipe that nobody reads any more is told from what else may fail") {
    HANDLE theirs = nullptr;
    HANDLE ours = nullptr;
    REQUIRE(CreatePipe(&theirs, &ours, nullptr, 0));
    const HANDLE before = GetStdHandle(STD_OUTPUT_HANDLE);
    SetStdHandle(STD_OUTPUT_HANDLE, ours);
    File output = File::standard_output();
    SetStdHandle(STD_OUTPUT_HANDLE, before);
    CHECK(output.write("abc", 3) == std::size_t{3});
    CloseHandle(theirs);
    CHECK_FALSE(output.write("abc", 3));
    CHECK(is_reader_gone(output.error()));
    CloseHandle(ours);
    CHECK_FALSE(output.write("abc", 3));
    CHECK_FALSE(is_reader_gone(output.error()));
}
