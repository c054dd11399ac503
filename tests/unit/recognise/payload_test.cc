// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/payload.h"

#include <algorithm>
#include <cstring>

#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

std::optional<Payload> payload_in(const Bytes& bytes) {
    return payload_of(parse_frame(view(bytes)), view(bytes));
}

Bytes first(const Bytes& bytes, std::size_t count) {
    return Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
}

bool holds(const std::optional<Payload>& payload, const Bytes& expected) {
    return payload && payload->captured.size() == expected.size() &&
           (expected.empty() ||
            std::memcmp(payload->captured.data(), expected.data(), expected.size()) == 0);
}

const Bytes kHello = text_bytes("hello");

Bytes tcp_of(const Bytes& payload, unsigned words) {
    return ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 6, tcp(1, 2, payload, words)));
}

}  // namespace

TEST_CASE("Payload: of TCP it begins behind the options") {
    for (const unsigned words : {5U, 6U, 8U, 15U}) {
        CAPTURE(words);
        const Bytes bytes = tcp_of(kHello, words);
        const auto payload = payload_in(bytes);
        CHECK(holds(payload, kHello));
        CHECK(payload->length == 5);
    }
}

TEST_CASE("Payload: of UDP it begins behind the header, of IPv6 too") {
    const Bytes four = udp_frame("10.0.1.10", "10.0.2.20", kHello);
    CHECK(holds(payload_in(four), kHello));
    const Bytes six = ethernet(0x86DD, ipv6("fd00::1", "fd00::2", 17, udp(1, 2, kHello)));
    CHECK(holds(payload_in(six), kHello));
}

TEST_CASE("Payload: a TCP header that claims to be shorter or longer than can be has none") {
    for (const unsigned words : {0U, 1U, 4U}) CHECK_FALSE(payload_in(tcp_of(kHello, words)));
    Bytes longer = tcp_of(kHello, 5);  // 20 + 5 bytes of TCP
    longer[14 + 20 + 12] = 7 << 4;
    CHECK_FALSE(payload_in(longer));
    longer[14 + 20 + 12] = 6 << 4;
    CHECK(payload_in(longer)->length == 1);
}

TEST_CASE("Payload: padding of a short Ethernet frame is none of it") {
    const Bytes bare = tcp_of({}, 5) + Bytes(6, 0);
    const auto nothing = payload_in(bare);
    REQUIRE(nothing);
    CHECK(nothing->length == 0);
    CHECK(nothing->captured.size() == 0);
    const Bytes padded = udp_frame("10.0.1.10", "10.0.2.20", kHello) + Bytes(13, 0);
    CHECK(holds(payload_in(padded), kHello));
}

TEST_CASE("Payload: its length is the original one, its bytes are those that are left") {
    const Bytes whole = tcp_of(kHello, 8);
    const Bytes cut = first(whole, whole.size() - 3);
    CHECK(holds(payload_in(cut), text_bytes("he")));
    CHECK(payload_in(cut)->length == 5);
    const Bytes headers = first(whole, whole.size() - 5);
    CHECK(holds(payload_in(headers), {}));
    CHECK(payload_in(headers)->length == 5);
}

TEST_CASE("Payload: cut anywhere, nothing is read that is not there") {
    for (const Bytes& whole :
         {tcp_of(kHello, 8), udp_frame("10.0.1.10", "10.0.2.20", kHello),
          ethernet(0x86DD, ipv6("fd00::1", "fd00::2", 6, tcp(1, 2, kHello)))}) {
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            CAPTURE(size);
            const Bytes cut = first(whole, size);  // of its own, so that reading on is noticed
            const auto payload = payload_in(cut);
            if (!payload) continue;
            CHECK(payload->length == 5);
            CHECK(payload->captured.size() == 5 - std::min<std::size_t>(whole.size() - size, 5));
        }
    }
}

TEST_CASE("Payload: a TCP header that is cut before it tells its length has none") {
    const Bytes whole = tcp_of(kHello, 5);
    CHECK_FALSE(payload_in(first(whole, 14 + 20 + 12)));
    CHECK(payload_in(first(whole, 14 + 20 + 13)));
}

TEST_CASE("Payload: a fragment has none, neither the first nor a later one") {
    for (const unsigned fragment : {0x2000U, 0x2000U | 20, 20U}) {
        CAPTURE(fragment);
        CHECK_FALSE(payload_in(ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 17,
                                                     udp(1, 2, kHello), {.fragment = fragment}))));
    }
}

TEST_CASE("Payload: what is neither TCP nor UDP, or does not tell its length, has none") {
    CHECK_FALSE(payload_in(ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 1, Bytes(40)))));
    CHECK_FALSE(payload_in(ethernet(0x0806, Bytes(28))));
    CHECK_FALSE(payload_in({}));
    CHECK_FALSE(payload_in(ethernet(
        0x0800, ipv4("10.0.1.10", "10.0.2.20", 6, tcp(1, 2, kHello), {.total_length = 0}))));
}

TEST_CASE("Payload: a UDP datagram that claims to end within its header has none") {
    CHECK_FALSE(payload_in(ethernet(
        0x0800, ipv4("10.0.1.10", "10.0.2.20", 17, udp(1, 2, kHello), {.total_length = 27}))));
}
