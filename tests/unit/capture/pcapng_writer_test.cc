// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is written, byte for byte as draft-ietf-opsawg-pcapng has it.
#include "capture/pcapng_writer.h"

#include <bit>
#include <fstream>
#include <iterator>
#include <string>

#include "catch.h"
#include "testing/capture_folder.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

Bytes bytes_in(const std::string& path) {
    std::ifstream file(path_of(path), std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

const FileOrder kNative(std::endian::native == std::endian::big);

Bytes written_section() {
    return kNative.block(0x0A0D0D0A, kNative.u32(0x1A2B3C4D) + kNative.u16(1) + kNative.u16(0) +
                                         Bytes(8, 0xFF) + kNative.option(4, text_bytes("test")) +
                                         kNative.u32(0));
}

}  // namespace

TEST_CASE("pcapng writer: a section, its interfaces and packets, each with its options") {
    const Folder folder;
    const auto path = folder.path("out");
    const Bytes options = kNative.option(2, Bytes(4, 3)) + kNative.u32(0);
    // In 2106, so that both halves of the time count.
    constexpr std::int64_t kTime = 0x3B9ACA00'12345678;
    std::string problem;
    const auto writer = PcapngWriter::create(path, "test", problem);
    REQUIRE(writer);
    CHECK(writer->add_interface({1, 96, "web", "tms-1"}) == 0);
    CHECK(writer->add_interface({276, 0, {}, {}}) == 1);
    const Timestamp time{Nanoseconds{kTime}};
    CHECK(writer->write({view(kFiveBytes), 1500, time, 1, {}, {}}));
    CHECK(writer->write({view(kFiveBytes), 5, {}, 0, {}, "said"}));
    CHECK(writer->write({view(kFiveBytes), 5, {}, 0, view(options), {}}));
    CHECK(writer->write({view(kFiveBytes), 5, {}, 0, view(options), "says"}));
    CHECK(writer->packets() == 4);
    CHECK(writer->flush());
    // FileOrder::interface() ends the options by itself.
    const Bytes clock = kNative.option(9, Bytes{9});
    const Bytes said = kNative.option(1, text_bytes("said"));
    const Bytes says = kNative.option(1, text_bytes("says"));
    CHECK(bytes_in(path) ==
          written_section() +
              kNative.interface(1,
                                kNative.option(2, text_bytes("web")) +
                                    kNative.option(3, text_bytes("tms-1")) + clock,
                                96) +
              kNative.interface(276, clock) +
              kNative.packet(1, static_cast<std::uint64_t>(kTime), kFiveBytes, 1500) +
              kNative.packet(0, 0, kFiveBytes, 5, said + kNative.u32(0)) +
              kNative.packet(0, 0, kFiveBytes, 5, options) +
              kNative.packet(0, 0, kFiveBytes, 5, says + options));
}

TEST_CASE("pcapng writer: packets wait until there are as many bytes as were asked for") {
    const Folder folder;
    const auto path = folder.path("out");
    const std::size_t one = kNative.packet(0, 1, kFiveBytes, 5).size();
    std::string problem;
    WriterOptions options;
    options.buffer = written_section().size() + 2 * one;
    const auto writer = PcapngWriter::create(path, "test", problem, options);
    REQUIRE(writer);
    CHECK(writer->write({view(kFiveBytes), 5, {}, 0, {}, {}}));
    CHECK(bytes_in(path).empty());
    CHECK(writer->packets() == 1);
    CHECK(writer->write({view(kFiveBytes), 5, {}, 0, {}, {}}));
    CHECK(bytes_in(path).size() == options.buffer);
    CHECK(writer->write({view(kFiveBytes), 5, {}, 0, {}, {}}));
    CHECK(bytes_in(path).size() == options.buffer);
    CHECK(writer->flush());
    CHECK(bytes_in(path).size() == options.buffer + one);
}

TEST_CASE("pcapng writer: more than a system writes at once is written all the same") {
    const Folder folder;
    const auto path = folder.path("out");
    std::string problem;
    WriterOptions options;
    options.buffer = std::size_t{32} << 20;
    const auto writer = PcapngWriter::create(path, "test", problem, options);
    REQUIRE(writer);
    const Bytes frame(CaptureReader::kLargestPacket, 7);
    for (int i = 0; i < 70; ++i) CHECK(writer->write({view(frame), 300'000, {}, 0, {}, {}}));
    CHECK(writer->flush());
    const std::size_t one = kNative.packet(0, 0, frame, 300'000).size();
    CHECK(bytes_in(path).size() == written_section().size() + 70 * one);
}

TEST_CASE("pcapng writer: a comment that is too long is cut between two characters") {
    const Folder folder;
    const auto path = folder.path("out");
    std::string problem;
    const auto writer = PcapngWriter::create(path, "test", problem);
    REQUIRE(writer);
    // 4000 bytes would end within the last of these characters of two.
    std::string comment = "x";
    while (comment.size() < 5000) comment += "\xC3\xBC";
    CHECK(writer->write({view(kFiveBytes), 5, {}, 0, {}, comment}));
    CHECK(writer->flush());
    const Bytes cut = kNative.option(1, text_bytes(std::string_view(comment).substr(0, 3999)));
    CHECK(bytes_in(path) ==
          written_section() + kNative.packet(0, 0, kFiveBytes, 5, cut + kNative.u32(0)));
}

TEST_CASE("pcapng writer: what is packed is whole when it is finished") {
    const Folder folder;
    const auto path = folder.path("out");
    WriterOptions options;
    options.packing = GENERATE(Packing::Gzip, Packing::Zstd);
    std::string problem;
    std::size_t size = 0;
    {
        const auto writer = PcapngWriter::create(path, "test", problem, options);
        REQUIRE(writer);
        writer->add_interface({1, 0, {}, {}});
        CHECK(writer->write({view(kFiveBytes), 5, {}, 0, {}, {}}));
        CHECK(writer->flush());
        CHECK(writer->write({view(kFiveBytes), 5, {}, 0, {}, {}}));
        CHECK(writer->finish());
        size = bytes_in(path).size();
    }
    CHECK(bytes_in(path).size() == size);
    MergedCaptures captures({path});
    CaptureRecord record;
    CHECK(captures.next(record));
    CHECK(captures.next(record));
    CHECK_FALSE(captures.next(record));
    CHECK(captures.problems().empty());
}

TEST_CASE("pcapng writer: where nothing can be written is said") {
    const Folder folder;
    std::string problem;
    CHECK_FALSE(PcapngWriter::create(folder.path("missing/out"), "test", problem));
    CHECK(problem == "No such file or directory");
}
