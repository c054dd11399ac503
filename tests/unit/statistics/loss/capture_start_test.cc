// SPDX-License-Identifier: GPL-2.0-or-later
// Where the capture begins, or the mirror sees no more than a part: what proves nothing.
#include "catch.h"
#include "statistics/loss/tcp_connection.h"
#include "testing/talk.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

TEST_CASE("Capture start: one direction alone is delivered, and nothing is judged") {
    Talk talk;
    SECTION("the server's, from its SYN on") {
        talk.syn_ack();
        talk.data(5000, 100);
        talk.data(5300, 100);
        talk.fin(5600);
        CHECK(talk.server.delivered == 200);
    }
    SECTION("the client's acknowledgments, from its SYN on") {
        talk.syn();
        for (std::uint32_t ack = 5000; ack < 9000; ack += 100) talk.client_acks(ack);
    }
    SECTION("the client's acknowledgments, from anywhere on") {
        for (std::uint32_t ack = 5000; ack < 9000; ack += 100) talk.client_acks(ack);
    }
    CHECK(talk.server.acknowledged == 0);
    CHECK(talk.server.lost == 0);
    CHECK(talk.client.acknowledged == 0);
    CHECK(talk.client.lost == 0);
}

TEST_CASE("Capture start: the first byte is known") {
    Talk talk;
    SECTION("from the second SYN") {
        talk.syn_ack();
    }
    SECTION("from the first SYN, for its sender") {
        talk.syn();
        talk.server_acks(1000, 5000);
    }
    SECTION("from empty segments") {
        talk.client_acks(5000, 1000);
        talk.server_acks(1000, 5000);
    }
    talk.request(1010, 10);
    talk.data(5020, 20, 1020);
    talk.client_acks(5040, 1020);
    CHECK(talk.client.acknowledged == 20);
    CHECK(talk.client.lost == 10);
    CHECK(talk.server.acknowledged == 40);
    CHECK(talk.server.lost == 20);
}

TEST_CASE("Capture start: a SYN that was overtaken does not start another connection") {
    Talk talk;
    SECTION("all of the start in reverse") {
        talk.request(1000, 20);
        talk.client_acks(5000);
        talk.syn_ack();
        talk.syn();
    }
    SECTION("the first SYN behind the data") {
        talk.syn_ack();
        talk.request(1000, 20);
        talk.syn();
    }
    SECTION("the second SYN behind the data") {
        talk.syn();
        talk.request(1000, 20);
        talk.data(5000, 10, 1020);
        talk.syn_ack();
    }
    talk.data(5000, 100, 1020);
    talk.client_acks(5100, 1020);
    CHECK(talk.client.delivered == 20);
    CHECK(talk.client.acknowledged == 20);
    CHECK(talk.server.acknowledged == 100);
    CHECK(talk.client.lost == 0);
    CHECK(talk.server.lost == 0);
}

TEST_CASE("Capture start: the byte before a keep-alive's next one was sent long ago") {
    Talk talk;
    talk.server_acks(1000, 4999);
    talk.client_acks(5000);
    CHECK(talk.server.lost == 0);
    talk.data(5000, 100);
    talk.client_acks(5100);
    CHECK(talk.server.acknowledged == 100);
    CHECK(talk.server.lost == 0);
    talk.data(5101, 100);
    talk.client_acks(5201);
    CHECK(talk.server.lost == 1);
}

TEST_CASE("Capture start: who acknowledged more than a keep-alive's byte had it, and it is lost") {
    for (const std::uint32_t acknowledged : {5002U, 5100U}) {
        Talk talk;
        talk.server_acks(1000, 5000);
        talk.server_acks(1000, acknowledged);
        talk.client_acks(acknowledged);
        const std::int64_t lost = talk.server.lost;
        talk.data(5001, 10);
        CHECK(talk.server.delivered == 10);
        CHECK(talk.server.lost == (acknowledged == 5002 ? lost : lost - 10));
    }
}

TEST_CASE("Capture start: what follows a retransmission may have been sent before") {
    // The peer has everything from 5100 to 9000, or most of it.
    Talk talk;
    SECTION("a gap, then new data") {
        talk.data(5000, 100);
        talk.data(9000, 100);
    }
    SECTION("an acknowledgment, then new data") {
        talk.data(5000, 100);
        talk.client_acks(9000);
        talk.data(9000, 100);
    }
    SECTION("several parts, one after the other") {
        talk.data(5000, 100);
        talk.data(6000, 100);
        talk.client_acks(6000, 1000, 3000);
        talk.data(7000, 100);
        talk.client_acks(9000);
        talk.data(9000, 100);
    }
    SECTION("parts that follow each other") {
        talk.client_acks(5000, 1000, 4000);
        talk.data(5000, 100);
        talk.data(5100, 100);
        talk.client_acks(5100, 1000, 3900);
        talk.client_acks(9000);
        talk.data(9000, 100);
    }
    SECTION("selective acknowledgments were cut off") {
        talk.client_acks(5000, 1000, std::nullopt);
        talk.data(5000, 100);
        talk.client_acks(5100, 1000, std::nullopt);
        talk.data(5100, 100);
        talk.client_acks(9000);
        talk.data(9000, 100);
    }
    SECTION("new data before all parts were repeated") {
        talk.client_acks(5000, 1000, 1000);
        talk.data(9000, 100);
        talk.client_acks(5000, 1000, 1000);
        talk.data(5000, 100);
        talk.client_acks(9100);
    }
    SECTION("a time-out, nothing has arrived") {
        talk.client_acks(5000);
        for (std::uint32_t number = 5000; number < 9100; number += 100) {
            talk.data(number, 100);
            talk.client_acks(number + 100);
        }
    }
    talk.client_acks(9100);
    CHECK(talk.server.lost == 0);
    talk.data(9200, 100);
    talk.client_acks(9300);
    CHECK(talk.server.lost == 100);
}

TEST_CASE("Capture start: after one round trip every gap counts, however much is missing") {
    Talk talk;
    talk.client_acks(4000);
    talk.data(5000, 100);
    talk.data(5200, 100);
    talk.data(5400, 100);
    talk.client_acks(5000);
    talk.client_acks(5100);
    CHECK(talk.server.acknowledged == 0);
    talk.data(5600, 100);
    talk.client_acks(5800);
    CHECK(talk.server.acknowledged == 200);  // of the rest its sender has not said anything
    CHECK(talk.server.lost == 100);
    talk.data(5800, 100);
    CHECK(talk.server.acknowledged == 300);
    CHECK(talk.server.lost == 200);
}

TEST_CASE("Capture start: what was acknowledged before is not delivered where it is sent again") {
    Talk talk;
    talk.client_acks(5500);
    talk.data(5000, 100);
    talk.client_acks(5500);  // says nothing of what follows
    talk.data(5400, 200);
    CHECK(talk.server.delivered == 100);
    talk.client_acks(5700);
    talk.data(5800, 100);
    talk.client_acks(5900);
    CHECK(talk.server.delivered == 200);
    CHECK(talk.server.acknowledged == 200);
    CHECK(talk.server.lost == 100);
}

TEST_CASE("Capture start: what the peer had before the data was seen is no round trip") {
    // Up to the last byte of the data, or not: of the latter the peer then tells something new.
    for (const std::uint32_t known : {5050U, 5099U, 5100U}) {
        CAPTURE(known);
        Talk talk;
        talk.client_acks(known);
        talk.data(5000, 100);
        talk.client_acks(5100);
        talk.data(5200, 100);
        talk.client_acks(5300);
        CHECK(talk.server.lost == (known < 5100 ? 100 : 0));
    }
}

TEST_CASE("Capture start: judging begins where the peer is, if it does not tell more") {
    for (const std::optional<std::uint32_t> reach :
         {std::optional<std::uint32_t>(), std::optional<std::uint32_t>(0)}) {
        Talk talk;
        talk.client_acks(5000, 1000, reach);
        talk.data(5000, 100);
        CHECK(talk.server.delivered == 100);
    }
}

TEST_CASE("Capture start: an acknowledgment that is too far ahead proves no round trip") {
    constexpr std::uint32_t kBelieved = 1U << 20;
    Talk talk;
    talk.data(5000, 100);
    SECTION("too far") {
        talk.client_acks(5100 + kBelieved + 1);
        CHECK(talk.server.acknowledged == 0);
        talk.data(5200, 100);  // the gap may have been sent before
        talk.client_acks(5300);
        CHECK(talk.server.delivered == 200);
        CHECK(talk.server.acknowledged == 0);
        CHECK(talk.server.lost == 0);
    }
    SECTION("as far as it is believed, all before is not judged") {
        talk.client_acks(5100 + kBelieved);
        talk.data(5200, 100);
        CHECK(talk.server.delivered == 100);
        talk.data(5100 + kBelieved, 100);
        talk.data(5300 + kBelieved, 100);
        talk.client_acks(5400 + kBelieved);
        CHECK(talk.server.delivered == 300);
        CHECK(talk.server.lost == 100);
    }
}

TEST_CASE("Capture start: a SYN far behind what it should start is another connection's") {
    constexpr std::uint32_t kOvertaken = 1U << 20;
    for (const std::uint32_t behind : {0U, 1U, kOvertaken - 1, kOvertaken, kOvertaken + 1}) {
        CAPTURE(behind);
        Talk talk;
        talk.server_acks(1000, 5000);  // it sends what follows from there on
        talk.data(5000 + kOvertaken, 100);
        talk.syn_ack(5100 + kOvertaken - behind);
        talk.client_acks(5100 + kOvertaken);
        CHECK(talk.server.lost == (behind <= kOvertaken ? kOvertaken : 0));
    }
    Talk ahead;
    ahead.server_acks(1000, 5000);
    ahead.data(5100, 100);
    ahead.syn_ack(5201);  // cannot start what lies before it
    ahead.client_acks(5201);
    CHECK(ahead.server.lost == 0);
}

TEST_CASE("Capture start: a connection that ends at once") {
    Talk talk;
    talk.fin(5000, 100);
    talk.client_acks(5101);
    talk.fin(5000, 100);
    CHECK(talk.server.delivered == 100);
    CHECK(talk.server.lost == 0);
}

TEST_CASE("Loss: behind a segment that cannot be measured the sender is judged anew") {
    Talk talk;
    talk.handshake();
    talk.data(5200, 100);
    talk.client_acks(5300);
    CHECK(talk.server.lost == 200);
    talk.tcp.add_unmeasured(Talk::kServer);
    talk.client_acks(5300);
    talk.data(5500, 100);
    talk.client_acks(5600);
    CHECK(talk.server.lost == 200);
    talk.data(5700, 100);
    talk.client_acks(5800);
    CHECK(talk.server.lost == 300);
    CHECK(talk.client.lost == 0);
}
