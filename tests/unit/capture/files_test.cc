// SPDX-License-Identifier: GPL-2.0-or-later
//
// Files on disk: packed ones, several as one, folders, and what is written read back.
#include <algorithm>
#include <filesystem>
#include <random>

#include "capture/find_captures.h"
#include "capture/pcapng_writer.h"
#include "catch.h"
#include "testing/capture_folder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace fs = std::filesystem;

TEST_CASE("captures: several are one, by time, equal times in the order of the files") {
    const Folder folder;
    const auto a = folder.file("a", capture({{1, 1}, {4, 2}, {9, 3}}));
    const auto b = folder.file("b", capture({{4, 4}, {5, 5}}));
    const auto c = folder.file("c", capture({{10, 6}}));
    const auto empty = folder.file("empty", capture({}));
    CHECK(merged({a, b, c, empty}) == Bytes{1, 2, 4, 5, 3, 6});
    CHECK(merged({c, empty, b, a}) == Bytes{1, 4, 2, 5, 3, 6});
}

TEST_CASE("Byte source: a file of any length is given whole, in pieces of any size") {
    const Folder folder;
    const auto piece = GENERATE(as<std::size_t>(), 1, 3, 100);
    for (std::uint8_t length = 0; length < 8; ++length) {
        CAPTURE(piece, length);
        Bytes bytes;
        for (std::uint8_t i = 0; i < length; ++i) bytes.push_back(i);
        const std::string path = folder.file("a", bytes);
        std::string problem;
        const auto stored = ByteSource::open(path, {}, problem);
        REQUIRE(stored);
        const auto memory = ByteSource::of(bytes.data(), bytes.size());
        for (ByteSource* source : {stored.get(), memory.get()}) {
            CHECK(source->size() == bytes.size());
            CHECK(read_all(*source, piece) == bytes);
            CHECK(source->taken() == bytes.size());
            CHECK(source->problem().empty());
        }
    }
}

TEST_CASE("captures: a file whose packets are out of order keeps its order") {
    const Folder folder;
    const auto a = folder.file("a", capture({{5, 1}, {3, 2}, {9, 3}}));
    const auto b = folder.file("b", capture({{4, 4}}));
    CHECK(merged({a}) == Bytes{1, 2, 3});
    CHECK(merged({a, b}) == Bytes{4, 1, 2, 3});
}

TEST_CASE("captures: more files than may be open at a time, as long as they do not overlap",
          "[slow]") {
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
    // By name; as paths, since systems separate folders differently.
    REQUIRE(found.paths.size() == 3);
    CHECK(path_of(found.paths[0]) == path_of(folder.path("2026/11/x")));
    CHECK(path_of(found.paths[1]) == path_of(folder.path("mirror.pcap")));
    CHECK(path_of(found.paths[2]) == path_of(folder.path("mirror.pcap1")));
    REQUIRE(found.left_out.size() == 1);
    CHECK(found.left_out[0].path == folder.path("notes.pcap"));
    CHECK(found.problems.empty());
    CHECK(found.left_out[0].reason.starts_with("is neither pcap nor pcapng"));
    CHECK(find_captures({folder.path("missing")}).problems.size() == 1);
    // What is named itself is not looked into.
    CHECK(find_captures({folder.path("notes.pcap")}).paths.size() == 1);
    fs::create_directory(folder.path("bare"));
    const FoundCaptures bare = find_captures({folder.path("bare")});
    CHECK(bare.paths.empty());
    REQUIRE(bare.problems.size() == 1);
    CHECK(bare.problems[0].reason == "holds no capture");
}

TEST_CASE("pcapng writer: what is written is read back the same") {
    const Folder folder;
    const auto path = folder.path("out");
    constexpr Timestamp kTime{Nanoseconds{1'234'567'890'123'456'789}};
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
        CHECK(writer->write({view(frame), 1500, kTime, 1, {}, "said"}));
        CHECK(writer->write({view(frame), 5, Timestamp{Nanoseconds{-1}}, 0, {}, {}}));
        CHECK(writer->packets() == 2);
    }
    MergedCaptures captures({path});
    CaptureRecord record;
    REQUIRE(captures.next(record));
    CHECK(record.time == kTime);
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
