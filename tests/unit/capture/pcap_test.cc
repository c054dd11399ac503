// SPDX-License-Identifier: GPL-2.0-or-later
#include "catch.h"
#include "testing/capture_file.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

TEST_CASE("pcap: both byte orders, microseconds and nanoseconds, are the same packet") {
    const bool big = GENERATE(false, true);
    const bool nano = GENERATE(false, true);
    const FileOrder order(big);
    const Bytes file = order.pcap_header(nano ? 0xA1B23C4D : 0xA1B2C3D4, 113) +
                       order.pcap_record(1000, nano ? 7000 : 7, kFiveBytes, 1500);
    const ReadCapture read = read_capture(file);
    REQUIRE(read.packets.size() == 1);
    CHECK(read.packets[0].bytes == kFiveBytes);
    CHECK(read.packets[0].original == 1500);
    CHECK(read.packets[0].time == 1'000'000'007'000);
    CHECK(read.packets[0].link_type == 113);
    CHECK(read.ending == Ending::Complete);
    CHECK(read.problem.empty());
}

TEST_CASE("pcap: records of Kuznetzov's variant have eight more bytes") {
    const FileOrder order(false);
    const Bytes record = order.u32(5) + order.u32(0) + order.u32(kFiveBytes.size()) +
                         order.u32(60) + Bytes(8, 0xEE) + kFiveBytes;
    const ReadCapture read = read_capture(order.pcap_header(0xA1B2CD34, 1) + record + record);
    REQUIRE(read.packets.size() == 2);
    CHECK(read.packets[1].bytes == kFiveBytes);
}

TEST_CASE("pcap: the upper half of the link type tells of checksums, not of another link") {
    const FileOrder order(false);
    const ReadCapture read = read_capture(order.pcap_header(0xA1B2C3D4, 0x24000001) +
                                          order.pcap_record(1, 0, kFiveBytes, 5));
    REQUIRE(read.packets.size() == 1);
    CHECK(read.packets[0].link_type == 1);
}

TEST_CASE("pcap: wherever a file is cut, whole packets are read and the rest is said") {
    const FileOrder order(true);
    const Bytes file = order.pcap_header(0xA1B2C3D4, 1) + order.pcap_record(1, 0, kFiveBytes, 5) +
                       order.pcap_record(2, 0, kFiveBytes, 5);
    const std::size_t first = 24 + 16 + kFiveBytes.size();
    for (std::size_t length = 0; length <= file.size(); ++length) {
        const ReadCapture read = read_capture(Bytes(file.begin(), file.begin() + long(length)));
        INFO(length);
        CHECK(read.packets.size() == (length < first ? 0 : length < file.size() ? 1 : 2));
        const bool between = length == 24 || length == first || length == file.size();
        CHECK(read.problem.empty() == between);
        CHECK(read.ending == (length < 24 ? Ending::Open
                              : between   ? Ending::Complete
                                          : Ending::CutShort));
    }
}

TEST_CASE("pcap: a packet of an impossible length ends the file, those before it are kept") {
    const FileOrder order(false);
    const Bytes file = order.pcap_header(0xA1B2C3D4, 1) + order.pcap_record(1, 0, kFiveBytes, 5) +
                       order.u32(2) + order.u32(0) + order.u32(262145) + order.u32(5) +
                       Bytes(300000, 0);
    const ReadCapture read = read_capture(file);
    CHECK(read.packets.size() == 1);
    CHECK(read.ending == Ending::Damaged);
    CHECK(read.problem == "is damaged: a packet claims to have 262145 bytes");
}

TEST_CASE("pcap: the largest packet is read, and more than one of them") {
    const FileOrder order(false);
    const Bytes record = order.pcap_record(1, 0, Bytes(CaptureReader::kLargestPacket, 9), 300'000);
    const ReadCapture read = read_capture(order.pcap_header(0xA1B2C3D4, 1) + record + record);
    REQUIRE(read.packets.size() == 2);
    CHECK(read.packets[1].bytes.size() == 262144);
    CHECK(read.packets[1].original == 300'000);
    CHECK(read.ending == Ending::Complete);
}

TEST_CASE("pcap: the header tells the version and how much of a packet was to be kept") {
    const FileOrder order(GENERATE(false, true));
    const auto file = [&](unsigned major) {
        return order.u32(0xA1B2C3D4) + order.u16(major) + order.u16(4) + order.u32(0) +
               order.u32(0) + order.u32(96) + order.u32(1) + order.pcap_record(1, 0, kFiveBytes, 5);
    };
    const ReadCapture read = read_capture(file(2));
    REQUIRE(read.interfaces.size() == 1);
    CHECK(read.interfaces[0].snap_length == 96);
    REQUIRE(read.packets.size() == 1);
    CHECK(read.packets[0].interface == 0);
    CHECK(read_capture(file(3)).problem == "is pcap of version 3, which is not known");
    CHECK(read_capture(file(1)).problem == "is pcap of version 1, which is not known");
}

TEST_CASE("captures: what has ended stays at its end") {
    const FileOrder order(false);
    const Bytes bad = order.u32(2) + order.u32(0) + order.u32(262145) + order.u32(5);
    const Bytes file = GENERATE_COPY(Bytes{}, Bytes(3, 0), bad);
    const Bytes all =
        order.pcap_header(0xA1B2C3D4, 1) + order.pcap_record(1, 0, kFiveBytes, 5) + file;
    std::string problem;
    const auto reader = CaptureReader::open(ByteSource::of(all.data(), all.size()), problem);
    REQUIRE(reader);
    CaptureRecord record;
    CHECK(reader->ending() == Ending::Open);
    REQUIRE(reader->next(record));
    CHECK(reader->ending() == Ending::Open);
    for (int i = 0; i < 2; ++i) {
        CHECK_FALSE(reader->next(record));
        CHECK(reader->ending() == (file.empty()       ? Ending::Complete
                                   : file.size() == 3 ? Ending::CutShort
                                                      : Ending::Damaged));
        CHECK(reader->problem().empty() == file.empty());
    }
}

TEST_CASE("captures: the first four bytes tell what a file is, if not what is in it") {
    const FileOrder order(false);
    const Bytes magic = GENERATE_COPY(order.u32(0xA1B2C3D4), order.u32(0x0A0D0D0A));
    CHECK(read_capture(magic).problem == "is cut short in its header");
    CHECK(read_capture(Bytes(magic.begin(), magic.begin() + 3)).problem == "is no capture");
}

TEST_CASE("captures: what is none is told by what it holds") {
    CHECK(read_capture({}).problem == "is empty");
    CHECK(read_capture(Bytes(3, 'a')).problem == "is no capture");
    CHECK(read_capture(Bytes(100, 'a')).problem.starts_with("is neither pcap nor pcapng"));
}
