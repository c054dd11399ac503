// SPDX-License-Identifier: GPL-2.0-or-later
#include <bit>
#include <string>

#include "catch.h"
#include "testing/capture_file.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

Bytes resolution(const FileOrder& order, std::uint8_t unit) {
    return order.option(9, Bytes{unit});
}

std::int64_t time_of(const Bytes& interface_options, std::uint64_t ticks) {
    const FileOrder order(false);
    const ReadCapture read = read_capture(order.section() + order.interface(1, interface_options) +
                                          order.packet(0, ticks, kFiveBytes, 5));
    REQUIRE(read.packets.size() == 1);
    return read.packets[0].time;
}

}  // namespace

TEST_CASE("pcapng: interfaces have names, links and clocks of their own, in both byte orders") {
    const FileOrder order(GENERATE(false, true));
    const ReadCapture read = read_capture(
        order.section() + order.interface(1, order.option(2, text_bytes("ens5"))) +
        order.interface(276, resolution(order, 9) + order.option(3, text_bytes("any of them"))) +
        order.packet(0, 1'000'007, kFiveBytes, 1500) + order.packet(1, 1'000'007, kFiveBytes, 99));
    REQUIRE(read.packets.size() == 2);
    CHECK(read.packets[0].time == 1'000'007'000);
    CHECK(read.packets[0].link_type == 1);
    CHECK(read.packets[0].original == 1500);
    CHECK(read.packets[0].bytes == kFiveBytes);
    CHECK(read.packets[1].time == 1'000'007);
    CHECK(read.packets[1].link_type == 276);
    CHECK(read.packets[1].interface == 1);
    REQUIRE(read.interfaces.size() == 2);
    CHECK(read.interfaces[0].name == "ens5");
    CHECK(read.interfaces[1].description == "any of them");
    CHECK(read.ending == Ending::Complete);
}

TEST_CASE("pcapng: times in any unit, from any second on") {
    const FileOrder order(false);
    CHECK(time_of({}, 3) == 3000);
    CHECK(time_of(resolution(order, 0), 3) == 3'000'000'000);
    CHECK(time_of(resolution(order, 3), 1234) == 1'234'000'000);
    CHECK(time_of(resolution(order, 12), 1'234'567) == 1234);
    CHECK(time_of(resolution(order, 18), UINT64_MAX) == 18'446'744'073);
    CHECK(time_of(resolution(order, 0x80 | 10), 1536) == 1'500'000'000);
    CHECK(time_of(resolution(order, 0x80 | 34), (std::uint64_t{1} << 34) - 1) == 999'999'999);
    CHECK(time_of(resolution(order, 0x80 | 63), std::uint64_t{3} << 62) == 1'500'000'000);
    CHECK(time_of(order.option(14, order.u64(5)), 3) == 5'000'003'000);
    CHECK(time_of(order.option(14, order.u64(static_cast<std::uint64_t>(-2))), 3) ==
          -1'999'997'000);
    // Beyond what can be told: brought into the bounds of capture_time().
    CHECK(time_of(resolution(order, 0), UINT64_MAX) == INT64_MAX / 2);
    CHECK(time_of(order.option(14, order.u64(INT64_MAX)), UINT64_MAX) == INT64_MAX / 2);
    CHECK(time_of(order.option(14, order.u64(std::uint64_t{1} << 63)), 0) == -(INT64_MAX / 2));
}

TEST_CASE("pcapng: a unit that no clock has is refused") {
    const FileOrder order(false);
    const auto unit = static_cast<std::uint8_t>(GENERATE(19, 127, 0x80 | 64, 0xFF));
    const ReadCapture read =
        read_capture(order.section() + order.interface(1, resolution(order, unit)) +
                     order.packet(0, 1, kFiveBytes, 5));
    CHECK(read.packets.empty());
    CHECK(read.ending == Ending::Damaged);
}

TEST_CASE("pcapng: each section has interfaces and a byte order of its own") {
    const FileOrder little(false);
    const FileOrder big(true);
    const ReadCapture read =
        read_capture(little.section() + little.interface(1) + little.packet(0, 1, kFiveBytes, 5) +
                     big.section() + big.interface(101) + big.packet(0, 2, kFiveBytes, 5));
    REQUIRE(read.packets.size() == 2);
    CHECK(read.packets[1].link_type == 101);
    CHECK(read.packets[1].interface == 1);
    CHECK(read.packets[1].time == 2000);
}

TEST_CASE("pcapng: simple and obsolete packets, and blocks that hold none") {
    const FileOrder order(false);
    const Bytes obsolete = order.u16(0) + order.u16(7) + order.u32(0) + order.u32(9) +
                           order.u32(kFiveBytes.size()) + order.u32(60) + kFiveBytes;
    const ReadCapture read = read_capture(
        order.section() + order.interface(1, {}, 4) + order.block(4, Bytes(8, 0)) +
        order.block(3, order.u32(60) + Bytes{9, 8, 7, 6}) + order.block(0x0BAD, Bytes(400000, 1)) +
        order.block(2, obsolete) + order.block(5, Bytes(20, 0)));
    REQUIRE(read.packets.size() == 2);
    CHECK(read.packets[0].bytes == Bytes{9, 8, 7, 6});
    CHECK(read.packets[0].original == 60);
    CHECK(read.packets[1].time == 9000);
    CHECK(read.packets[1].bytes == kFiveBytes);
    CHECK(read.ending == Ending::Complete);
}

TEST_CASE("pcapng: the largest block is read, and no larger one") {
    const FileOrder order(false);
    const std::size_t most =
        CaptureReader::kLargestBlock - order.packet(0, 1, kFiveBytes, 5).size();
    for (const std::size_t options : {most, most + 4}) {
        const ReadCapture read = read_capture(order.section() + order.interface(1) +
                                              order.packet(0, 1, kFiveBytes, 5, Bytes(options, 0)));
        CHECK(read.packets.size() == (options == most ? 1 : 0));
        CHECK(read.ending == (options == most ? Ending::Complete : Ending::Damaged));
    }
}

TEST_CASE("pcapng: what contradicts itself ends the file and is said") {
    const FileOrder order(false);
    const Bytes begin = order.section() + order.interface(1) + order.packet(0, 1, kFiveBytes, 5);
    struct Case {
        const char* problem;
        Bytes then;
    };
    const Case one = GENERATE_COPY(
        Case{"names interface 1", order.packet(1, 1, kFiveBytes, 5)},
        Case{"a block claims to have 10 bytes", order.u32(6) + order.u32(10) + Bytes(20, 0)},
        Case{"a block claims to have 16777220 bytes",
             order.u32(6) + order.u32(16777220) + Bytes(20, 0)},
        Case{"another length", order.u32(6) + order.u32(36) + Bytes(24, 0) + order.u32(40)},
        Case{"a packet claims to have 400 bytes",
             order.block(6, Bytes(12, 0) + order.u32(400) + order.u32(400) + Bytes(8, 0))},
        Case{"the header of a packet is short", order.block(6, Bytes(16, 0))},
        Case{"the header of a packet is short", order.block(3, {})},
        Case{"a packet claims to have 262145 bytes", order.packet(0, 1, Bytes(262145, 0), 262145)},
        Case{"a packet claims to have 262145 bytes",
             order.block(3, order.u32(262145) + Bytes(262148, 0))},
        Case{"a packet claims to have 9 bytes", order.block(3, order.u32(9) + Bytes(8, 0))},
        Case{"the description of an interface is short", order.block(1, Bytes(4, 0))},
        Case{"a block claims to have 8 bytes", order.u32(6) + order.u32(8) + Bytes(20, 0)},
        Case{"a block claims to have 24 bytes",
             order.u32(0x0A0D0D0A) + order.u32(24) + order.u32(0x1A2B3C4D) + Bytes(20, 0)},
        Case{"a block claims to have 30 bytes",
             order.u32(0x0A0D0D0A) + order.u32(30) + order.u32(0x1A2B3C4D) + Bytes(20, 0)},
        Case{"a section of version 2",
             order.block(0x0A0D0D0A, order.u32(0x1A2B3C4D) + order.u16(2) + Bytes(10, 0))},
        Case{"names interface 0", order.section() + order.packet(0, 1, kFiveBytes, 5)},
        Case{"names interface 0", order.section() + order.block(3, order.u32(4) + Bytes(4, 0))},
        Case{"does not tell its byte order", order.block(0x0A0D0D0A, Bytes(16, 0))});
    const ReadCapture read = read_capture(begin + one.then);
    CHECK(read.packets.size() == 1);
    CHECK(read.ending == Ending::Damaged);
    CHECK(read.problem.find(one.problem) != std::string::npos);
}

TEST_CASE("pcapng: wherever a file is cut, whole packets are read and the rest is said") {
    const FileOrder order(false);
    const Bytes begin = order.section() + order.interface(1);
    const Bytes file =
        begin + order.packet(0, 1, kFiveBytes, 5) + order.packet(0, 2, kFiveBytes, 5);
    const std::size_t first = begin.size() + order.packet(0, 1, kFiveBytes, 5).size();
    for (std::size_t length = begin.size(); length <= file.size(); ++length) {
        const ReadCapture read = read_capture(Bytes(file.begin(), file.begin() + long(length)));
        INFO(length);
        CHECK(read.packets.size() == (length < first ? 0 : length < file.size() ? 1 : 2));
        const bool between = length == begin.size() || length == first || length == file.size();
        CHECK(read.problem.empty() == between);
        CHECK(read.ending == (between ? Ending::Complete : Ending::CutShort));
    }
}

TEST_CASE("pcapng: a packet of no bytes is one, of whatever kind") {
    const FileOrder order(GENERATE(false, true));
    const Bytes obsolete =
        order.u16(0) + order.u16(0) + order.u64(0) + order.u32(0) + order.u32(60);
    const ReadCapture read =
        read_capture(order.section() + order.interface(1) + order.packet(0, 1, {}, 60) +
                     order.block(2, obsolete) + order.block(3, order.u32(0)));
    CHECK(read.packets.size() == 3);
    for (const auto& packet : read.packets) CHECK(packet.bytes.empty());
    CHECK(read.ending == Ending::Complete);
}

TEST_CASE("pcapng: a further section that is cut in its header is said, wherever") {
    const FileOrder order(false);
    const Bytes begin = order.section() + order.interface(1) + order.packet(0, 1, kFiveBytes, 5);
    const Bytes section = order.section();
    for (std::size_t length = 1; length < section.size(); ++length) {
        CAPTURE(length);
        const ReadCapture read =
            read_capture(begin + Bytes(section.begin(), section.begin() + long(length)));
        CHECK(read.packets.size() == 1);
        CHECK(read.ending == Ending::CutShort);
    }
}

TEST_CASE("pcapng: the largest packet is read, of either kind") {
    const FileOrder order(false);
    const Bytes most(CaptureReader::kLargestPacket, 9);
    const ReadCapture read =
        read_capture(order.section() + order.interface(1) + order.packet(0, 1, most, 300'000) +
                     order.block(3, order.u32(262144) + most));
    REQUIRE(read.packets.size() == 2);
    CHECK(read.packets[0].bytes == most);
    CHECK(read.packets[0].original == 300'000);
    CHECK(read.packets[1].bytes == most);
    CHECK(read.packets[1].original == 262144);
}

TEST_CASE("pcapng: options are found behind others, up to the end of them or of the block") {
    const FileOrder order(GENERATE(false, true));
    const auto name_in = [&](const Bytes& options) {
        const ReadCapture read =
            read_capture(order.section() +
                         order.block(1, order.u16(1) + order.u16(0) + order.u32(77) + options));
        REQUIRE(read.interfaces.size() == 1);
        CHECK(read.interfaces[0].snap_length == 77);
        return read.interfaces[0].name + '/' + read.interfaces[0].description;
    };
    const Bytes name = order.option(2, text_bytes("abcde"));
    const Bytes description = order.option(3, text_bytes("z"));
    CHECK(name_in({}) == "/");
    CHECK(name_in(order.option(1, Bytes(3, 'c')) + name + description + order.u32(0)) == "abcde/z");
    CHECK(name_in(name + description) == "abcde/z");
    CHECK(name_in(description + order.u32(0) + name) == "/z");
    CHECK(name_in(description + order.option(2, {})) == "/z");
    // One that claims more than the block has is none.
    CHECK(name_in(description + order.u16(2) + order.u16(9) + Bytes(8, 'x')) == "/z");
    CHECK(name_in(description + order.u16(2) + order.u16(8) + Bytes(8, 'x')) == "xxxxxxxx/z");
}

TEST_CASE("pcapng: clocks of another length than they have are not taken for one") {
    const FileOrder order(false);
    CHECK(time_of(order.option(9, Bytes{3, 3}), 5) == 5000);
    CHECK(time_of(order.option(9, {}) + order.option(14, order.u32(7)), 5) == 5000);
    CHECK(time_of(order.option(14, order.u64(7) + order.u32(0)), 5) == 5000);
    // Seconds fill the upper half of the ticks too.
    CHECK(time_of({}, (std::uint64_t{1} << 32) + 1) == 4'294'967'297'000);
}

TEST_CASE("pcapng: simple packets are as long as they claim, or as their interface keeps them") {
    const FileOrder order(false);
    const auto length_of = [&](std::uint32_t snap, std::uint32_t original) {
        const Bytes before = order.section() + order.interface(113) + order.section();
        const ReadCapture read = read_capture(before + order.interface(1, {}, snap) +
                                              order.block(3, order.u32(original) + Bytes(8, 7)));
        REQUIRE(read.packets.size() == 1);
        CHECK(read.packets[0].original == original);
        CHECK(read.packets[0].interface == 1);
        CHECK(read.packets[0].link_type == 1);
        CHECK(read.packets[0].time == 0);
        return read.packets[0].bytes.size();
    };
    CHECK(length_of(0, 7) == 7);
    CHECK(length_of(1, 7) == 1);
    CHECK(length_of(8, 60) == 8);
    CHECK(length_of(60, 8) == 8);
}

TEST_CASE("pcapng: a packet's options are given as they are, but not in another byte order") {
    const bool big = GENERATE(false, true);
    const FileOrder order(big);
    const Bytes options = order.option(1, text_bytes("said")) + order.u32(0);
    const Bytes file = order.section() + order.interface(1) +
                       order.packet(0, 1, kFiveBytes, 5, options) +
                       order.block(3, order.u32(4) + Bytes(4, 0));
    std::string problem;
    const auto reader = CaptureReader::open(ByteSource::of(file.data(), file.size()), problem);
    REQUIRE(reader);
    CaptureRecord record;
    REQUIRE(reader->next(record));
    const bool native = big == (std::endian::native == std::endian::big);
    CHECK(Bytes(record.options.data(), record.options.data() + record.options.size()) ==
          (native ? options : Bytes{}));
    REQUIRE(reader->next(record));
    CHECK(record.options.size() == 0);
}

TEST_CASE("pcapng: 65536 interfaces are as many as there may be") {
    const FileOrder order(false);
    Bytes file = order.section();
    const Bytes one = order.interface(1);
    for (int i = 0; i < 65536; ++i) file.insert(file.end(), one.begin(), one.end());
    const ReadCapture read = read_capture(file + order.packet(65535, 1, kFiveBytes, 5) + one);
    REQUIRE(read.packets.size() == 1);
    CHECK(read.packets[0].interface == 65535);
    CHECK(read.problem == "has too many interfaces");
}

TEST_CASE("pcapng: a section header is as long as it claims, and needs its magic number") {
    const FileOrder order(GENERATE(false, true));
    const Bytes longer =
        order.block(0x0A0D0D0A, order.u32(0x1A2B3C4D) + order.u16(1) + order.u16(0) +
                                    Bytes(8, 0xFF) + order.option(4, text_bytes("program")));
    CHECK(read_capture(longer + order.interface(1) + order.packet(0, 1, kFiveBytes, 5))
              .packets.size() == 1);
    const Bytes cut(longer.begin(), longer.end() - 1);
    CHECK(read_capture(cut).ending == Ending::CutShort);
    CHECK(read_capture(order.block(0x0A0D0D0A, order.u32(0x1A2B3C4E) + Bytes(12, 0))).problem ==
          "is no capture");
}
