// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/flow_proof.h"

#include <algorithm>

#include "catch.h"
#include "testing/random_bytes.h"
#include "testing/tcp_frame.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

// What a proof says of the frame, of which `captured` bytes are there.
Step flow_step(FlowProof& proof, const Bytes& bytes, std::size_t captured = SIZE_MAX,
               std::uint8_t side = 0, Word word = Word::None) {
    const ByteView seen(bytes.data(), std::min(captured, bytes.size()));
    return proof.add(parse_frame(seen), seen, side, word);
}

Bytes tcp_segment(std::uint32_t sequence, const Bytes& payload) {
    const Bytes head = tcp_frame({.sequence = sequence});
    const Bytes segment = Bytes(head.begin() + 34, head.end()) + payload;
    return ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", kProtocolTcp, segment));
}

Bytes udp_between(unsigned from, unsigned to, const Bytes& payload) {
    return udp_frame("10.0.1.10", "10.0.2.20", payload, from, to);
}

Bytes esp_numbered(std::uint8_t number) {
    return Bytes{0xC1, 2, 3, 4, 0, 0, 0, number} + esp_ciphertext(100);
}

Bytes esp_frame(const Bytes& packet) {
    return ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", kProtocolEsp, packet));
}

}  // namespace

TEST_CASE("Flow proof: covers TCP, UDP and ESP") {
    Frame frame;
    CHECK_FALSE(FlowProof::covers(frame));
    for (unsigned protocol = 0; protocol <= 0xFF; ++protocol) {
        CAPTURE(protocol);
        frame.protocol = static_cast<std::uint8_t>(protocol);
        CHECK(FlowProof::covers(frame) == (protocol == 6 || protocol == 17 || protocol == 50));
    }
}

TEST_CASE("Flow proof: a fragment is unknown, whatever it carries") {
    for (const unsigned protocol : {6U, 17U, 50U}) {
        for (const unsigned fragment : {0x2000U, 20U}) {
            CAPTURE(protocol, fragment);
            FlowProof proof;
            const Step step = flow_step(
                proof, ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", protocol,
                                             udp(1, 2, plain_text()), {.fragment = fragment})));
            CHECK(step.now.state == Protection::Unknown);
            CHECK(step.now.doubt == Doubt::Fragment);
        }
    }
}

TEST_CASE("Flow proof: TCP is followed by the numbers and flags of its header") {
    FlowProof proof;
    const Bytes hello = client_hello();
    const Bytes data = tls_data(300) + tls_data(200);
    CHECK(flow_step(proof, tcp_frame({.sequence = 9, .flags = kSyn})).now.state ==
          Protection::NoPayload);
    std::uint32_t next = 10;
    for (const Bytes& payload :
         {hello, Bytes(data.begin(), data.begin() + 150), Bytes(data.begin() + 150, data.end())}) {
        const Step step = flow_step(proof, tcp_segment(next, payload));
        CHECK(step.now.state == Protection::Encrypted);
        CHECK(step.now.protocol == "TLS");
        next += static_cast<std::uint32_t>(payload.size());
    }
    // A hole of a byte, so that no header is where it has to be.
    CHECK(flow_step(proof, tcp_segment(next + 1, ciphertext(100))).now.state ==
          Protection::Unknown);
    // A SYN starts anew: this is no part of what was.
    flow_step(proof, tcp_frame({.sequence = 70, .flags = kSyn}));
    CHECK(flow_step(proof, tcp_segment(71, plain_text())).now.state == Protection::Cleartext);
    CHECK(flow_step(proof, tcp_segment(71 + 68, ciphertext(100)), SIZE_MAX, 0, Word::Readable)
              .now.state == Protection::Cleartext);
}

TEST_CASE("Flow proof: a TCP header that was cut off is unknown") {
    const Bytes whole = tcp_segment(1, plain_text());
    for (std::size_t size = 38; size <= whole.size(); ++size) {
        CAPTURE(size);
        FlowProof proof;
        const Step step = flow_step(proof, whole, size);
        const bool read = size >= 34 + 20 + 24;  // text is known by 24 bytes
        if (size <= 34 + 20) {
            CHECK(step.now.state == Protection::Unknown);
            CHECK(step.now.doubt == Doubt::Cut);
        }
        CHECK((step.now.state == Protection::Cleartext) == read);
    }
    FlowProof bare;
    CHECK(flow_step(bare, tcp_segment(1, {}), 34 + 13).now.doubt == Doubt::Cut);
    CHECK(flow_step(bare, tcp_segment(1, {})).now.state == Protection::NoPayload);
    FlowProof proof;  // of no length at all
    Frame frame = parse_frame(view(whole));
    frame.claimed_length.reset();
    CHECK(proof.add(frame, view(whole), 0, Word::None).now.doubt == Doubt::Cut);
}

TEST_CASE("Flow proof: ESP in UDP is looked for at one port") {
    // RFC 3948 section 2.1: at either end.
    struct Case {
        unsigned from;
        unsigned to;
        bool esp;
    };
    for (const auto& [from, to, esp] :
         {Case{4500, 4500, true}, Case{4500, 50000, true}, Case{50000, 4500, true},
          Case{50000, 4501, false}, Case{4499, 500, false}, Case{4501, 50000, false}}) {
        CAPTURE(from, to);
        FlowProof proof;
        Step step;
        for (std::uint8_t number = 1; number <= 3; ++number) {
            step = flow_step(proof, udp_between(from, to, esp_numbered(number)));
        }
        CHECK((step.now.state == Protection::Encrypted) == esp);
    }
}

TEST_CASE("Flow proof: ESP is what the IP packet carries, without what pads the frame") {
    FlowProof proof;
    Step step;
    for (std::uint8_t number = 1; number <= 3; ++number) {
        step = flow_step(proof, esp_frame(esp_numbered(number)) + plain_text());
    }
    CHECK(step.now.state == Protection::Encrypted);
    CHECK(step.now.protocol == "ESP");
    FlowProof padded;  // the packet is too short to tell, and all there
    step =
        flow_step(padded, esp_frame(Bytes{0xC1, 2, 3, 4, 0, 0, 0, 1, 0x9A, 0xE3}) + plain_text());
    CHECK(step.now.state == Protection::Unknown);
    CHECK(step.now.doubt == Doubt::NoProof);
    FlowProof cut;
    step = flow_step(cut, esp_frame(esp_numbered(1)), 34 + 20);
    CHECK(step.now.doubt == Doubt::Cut);
    // A header of a datagram inside has to fit into the packet's own length.
    FlowProof inside;
    for (std::uint8_t number = 1; number <= 3; ++number) {
        Bytes packet = esp_numbered(number);
        packet[12] = 0;
        packet[13] = 90;
        step = flow_step(inside, esp_frame(packet));
    }
    CHECK(step.now.state == Protection::Unknown);
}

TEST_CASE("Flow proof: ESP whose place or length is not known is unknown") {
    const Bytes bytes = esp_frame(esp_numbered(1));
    const Frame whole = parse_frame(view(bytes));
    const auto state = [&](const Frame& frame) {
        FlowProof proof;
        return proof.add(frame, view(bytes), 0, Word::None);
    };
    CHECK(state(whole).held == Held::Doubtful);
    Frame frame = whole;
    frame.transport_offset.reset();
    CHECK(state(frame).held == Held::No);
    frame = whole;
    frame.claimed_length.reset();
    CHECK(state(frame).held == Held::No);
    frame = whole;
    frame.claimed_length = *frame.transport_offset - 1;
    CHECK(state(frame).held == Held::No);
    CHECK(state(frame).now.state == Protection::Unknown);
}
