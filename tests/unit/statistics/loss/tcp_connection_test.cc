// SPDX-License-Identifier: GPL-2.0-or-later
// Within a connection whose start was mirrored; other starts are in capture_start_test.cc.
#include "statistics/loss/tcp_connection.h"

#include "catch.h"
#include "testing/talk.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

TEST_CASE("Loss: what arrives is delivered, and acknowledged when the peer says so") {
    Talk talk;
    talk.handshake();
    talk.data(5000, 100);
    CHECK(talk.server.delivered == 100);
    CHECK(talk.server.acknowledged == 0);
    talk.client_acks(5100);
    CHECK(talk.server.acknowledged == 100);
    CHECK(talk.server.lost == 0);
    CHECK(talk.client.delivered == 0);
    CHECK(talk.client.acknowledged == 0);
}

TEST_CASE("Loss: a gap is lost as far as the peer acknowledges it") {
    Talk talk;
    talk.handshake();
    talk.data(5200, 100);
    CHECK(talk.server.lost == 0);
    talk.client_acks(5050);
    CHECK(talk.server.lost == 50);
    talk.client_acks(5300);
    CHECK(talk.server.lost == 200);
    CHECK(talk.server.acknowledged == 300);
    CHECK(talk.server.delivered == 100);
}

TEST_CASE("Loss: what comes late, or again, is not lost") {
    Talk talk;
    talk.handshake();
    talk.data(5300, 100);
    talk.client_acks(5400);
    CHECK(talk.server.lost == 300);
    talk.data(5100, 100);
    CHECK(talk.server.lost == 200);
    talk.data(5050, 200);
    CHECK(talk.server.lost == 100);
    talk.data(5000, 400);
    CHECK(talk.server.lost == 0);
    talk.data(5000, 400);
    CHECK(talk.server.delivered == 400);
    CHECK(talk.server.acknowledged == 400);
    CHECK(talk.server.lost == 0);
}

TEST_CASE("Loss: the end of the data can be lost, and its acknowledgment come first") {
    Talk talk;
    talk.handshake();
    talk.data(5000, 100);
    talk.client_acks(5301);
    CHECK(talk.server.lost == 0);  // nobody but the peer says that it was sent
    talk.data(5200, 101);
    CHECK(talk.server.lost == 100);
    CHECK(talk.server.acknowledged == 301);
    talk.data(5100, 100);
    CHECK(talk.server.lost == 0);
    CHECK(talk.server.delivered == 301);
}

TEST_CASE("Loss: both directions") {
    Talk talk;
    talk.handshake();
    talk.request(1010, 10);
    talk.data(5030, 30, 1020);
    talk.client_acks(5060, 1020);
    CHECK(talk.client.lost == 10);
    CHECK(talk.server.lost == 30);
}

TEST_CASE("Loss: a FIN is no byte, delivered or not") {
    Talk talk;
    talk.handshake();
    talk.data(5000, 100);
    SECTION("delivered") {
        talk.fin(5100);
        talk.client_acks(5101);
    }
    SECTION("delivered twice, with data") {
        talk.fin(5050, 50);
        talk.client_acks(5101);
        talk.fin(5100);
    }
    SECTION("lost") {
        talk.client_acks(5101);
    }
    SECTION("before the data it ends") {
        talk.fin(5200);
        talk.client_acks(5201);
        CHECK(talk.server.lost == 100);
        talk.data(5100, 100);
        CHECK(talk.server.acknowledged == 200);
        talk.fin(5200);
    }
    CHECK(talk.server.lost == 0);
    CHECK(talk.server.delivered == talk.server.acknowledged);
}

TEST_CASE("Loss: of a lost end with its FIN, all but the FIN") {
    Talk talk;
    talk.handshake();
    talk.data(5000, 100);
    talk.client_acks(5301);  // 200 bytes and a FIN
    CHECK(talk.server.lost == 0);
    talk.server_acks(1001, 5301);  // the sender itself is that far
    CHECK(talk.server.lost == 200);
    CHECK(talk.server.acknowledged == 300);
    talk.data(5150, 50);  // late
    CHECK(talk.server.lost == 150);
    talk.data(5100, 50);
    CHECK(talk.server.lost == 100);
    talk.data(5200, 150);
    CHECK(talk.server.lost == 0);
    CHECK(talk.server.delivered == 350);
    CHECK(talk.server.acknowledged == 301);
}

TEST_CASE("Loss: an acknowledgment that somebody made up is none of what was not sent") {
    constexpr std::uint32_t kFarAhead = (1U << 30) - 1;
    Talk talk;
    talk.handshake();
    talk.data(5000, 100);
    talk.client_acks(5000 + kFarAhead);
    CHECK(talk.server.lost == 0);
    CHECK(talk.server.acknowledged == 100);
    talk.client_acks(5100);
    talk.data(5100, 100);
    talk.data(5300, 100);
    talk.client_acks(5400);
    talk.server_acks(1000, 5400);
    CHECK(talk.server.lost == 100);
    CHECK(talk.server.acknowledged == 400);
}

TEST_CASE("Loss: a single byte that is no FIN counts once something was delivered behind it") {
    Talk talk;
    talk.handshake();
    talk.data(5000, 100);
    talk.client_acks(5101);
    CHECK(talk.server.lost == 0);
    talk.data(5101, 10);
    CHECK(talk.server.lost == 1);
    CHECK(talk.server.acknowledged == 101);
}

TEST_CASE("Loss: keep-alives and zero window probes repeat a byte or nothing") {
    Talk talk;
    talk.handshake();
    talk.data(5000, 100);
    talk.client_acks(5100);
    talk.data(5099, 1);
    talk.server_acks(1000, 5099);
    talk.client_acks(5100);
    CHECK(talk.server.delivered == 100);
    CHECK(talk.server.lost == 0);
    talk.data(5100, 1);  // a probe into a window of zero takes the next byte
    talk.data(5100, 50);
    talk.client_acks(5150);
    CHECK(talk.server.delivered == 150);
    CHECK(talk.server.lost == 0);
}

TEST_CASE("Loss: the numbers of a reset do not count") {
    Talk talk;
    talk.handshake();
    talk.data(5000, 100);
    talk.add(Talk::kClient, {.sequence = 900000, .acknowledgment = {{900000, 0}}, .rst = true});
    talk.client_acks(5100);
    CHECK(talk.server.acknowledged == 100);
    CHECK(talk.server.lost == 0);
    CHECK(talk.client.lost == 0);
}

TEST_CASE("Loss: sequence numbers wrap") {
    Talk talk;
    const std::uint32_t first = 0xFFFFFF00;
    talk.syn();
    talk.syn_ack(first);
    std::int64_t lost = 0;
    // Three times around, in the largest steps that windows allow.
    const std::uint32_t step = 1U << 29;
    for (std::uint32_t i = 1; i <= 24; ++i) {
        talk.data(first + i * step - 100, 100);
        talk.client_acks(first + i * step);
        lost += step - 100;
        CHECK(talk.server.lost == lost);
    }
    CHECK(talk.server.delivered == 2400);
}

TEST_CASE("Loss: data in a SYN, and a SYN that is sent again") {
    Talk talk;
    talk.add(Talk::kClient, {.sequence = 999, .length = 20, .syn = true});
    talk.add(Talk::kClient, {.sequence = 999, .length = 20, .syn = true});
    talk.syn_ack(5000, 1020);
    talk.syn_ack(5000, 1020);
    CHECK(talk.client.acknowledged == 20);
    CHECK(talk.client.lost == 0);
    talk.request(1030, 10);
    talk.server_acks(1040);
    talk.syn();
    CHECK(talk.client.delivered == 30);
    CHECK(talk.client.acknowledged == 40);
    CHECK(talk.client.lost == 10);
}

TEST_CASE("Loss: a SYN that comes again is of its connection, however much was sent since") {
    struct {
        std::uint32_t first;  // as the SYN that comes later says
        std::int64_t lost;
    } const table[] = {{5000, 100}, {5001, 0}, {4999, 0}};
    constexpr std::uint32_t kSent = 3U << 20;
    for (const auto& one : table) {
        CAPTURE(one.first);
        Talk talk;
        talk.handshake();
        talk.data(5000, kSent);
        talk.data(5100 + kSent, 100);
        talk.syn_ack(one.first);
        talk.client_acks(5200 + kSent);
        CHECK(talk.server.lost == one.lost);  // another connection has no gap there
    }
}

TEST_CASE("Loss: ports that are used again are another connection") {
    Talk talk;
    talk.handshake();
    talk.data(5100, 100);
    talk.client_acks(5200);
    CHECK(talk.server.lost == 100);
    SECTION("with both SYNs") {
        talk.syn(700000);
        talk.syn_ack(900000, 700000);
    }
    SECTION("with the first SYN") {
        talk.syn(700000);
        talk.client_acks(900000, 700000);
    }
    SECTION("with the second SYN") {
        talk.syn_ack(900000, 700000);
    }
    SECTION("after a reset, without any") {
        talk.reset(Talk::kClient);
        talk.client_acks(900000, 700000);
    }
    SECTION("after the end, without any") {
        talk.fin(5200);
        talk.add(Talk::kClient, {.sequence = 1000, .acknowledgment = {{5201, 0}}, .fin = true});
        talk.client_acks(900000, 700000);
    }
    SECTION("with numbers so far ahead that they cannot be the same") {
        talk.data(3000000000, 0);
        talk.data(3000000000, 100);
        talk.client_acks(3000000100);
        talk.syn_ack(900000, 700000);
    }
    const auto before = talk.server;
    talk.data(900000, 50, 700000);
    talk.client_acks(900050, 700000);
    talk.data(900070, 30, 700000);
    talk.client_acks(900100, 700000);
    CHECK(talk.server.delivered == before.delivered + 80);
    CHECK(talk.server.acknowledged >= before.acknowledged + 50);  // without a SYN less is judged
    CHECK(talk.server.lost == before.lost + 20);
    CHECK(before.lost == 100);
    CHECK(talk.client.lost == 0);
}

TEST_CASE("Loss: what is as far behind as the largest window is of the same connection") {
    constexpr std::uint32_t kWindow = 1U << 30;
    for (const std::uint32_t behind : {kWindow - 1, kWindow, kWindow + 1}) {
        CAPTURE(behind);
        Talk talk;
        talk.handshake();
        talk.data(5000 + kWindow - 100, 100);
        talk.data(5000 + kWindow - behind, 100);
        talk.client_acks(5000 + kWindow);
        CHECK(talk.server.delivered == 200);
        CHECK((talk.server.lost != 0) == (behind <= kWindow));
    }
}

TEST_CASE("Loss: behind the end with its FIN there is another connection") {
    Talk talk;
    talk.handshake();
    talk.fin(5000, 100);
    talk.client_acks(5101);
    talk.server_acks(1000, 5101);  // the number behind the FIN
    CHECK(talk.server.acknowledged == 100);
    talk.data(5102, 100);
    talk.client_acks(5202);
    CHECK(talk.server.delivered == 200);
    CHECK(talk.server.acknowledged == 100);
    CHECK(talk.server.lost == 0);
}

TEST_CASE("Loss: both ends open at once") {
    Talk talk;
    talk.syn();
    talk.add(Talk::kServer, {.sequence = 4999, .syn = true});
    talk.syn_ack();
    talk.add(Talk::kClient, {.sequence = 999, .acknowledgment = {{5000, 0}}, .syn = true});
    talk.request(1010, 10);
    talk.data(5020, 20, 1020);
    talk.client_acks(5040, 1020);
    CHECK(talk.client.lost == 10);
    CHECK(talk.server.lost == 20);
}

TEST_CASE("Loss: more gaps than are kept: what was counted stays, the rest is not judged") {
    Talk talk;
    talk.handshake();
    const auto gaps = static_cast<std::uint32_t>(Gaps::kMost);
    for (std::uint32_t i = 0; i < gaps; ++i) talk.data(5010 + 20 * i, 10);
    talk.client_acks(5010);
    CHECK(talk.server.lost == 10);
    for (std::uint32_t i = gaps; i < gaps + 2; ++i) talk.data(5010 + 20 * i, 10);
    talk.client_acks(5000 + 20 * (gaps + 2));
    const std::int64_t all = 20 * (std::int64_t{gaps} + 2);
    CHECK(talk.server.lost == 10 + 10 * std::int64_t{gaps});
    CHECK(talk.server.acknowledged == all - 20);  // not from the first gap to the second
    for (std::uint32_t i = 0; i < gaps + 2; ++i) talk.data(5000 + 20 * i, 20);
    CHECK(talk.server.lost == 10);
    CHECK(talk.server.delivered == all - 20);
}

TEST_CASE("Loss: segments in their order take no place among the gaps") {
    Talk talk;
    talk.handshake();
    talk.data(5010, 10);  // the only gap
    const auto segments = static_cast<std::uint32_t>(2 * Gaps::kMost);
    for (std::uint32_t i = 0; i < segments; ++i) talk.data(5020 + 10 * i, 10);
    talk.client_acks(5020 + 10 * segments);
    CHECK(talk.server.acknowledged == 20 + 10 * std::int64_t{segments});
    CHECK(talk.server.lost == 10);
}

TEST_CASE("Loss: gaps that go after they were counted are not counted again") {
    Talk talk;
    talk.handshake();
    const auto gaps = static_cast<std::uint32_t>(Gaps::kMost + 2);
    for (std::uint32_t i = 1; i <= gaps; ++i) {
        talk.data(4990 + 20 * i, 10);
        talk.client_acks(5000 + 20 * i);
        CHECK(talk.server.acknowledged == 20 * i);
        CHECK(talk.server.lost == 10 * i);
    }
}
