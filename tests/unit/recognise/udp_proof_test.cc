// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/udp_proof.h"

#include <algorithm>

#include "catch.h"
#include "testing/datagram_talk.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

TEST_CASE("UDP proof: a port, or a dissector that follows it, proves nothing") {
    DatagramTalk flow;
    flow.client(plain_text(), Word::Encrypting).client(ciphertext(200), Word::Encrypting);
    flow.client(ciphertext(200), Word::Readable).client(Bytes(60, 0), Word::Readable);
    CHECK(flow.said() == "c??c");
}

TEST_CASE("UDP proof: QUIC by a long header, then by the ids chosen in it") {
    const Bytes client_id = ciphertext(8);
    const Bytes server_id = ciphertext(8);
    DatagramTalk flow;
    flow.client(quic_initial(ciphertext(8), client_id, ciphertext(1100)), Word::Readable);
    flow.server(quic_initial(client_id, server_id, ciphertext(800)), Word::Readable);
    flow.client(Bytes{0x41} + server_id + ciphertext(60))
        .server(Bytes{0x55} + client_id + ciphertext(60));
    CHECK(flow.said() == "eeee");
    CHECK(flow.protocol() == "QUIC");
    flow.server(Bytes{0x55} + ciphertext(68)).server(Bytes{0x55} + client_id + plain_text());
    flow.client(plain_text()).client(Bytes{0x41} + Bytes(8, 0) + Bytes(60, 0), Word::Readable);
    CHECK(flow.said() == "eeeeecc?");
}

TEST_CASE(
    "UDP proof: padding behind a QUIC packet, and ids full of zeros, are none of its content") {
    const Bytes id = Bytes(7, 0) + ciphertext(5);
    const Bytes other = Bytes(7, 0) + ciphertext(5);
    DatagramTalk flow;
    flow.client(quic_initial(ciphertext(8), {}, ciphertext(60)) + Bytes(1100, 0), Word::Readable);
    flow.server(quic_initial({}, id, ciphertext(40)) + Bytes(1100, 0), Word::Readable);
    flow.client(Bytes{0x41} + id + ciphertext(25), Word::Readable);
    flow.client(Bytes{0x41} + other + ciphertext(25), Word::Readable);
    flow.server(Bytes{0x41} + ciphertext(25), Word::Readable);
    CHECK(flow.said() == "eeeee");
}

TEST_CASE("UDP proof: what only looks like QUIC is none") {
    CHECK(DatagramTalk()
              .client(quic_initial(ciphertext(8), {}, plain_text() + plain_text()))
              .said() != "e");
    CHECK(DatagramTalk().client(Bytes{0x41} + ciphertext(60), Word::Encrypting).said() == "?");
    Bytes longer = quic_initial(ciphertext(8), {}, ciphertext(100));
    longer.resize(longer.size() - 1);
    CHECK(DatagramTalk().client(longer).said() == "?");
    Bytes version = quic_initial(ciphertext(8), {}, ciphertext(100));
    version[4] = 9;
    CHECK(DatagramTalk().client(version, Word::Encrypting).said() == "?");
}

TEST_CASE("UDP proof: IKE is readable until it encrypts, message by message") {
    const auto ike = [](std::uint8_t next, const Bytes& rest) {
        return ciphertext(16) + Bytes{next, 0x20, 35, 8, 0, 0, 0, 1, 0, 0} +
               u16(static_cast<unsigned>(28 + rest.size())) + rest;
    };
    DatagramTalk flow;
    flow.client(ike(33, Bytes(60, 0)), Word::Readable)
        .client(ike(46, Bytes{35, 0, 0, 84} + ciphertext(80)), Word::Readable);
    CHECK(flow.said() == "ce");
    CHECK(
        DatagramTalk().client(ike(46, Bytes{35, 0, 0, 84} + Bytes(80, 0)), Word::Readable).said() ==
        "c");
}

TEST_CASE("UDP proof: small protocols whose fields fit together are readable") {
    const Bytes query = Bytes{0xA7, 0x31, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3} + text_bytes("x7q") +
                        Bytes{0, 0, 1, 0, 1};
    CHECK(DatagramTalk().client(query, Word::Readable).said() == "c");
    CHECK(DatagramTalk().client(query, Word::None).said() == "?");
    CHECK(DatagramTalk().client({}).client(query, Word::Readable, 0).said() == "-?");
}

TEST_CASE("UDP proof: ESP at its port, unless it is text or what RFC 3948 marks as none") {
    const auto packet = [](std::uint8_t spi, std::uint8_t number) {
        return Bytes{spi, 2, 3, 4, 0, 0, 0, number} + esp_ciphertext(90);
    };
    DatagramTalk flow;
    for (std::uint8_t number = 1; number <= 3; ++number) flow.esp(packet(0xC1, number));
    CHECK(flow.said() == "eee");
    flow.esp(plain_text());
    CHECK(flow.protocol().empty());
    CHECK(flow.said() == "eeec");
    DatagramTalk marked;
    for (std::uint8_t number = 1; number <= 3; ++number) {
        marked.esp(Bytes(4, 0) + packet(0xC1, number));
    }
    CHECK(marked.said() == "???");
}

TEST_CASE("UDP proof: a QUIC connection of which either side was not seen goes by its ids alone") {
    const Bytes id = ciphertext(8);
    DatagramTalk flow;
    flow.client(quic_initial(ciphertext(8), id, ciphertext(1100)));
    flow.server(Bytes{0x55} + id + ciphertext(60)).server(Bytes{0x55} + ciphertext(68));
    flow.client(Bytes{0x55} + ciphertext(68));
    CHECK(flow.said() == "ee??");
    DatagramTalk mirrored;
    mirrored.server(quic_initial(ciphertext(8), id, ciphertext(1100)));
    mirrored.client(Bytes{0x55} + id + ciphertext(60)).client(Bytes{0x55} + ciphertext(68));
    mirrored.server(Bytes{0x55} + ciphertext(68));
    CHECK(mirrored.said() == "ee??");
}

TEST_CASE("UDP proof: why nothing is known of a datagram") {
    const auto doubt = [](const Bytes& bytes, std::size_t captured, Word word) {
        UdpProof proof;
        return proof
            .add({static_cast<std::uint32_t>(bytes.size()),
                  {bytes.data(), std::min(captured, bytes.size())},
                  0,
                  false},
                 word)
            .now.doubt;
    };
    const Bytes random = Bytes{0x99} + ciphertext(99);
    const Bytes zeros = Bytes{0x99} + Bytes(99, 0);
    for (const Word word : {Word::None, Word::Readable}) {
        CHECK(doubt(random, SIZE_MAX, word) == Doubt::Unstarted);
        CHECK(doubt(random, 60, word) == Doubt::Unstarted);
        CHECK(doubt(random, 8, word) == Doubt::Cut);
    }
    for (const Word word : {Word::None, Word::Readable, Word::Encrypting}) {
        CHECK(doubt(random, 0, word) == Doubt::Cut);
    }
    const Bytes few = {0x99, 0xF3, 0xC1, 0xE7, 0xB5};  // too few, and all there
    CHECK(doubt(few, SIZE_MAX, Word::None) == Doubt::Unstarted);
    CHECK(doubt(few, 4, Word::None) == Doubt::Cut);
    CHECK(doubt(zeros, SIZE_MAX, Word::None) == Doubt::Unnamed);
    for (const std::size_t captured : {std::size_t{8}, std::size_t{60}, SIZE_MAX}) {
        CHECK(doubt(random, captured, Word::Encrypting) == Doubt::NoProof);
        CHECK(doubt(zeros, captured, Word::Encrypting) == Doubt::NoProof);
    }
    CHECK(doubt(plain_text(), SIZE_MAX, Word::Encrypting) == Doubt::None);
}

TEST_CASE("UDP proof: a short QUIC packet holds as much as has to be there to protect it") {
    // RFC 9001 section 5.4.2: number and payload are 20 bytes together, or more.
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{18}, std::size_t{19}, std::size_t{20}}) {
        CAPTURE(size);
        const Bytes id = ciphertext(8);
        DatagramTalk flow;
        flow.client(quic_initial(ciphertext(8), ciphertext(8), ciphertext(1100)));
        flow.server(quic_initial(ciphertext(8), id, ciphertext(800)));
        flow.client(Bytes{0x41} + id + ciphertext(size));
        CHECK(flow.said() == (size >= 20 ? "eee" : "ee?"));
    }
}

TEST_CASE("UDP proof: ESP by an SPI that is not zero, in a datagram that has one") {
    // RFC 4303 section 2.1: zero is no SPI; RFC 3948 section 2.2: it marks what is not ESP.
    for (const Bytes& spi : {Bytes{0, 0, 0, 0}, Bytes{0, 0, 0, 1}, Bytes{0xC1, 0, 0, 0}}) {
        CAPTURE(spi);
        DatagramTalk flow;
        for (std::uint8_t number = 1; number <= 3; ++number) {
            flow.esp(spi + Bytes{0, 0, 0, number} + esp_ciphertext(90));
        }
        CHECK(flow.said() == (spi == Bytes(4, 0) ? "???" : "eee"));
    }
    // RFC 3948 section 2.3: what keeps a NAT's mapping alive is all there.
    const Bytes alive = {0xFF};
    UdpProof proof;
    CHECK(proof.add({1, view(alive), 0, true}, Word::None).now.doubt == Doubt::Unstarted);
}

TEST_CASE("UDP proof: a QUIC id proves something from four bytes on") {
    const Bytes content = ciphertext(1100);
    for (std::size_t size = 0; size <= 20; ++size) {
        CAPTURE(size);
        const Bytes id = ciphertext(size);
        DatagramTalk flow;
        flow.client(quic_initial(ciphertext(8), id, content));
        flow.server(Bytes{0x55} + id + ciphertext(60));
        CHECK(flow.said() == (size >= 4 ? "ee" : "e?"));
        // One that is known is enough, if all of it was captured.
        flow.server(Bytes{0x55} + id + ciphertext(60), Word::None, size);
        CHECK(flow.said().back() == '?');
        flow.server(Bytes{0x55} + id + ciphertext(60), Word::None, 1 + size);
        CHECK(flow.said().back() == (size >= 4 ? 'e' : '?'));
    }
}

TEST_CASE("UDP proof: a short QUIC header begins with a zero and a one") {
    const Bytes id = ciphertext(8);
    const Bytes initial = quic_initial(ciphertext(8), id, ciphertext(1100));
    for (unsigned first = 0; first <= 0xFF; ++first) {
        CAPTURE(first);  // RFC 9000 section 17.3.1
        DatagramTalk flow;
        flow.client(initial);
        flow.server(Bytes{static_cast<std::uint8_t>(first)} + id + ciphertext(60));
        CHECK(flow.said() == (first >> 6 == 1 ? "ee" : "e?"));
    }
}

TEST_CASE("UDP proof: QUIC ids prove nothing before what looks encrypted, and text is no QUIC") {
    const Bytes id = ciphertext(8);
    DatagramTalk cut;
    cut.client(quic_initial(ciphertext(8), id, ciphertext(1100)), Word::None, 30);
    cut.server(Bytes{0x55} + id + ciphertext(60));
    CHECK(cut.said() == "??");
    DatagramTalk text;
    text.client(quic_initial(ciphertext(8), id, plain_text()));
    text.client(quic_initial(ciphertext(8), id, ciphertext(100)));
    CHECK(text.said() == "ce");
}
