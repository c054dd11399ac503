// SPDX-License-Identifier: GPL-2.0-or-later
//
// Files on disk: packed ones, several as one, folders, and what is written read back.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "capture/find_captures.h"
#include "capture/merged_captures.h"
#include "capture/pcapng_writer.h"
#include "catch.h"
#include "testing/capture_file.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

namespace fs = std::filesystem;

class Folder {
  public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "vpcmirror-unit-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()));
        path_ = name;
    }
    ~Folder() { fs::remove_all(path_); }
    std::string file(const std::string& name, const Bytes& bytes) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        return (path_ / name).string();
    }
    std::string path(const std::string& name = {}) const { return (path_ / name).string(); }

  private:
    fs::path path_;
};

// A capture with a packet at each of these seconds; its one byte is the packet's own.
Bytes capture(const std::vector<std::pair<std::uint32_t, std::uint8_t>>& packets) {
    const FileOrder order(false);
    Bytes file = order.pcap_header(0xA1B2C3D4, 1);
    for (const auto& [second, byte] : packets) {
        file = file + order.pcap_record(second, 0, Bytes{byte}, 1);
    }
    return file;
}

Bytes merged(const std::vector<std::string>& paths, std::size_t problems = 0) {
    MergedCaptures captures(paths);
    Bytes order;
    CaptureRecord record;
    while (captures.next(record)) order.push_back(record.bytes.data()[0]);
    CHECK(captures.problems().size() == problems);
    return order;
}

}  // namespace

TEST_CASE("captures: several are one, by time, equal times in the order of the files") {
    const Folder folder;
    const auto a = folder.file("a", capture({{1, 1}, {4, 2}, {9, 3}}));
    const auto b = folder.file("b", capture({{4, 4}, {5, 5}}));
    const auto c = folder.file("c", capture({{10, 6}}));
    const auto empty = folder.file("empty", capture({}));
    CHECK(merged({a, b, c, empty}) == Bytes{1, 2, 4, 5, 3, 6});
    CHECK(merged({c, empty, b, a}) == Bytes{1, 4, 2, 5, 3, 6});
}

TEST_CASE("captures: a file whose packets are out of order keeps its order") {
    const Folder folder;
    const auto a = folder.file("a", capture({{5, 1}, {3, 2}, {9, 3}}));
    const auto b = folder.file("b", capture({{4, 4}}));
    CHECK(merged({a}) == Bytes{1, 2, 3});
    CHECK(merged({a, b}) == Bytes{4, 1, 2, 3});
}

TEST_CASE("captures: more files than may be open at a time, as long as they do not overlap") {
    const Folder folder;
    std::vector<std::string> paths;
    for (std::uint32_t i = 0; i < 3000; ++i) {
        const auto byte = static_cast<std::uint8_t>(i);
        paths.push_back(
            folder.file("ring" + std::to_string(i), capture({{i * 2, byte}, {i * 2 + 1, byte}})));
    }
    std::shuffle(paths.begin(), paths.end(), std::minstd_rand(1));
    const Bytes order = merged(paths);
    REQUIRE(order.size() == 6000);
    for (std::size_t i = 0; i < order.size(); ++i)
        CHECK(order[i] == static_cast<std::uint8_t>(i / 2));
}

TEST_CASE("captures: a file that cannot be read is named, the others are read") {
    const Folder folder;
    const auto a = folder.file("a", capture({{1, 1}}));
    const auto none = folder.file("none", Bytes(50, 'x'));
    Bytes half = capture({{2, 2}, {3, 3}});
    half.pop_back();
    const auto cut = folder.file("cut", half);
    CHECK(merged({a, none, cut, folder.path("missing")}, 3) == Bytes{1, 2});
}

TEST_CASE("captures: a folder stands for the captures in it, whatever they are called") {
    const Folder folder;
    folder.file("mirror.pcap", capture({{1, 1}}));
    folder.file("mirror.pcap1", capture({{2, 2}}));
    folder.file("2026/11/x", capture({{3, 3}}));
    folder.file("notes.pcap", Bytes(50, 'x'));
    const FoundCaptures found = find_captures({folder.path()});
    CHECK(found.paths.size() == 3);
    REQUIRE(found.left_out.size() == 1);
    CHECK(found.left_out[0].path == folder.path("notes.pcap"));
    CHECK(found.problems.empty());
    CHECK(find_captures({folder.path("missing")}).problems.size() == 1);
    fs::create_directory(folder.path("bare"));
    CHECK(find_captures({folder.path("bare")}).problems.size() == 1);
}

TEST_CASE(
    "captures: packed ones are unpacked, several parts one after the other, and cut ones say so") {
    const Folder folder;
    const auto plain = folder.file("plain", capture({{1, 1}, {2, 2}, {3, 3}}));
    const std::string tool = GENERATE("gzip", "zstd -q");
    const std::string packed = folder.path("packed");
    const std::string pack = "head -c 50 " + plain + " | " + tool + " > " + packed +
                             " && tail -c +51 " + plain + " | " + tool + " >> " + packed;
    REQUIRE(std::system(pack.c_str()) == 0);
    CHECK(merged({packed}) == Bytes{1, 2, 3});
    fs::resize_file(packed, fs::file_size(packed) - 3);
    MergedCaptures captures({packed});
    CaptureRecord record;
    while (captures.next(record)) {
    }
    REQUIRE(captures.problems().size() == 1);
    CHECK(captures.problems()[0].text.find("cut short") != std::string::npos);
}

TEST_CASE("pcapng writer: what is written is read back the same") {
    const Folder folder;
    const auto path = folder.path("out");
    std::string problem;
    {
        const auto writer = PcapngWriter::create(path, "test", problem);
        REQUIRE(writer);
        CaptureInterface interface;
        interface.link_type = 1;
        interface.name = "web";
        interface.description = "tms-1";
        CHECK(writer->add_interface(interface) == 0);
        interface.link_type = 276;
        CHECK(writer->add_interface(interface) == 1);
        const Bytes frame{1, 2, 3, 4, 5};
        CHECK(writer->write({view(frame), 1500, 1'234'567'890'123'456'789, 1, {}, "said"}));
        CHECK(writer->write({view(frame), 5, -1, 0, {}, {}}));
        CHECK(writer->packets() == 2);
    }
    MergedCaptures captures({path});
    CaptureRecord record;
    REQUIRE(captures.next(record));
    CHECK(record.time.time_since_epoch().count() == 1'234'567'890'123'456'789);
    CHECK(record.original_length == 1500);
    CHECK(record.link_type == 276);
    CHECK(record.bytes.size() == 5);
    CHECK(record.options.size() == 12);
    CHECK(captures.interfaces()[0].name == "web");
    CHECK(captures.interfaces()[0].description == "tms-1");
    REQUIRE(captures.next(record));
    CHECK_FALSE(captures.next(record));
    CHECK(captures.problems().empty());
}

TEST_CASE("pcapng writer: a full disk is said, and what is written is whole") {
    std::string problem;
    const auto writer = PcapngWriter::create("/dev/full", "test", problem);
    REQUIRE(writer);
    writer->add_interface({1, 0, {}, {}});
    const Bytes frame(1000, 7);
    bool good = true;
    for (int i = 0; i < 1000 && good; ++i) good = writer->write({view(frame), 1000, i, 0, {}, {}});
    CHECK_FALSE(good);
    CHECK_FALSE(writer->problem().empty());
    CHECK(writer->packets() == 0);
    CHECK_FALSE(writer->write({view(frame), 1000, 0, 0, {}, {}}));
}
