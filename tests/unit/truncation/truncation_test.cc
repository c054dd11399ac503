// SPDX-License-Identifier: GPL-2.0-or-later
#include "truncation/truncation.h"

#include "catch.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr std::uint32_t kOverhead = 36;  // IPv4, UDP and VXLAN headers around the frame

Frame frame_of_length(unsigned ip_length) {
    return parse_frame(view(ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 6, transport(80, 81),
                                                  {.total_length = static_cast<int>(ip_length)}))));
}

// A datagram that holds nothing of interest behind its header.
ByteView datagram_of(std::uint32_t size) {
    static const Bytes bytes = Bytes{8, 0, 0, 0, 0, 0, 7, 0} + Bytes(70000, 0xAB);
    return {bytes.data(), size};
}

Delivery delivered(std::uint32_t mirrored, std::string_view target = "10.0.9.9") {
    Delivery delivery;
    delivery.length = mirrored + 8;
    delivery.bytes = datagram_of(delivery.length);
    delivery.datagram_length = mirrored + kOverhead;
    delivery.way = {Vni{7}, *IpAddress::parse("10.0.1.10"), *IpAddress::parse(target)};
    return delivery;
}

Delivery in_session(Delivery delivery, std::optional<std::uint32_t> packet_length = {}) {
    delivery.session_known = true;
    delivery.packet_length = packet_length;
    return delivery;
}

}  // namespace

TEST_CASE("Truncation: a whole packet is not truncated, padding is not counted against it") {
    LearnedLengths learned;
    const auto whole = assess_truncation(frame_of_length(100), delivered(114), learned);
    CHECK(whole.original == 114U);
    CHECK_FALSE(whole.truncated());
    const auto padded = assess_truncation(frame_of_length(28), delivered(60), learned);
    CHECK(padded.original == 60U);
    CHECK_FALSE(padded.truncated());
}

TEST_CASE("Truncation: the session's packet length is the cause where it fits exactly") {
    LearnedLengths learned;
    const auto cut =
        assess_truncation(frame_of_length(1500), in_session(delivered(128), 128), learned);
    CHECK(cut.truncated());
    CHECK(cut.original == 1514U);
    CHECK(cut.missing() == 1386);
    CHECK(cut.cause == TruncationCause::PacketLength);
    CHECK_FALSE(cut.exceeds_packet_length);
}

TEST_CASE("Truncation: without a catalogue a cut has no known cause") {
    LearnedLengths learned;
    const auto cut = assess_truncation(frame_of_length(1500), delivered(128), learned);
    CHECK(cut.truncated());
    CHECK(cut.cause == TruncationCause::Unknown);
    // The same length again and again is no evidence: a packet length and an MTU both look so.
    CHECK(assess_truncation(frame_of_length(1500), delivered(1000), learned).cause ==
          TruncationCause::Unknown);
    CHECK(assess_truncation(frame_of_length(1500), delivered(1000), learned).cause ==
          TruncationCause::Unknown);
}

TEST_CASE("Truncation: the configured target MTU is the cause where the datagram is as long") {
    LearnedLengths learned;
    auto delivery = delivered(1364);
    delivery.target_mtu = 1400;
    CHECK(assess_truncation(frame_of_length(1500), delivery, learned).cause ==
          TruncationCause::TargetMtu);
    delivery.target_mtu = 1500;
    CHECK(assess_truncation(frame_of_length(1500), delivery, learned).cause ==
          TruncationCause::Unknown);
}

TEST_CASE("Truncation: of what was said without a longest datagram nothing is wrong after one") {
    // What cut it stays unknown, however long others are, where no session is known to cut there.
    LearnedLengths learned;
    CHECK(assess_truncation(frame_of_length(1600), delivered(1400), learned).cause ==
          TruncationCause::Unknown);
    CHECK_FALSE(assess_truncation(frame_of_length(1450), delivered(1464), learned).truncated());
    CHECK_FALSE(learned.targets.misjudged());
    // But it is, where it was said to be the target's MTU.
    CHECK(assess_truncation(frame_of_length(1600), in_session(delivered(1470)), learned).cause ==
          TruncationCause::TargetMtu);
    CHECK_FALSE(learned.targets.misjudged());
    CHECK_FALSE(assess_truncation(frame_of_length(1480), delivered(1494), learned).truncated());
    CHECK(learned.targets.misjudged());
}

TEST_CASE("Truncation: a target MTU is learned from the longest datagram to it") {
    LearnedLengths learned;
    const auto at_mtu = in_session(delivered(1364), 8500);
    CHECK(assess_truncation(frame_of_length(1500), at_mtu, learned).cause ==
          TruncationCause::TargetMtu);
    // Another target has another MTU.
    CHECK(assess_truncation(frame_of_length(1500), in_session(delivered(1000, "10.0.9.8")), learned)
              .cause == TruncationCause::TargetMtu);
    // A longer datagram arrived: the first was cut by something else.
    CHECK_FALSE(
        assess_truncation(frame_of_length(1486), in_session(delivered(1500)), learned).truncated());
    CHECK(assess_truncation(frame_of_length(1500), at_mtu, learned).cause ==
          TruncationCause::Unknown);
}

TEST_CASE("Truncation: AWS's own MTUs need no catalogue") {
    LearnedLengths learned;
    CHECK(assess_truncation(frame_of_length(1500), delivered(1500 - kOverhead), learned).cause ==
          TruncationCause::TargetMtu);
    CHECK(assess_truncation(frame_of_length(9001), delivered(9001 - kOverhead), learned).cause ==
          TruncationCause::TargetMtu);
}

TEST_CASE("Truncation: no other length is an MTU of AWS's") {
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html; GENEVE adds 68 bytes.
    for (const unsigned mtu : {1500U, 1568U, 8500U, 8568U, 9001U}) {
        for (const unsigned length : {mtu - 1, mtu, mtu + 1}) {
            CAPTURE(length);
            LearnedLengths learned;
            const auto cut =
                assess_truncation(frame_of_length(length), delivered(length - kOverhead), learned);
            CHECK((cut.cause == TruncationCause::TargetMtu) == (length == mtu));
        }
    }
}

TEST_CASE("Truncation: no target takes less than 576 bytes") {
    for (const unsigned length : {575U, 576U}) {
        CAPTURE(length);
        LearnedLengths learned;
        const auto cut = assess_truncation(frame_of_length(1500),
                                           in_session(delivered(length - kOverhead)), learned);
        CHECK(cut.cause == (length < 576 ? TruncationCause::Unknown : TruncationCause::TargetMtu));
    }
}

TEST_CASE("Truncation: the largest packet of a VPC is believed, one byte more is not") {
    for (const unsigned length : {9001U, 9002U}) {
        CAPTURE(length);
        LearnedLengths learned;
        const auto cut = assess_truncation(frame_of_length(length), delivered(1000), learned);
        CHECK(cut.implausible == (length > 9001));
        CHECK(cut.original.has_value() == (length <= 9001));
    }
}

TEST_CASE("Truncation: a length beyond what a VPC carries is believed only with a known cause") {
    LearnedLengths learned;
    const auto lie = assess_truncation(frame_of_length(9002), delivered(128), learned);
    CHECK(lie.implausible);
    CHECK_FALSE(lie.original);
    CHECK_FALSE(lie.truncated());
    CHECK(assess_truncation(frame_of_length(9001), delivered(128), learned).truncated());
    const auto explained =
        assess_truncation(frame_of_length(60000), in_session(delivered(128), 128), learned);
    CHECK(explained.original == 60014U);
    CHECK_FALSE(explained.implausible);
}

TEST_CASE("Truncation: an implausible packet proves no MTU by itself") {
    LearnedLengths learned;
    const auto long_lie = in_session(delivered(1364));
    CHECK(assess_truncation(frame_of_length(60000), long_lie, learned).implausible);
    CHECK(assess_truncation(frame_of_length(1500), long_lie, learned).cause ==
          TruncationCause::TargetMtu);
    CHECK(assess_truncation(frame_of_length(60000), long_lie, learned).cause ==
          TruncationCause::TargetMtu);
}

TEST_CASE("Truncation: more than the session mirrors means a stale catalogue") {
    LearnedLengths learned;
    CHECK(assess_truncation(frame_of_length(200), in_session(delivered(214), 128), learned)
              .exceeds_packet_length);
    CHECK_FALSE(assess_truncation(frame_of_length(100), in_session(delivered(114), 128), learned)
                    .exceeds_packet_length);
}

TEST_CASE("Truncation: slicing by the capture is another thing") {
    LearnedLengths learned;
    auto delivery = delivered(1514);
    delivery.bytes = datagram_of(68);
    const auto sliced = assess_truncation(frame_of_length(1500), delivery, learned);
    CHECK_FALSE(sliced.truncated());
    CHECK(sliced.captured == 60);
    CHECK(sliced.mirrored == 1514);
}

TEST_CASE("Truncation: a frame that does not tell its length has no original") {
    LearnedLengths learned;
    const auto arp =
        assess_truncation(parse_frame(view(ethernet(0x0806, Bytes(28)))), delivered(42), learned);
    CHECK_FALSE(arp.original);
    CHECK_FALSE(arp.truncated());
    CHECK_FALSE(assess_truncation(parse_frame({}), delivered(0), learned).original);
}

TEST_CASE("Target MTU: targets beyond the bound are not learned") {
    TargetMtu learned;
    for (std::uint32_t i = 0; i < 2 * TargetMtu::kTargets; ++i) {
        const std::uint8_t bytes[4] = {10, 0, static_cast<std::uint8_t>(i >> 8),
                                       static_cast<std::uint8_t>(i)};
        CHECK(learned.observe(IpAddress::v4(bytes), 1500).longest == (i < TargetMtu::kTargets));
    }
    learned.clear();
    CHECK(learned.observe(*IpAddress::parse("10.9.9.9"), 1).longest);
}
