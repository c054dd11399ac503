// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/encryption/judge_alone.h"

#include "catch.h"
#include "testing/random_bytes.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

// What is said of a frame by itself; "cleartext" or why it is unknown.
Judgement judged_alone(const Bytes& frame, const Recognised& word = {},
                       std::size_t cut_to = SIZE_MAX) {
    Bytes bytes = frame;
    if (bytes.size() > cut_to) bytes.resize(cut_to);
    Packet packet = packet_of(bytes);
    packet.recognised = word;
    return judge_alone(packet.mirrored());
}

bool reads_alone(const Judgement& judgement) {
    return judgement.state == Protection::Cleartext && judgement.doubt == Doubt::None;
}

bool doubts_alone(const Judgement& judgement, Doubt doubt) {
    return judgement.state == Protection::Unknown && judgement.doubt == doubt;
}

Bytes ip_frame(unsigned protocol, const Bytes& payload) {
    return ethernet(0x0800, ipv4("10.0.1.10", "8.8.8.8", protocol, payload));
}

constexpr unsigned kSctpNumber = 132;

}  // namespace

TEST_CASE("Judged alone: a word is of who names a service, and says whether it encrypts") {
    CHECK(word_of({}) == Word::None);
    CHECK(word_of({"", true}) == Word::None);
    CHECK(word_of({"DNS"}) == Word::Readable);
    CHECK(word_of({"TLS", true}) == Word::Encrypting);
}

TEST_CASE("Judged alone: where no encryption is possible, who reads it is believed") {
    CHECK(reads_alone(judged_alone(ip_frame(1, ciphertext(40)), {"ICMP"})));
    CHECK(reads_alone(judged_alone(ethernet(0x0806, Bytes(28)), {"ARP"})));
    CHECK(doubts_alone(judged_alone(ip_frame(1, plain_text())), Doubt::Unnamed));
    CHECK(doubts_alone(judged_alone(ethernet(0x88CC, Bytes(28))), Doubt::Unnamed));
}

TEST_CASE("Judged alone: where encryption is possible the bytes have to look readable as well") {
    const Bytes header(12);
    for (const unsigned protocol : {kSctpNumber, 6U, 17U}) {
        CAPTURE(protocol);
        CHECK(reads_alone(judged_alone(ip_frame(protocol, header + plain_text()), {"M3UA"})));
        CHECK(reads_alone(judged_alone(ip_frame(protocol, Bytes(120)), {"M3UA"})));
        CHECK(doubts_alone(judged_alone(ip_frame(protocol, ciphertext(120)), {"M3UA"}),
                           Doubt::Unnamed));
        CHECK(
            doubts_alone(judged_alone(ip_frame(protocol, header + plain_text())), Doubt::Unnamed));
    }
}

TEST_CASE("Judged alone: that something encrypts is never believed, nor what a tunnel carries") {
    for (const unsigned protocol : {kSctpNumber, 1U, 17U}) {
        CAPTURE(protocol);
        const Bytes frame = ip_frame(protocol, Bytes(12) + plain_text());
        CHECK(doubts_alone(judged_alone(frame, {"DTLS", true}), Doubt::NoProof));
        CHECK(doubts_alone(judged_alone(frame, {"HTTP", false, true}), Doubt::Tunnel));
        CHECK(doubts_alone(judged_alone(frame, {"TLS", true, true}), Doubt::Tunnel));
    }
}

TEST_CASE("Judged alone: what does not tell its protocol was cut off, whoever names it") {
    const Bytes four = ip_frame(17, Bytes(60));
    const Bytes six = ethernet(0x86DD, ipv6("fd00::1", "fd00::2", 17, Bytes(60)));
    for (const Recognised& word : {Recognised{}, Recognised{"DNS"}, Recognised{"TLS", true}}) {
        CHECK(doubts_alone(judged_alone(four, word, 14 + 9), Doubt::Cut));
        CHECK(doubts_alone(judged_alone(six, word, 14 + 6), Doubt::Cut));
        CHECK(doubts_alone(judged_alone(four, word, 13), Doubt::Cut));
        CHECK(doubts_alone(judged_alone({}, word), Doubt::Cut));
    }
    CHECK(doubts_alone(judged_alone(four, {}, 14 + 20), Doubt::Unnamed));
}

TEST_CASE("Judged alone: a fragment that nobody reads is said to be one") {
    const auto fragment = [](const Bytes& payload) {
        return ethernet(0x0800, ipv4("10.0.1.10", "8.8.8.8", 17, payload, {.fragment = 20}));
    };
    CHECK(doubts_alone(judged_alone(fragment(Bytes(60))), Doubt::Fragment));
    CHECK(doubts_alone(judged_alone(fragment(plain_text())), Doubt::Fragment));
    CHECK(doubts_alone(judged_alone(fragment(ciphertext(40)), {"ESP", true}), Doubt::NoProof));
}
