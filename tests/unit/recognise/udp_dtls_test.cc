// SPDX-License-Identifier: GPL-2.0-or-later
// What UdpProof says of DTLS.
#include "catch.h"
#include "testing/datagram_talk.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

TEST_CASE("UDP proof: DTLS by its hello and records that fill the datagram") {
    DatagramTalk flow;
    flow.client(kDtlsClient, Word::Readable).server(dtls_hello_of(2, {0, 0xC0, 0x2F, 0}));
    flow.client(dtls_record_of(23, 1, ciphertext(60)) + dtls_record_of(23, 1, ciphertext(60)))
        .server(dtls_record_of(23, 1, ciphertext(30)));
    CHECK(flow.said() == "eeee");
    CHECK(flow.protocol() == "DTLS");
    flow.client(plain_text()).client(dtls_record_of(23, 1, plain_text()));
    CHECK(flow.said() == "eeeecc");
}

TEST_CASE("UDP proof: the short headers of DTLS 1.3, once the handshake has led to something") {
    for (const unsigned first : {0x1FU, 0x20U, 0x2CU, 0x3FU, 0x40U, 0x60U}) {
        CAPTURE(first);
        const Bytes record = Bytes{static_cast<std::uint8_t>(first)} + ciphertext(100);
        CHECK(DatagramTalk().client(record).said() == "?");
        DatagramTalk flow;
        flow.client(kDtlsClient).server(dtls_hello_of(2, {0, 0xC0, 0x2F, 0}));
        flow.client(dtls_record_of(23, 1, ciphertext(60))).client(record);
        CHECK(flow.said() == (first >> 5 == 1 ? "eeee" : "eee?"));
    }
}

TEST_CASE("UDP proof: DTLS in the clear, or with a suite that does not encrypt, is readable") {
    CHECK(DatagramTalk().client(dtls_record_of(23, 0, plain_text())).said() == "c");
    CHECK(DatagramTalk().client(dtls_record_of(23, 1, plain_text())).said() == "c");
    DatagramTalk null;
    null.client(kDtlsClient)
        .server(dtls_hello_of(2, {0, 0, 0x3B, 0}))
        .client(dtls_record_of(23, 1, ciphertext(60)));
    CHECK(null.said() == "ccc");
    DatagramTalk cut;
    cut.client(kDtlsClient).client(dtls_record_of(22, 1, Bytes{20, 0, 0, 12} + ciphertext(40)));
    CHECK(cut.said() == "cc");
}

TEST_CASE("UDP proof: a DTLS record that does not end where the datagram does is none") {
    Bytes longer = dtls_record_of(23, 1, ciphertext(100));
    longer.push_back(7);
    CHECK(DatagramTalk().client(longer).said() == "?");
    longer.resize(longer.size() - 2);
    CHECK(DatagramTalk().client(longer).said() == "?");
    const Bytes cut = dtls_record_of(23, 1, ciphertext(200));
    CHECK(DatagramTalk().client(cut, Word::None, 60).said() == "e");
}

TEST_CASE("UDP proof: text where encryption should be makes nothing of what was encrypted before") {
    DatagramTalk dtls_flow;
    dtls_flow.client(kDtlsClient).server(dtls_hello_of(2, {0, 0xC0, 0x2F, 0}));
    dtls_flow.client(dtls_record_of(23, 1, ciphertext(60)))
        .client(dtls_record_of(23, 1, Bytes(8, 9) + plain_text()));
    dtls_flow.client(dtls_record_of(23, 1, ciphertext(60)));
    CHECK(dtls_flow.said() == "eeec?");
    DatagramTalk hidden;  // the suite was not seen: then the hello is what its text is
    hidden.client(kDtlsClient).client(dtls_record_of(23, 1, Bytes(8, 9) + plain_text()));
    CHECK(hidden.said() == "cc");
}

TEST_CASE("UDP proof: a DTLS record from before encryption is a part of what a hello began") {
    const Bytes alert = dtls_record_of(21, 0, {2, 40});  // RFC 5246 section 7.2: handshake_failure
    DatagramTalk flow;
    flow.client(alert).client(dtls_record_of(23, 1, ciphertext(60)));
    CHECK(flow.said() == "?e");
    CHECK(DatagramTalk()
              .client(kDtlsClient)
              .server(alert)
              .client(dtls_record_of(23, 1, ciphertext(60)))
              .said() == "eee");
    // Data is not encrypted yet, whatever it looks like.
    CHECK(DatagramTalk().client(kDtlsClient).client(dtls_record_of(23, 0, ciphertext(60))).said() ==
          "e?");
}

TEST_CASE("UDP proof: a short DTLS record is encrypted where it is known that the suite encrypts") {
    const Bytes record = dtls_record_of(23, 1, ciphertext(8 + 10));
    const Bytes server = dtls_hello_of(2, {0, 0xC0, 0x2F, 0});
    CHECK(DatagramTalk().client(kDtlsClient).server(server).client(record).said() == "eee");
    DatagramTalk hidden;  // until more is seen
    hidden.client(kDtlsClient).client(record);
    CHECK(hidden.said() == "e?");
    CHECK(hidden.client(dtls_record_of(23, 1, ciphertext(60))).said() == "eee");
}

TEST_CASE("UDP proof: a DTLS hello that comes again changes nothing that was proved") {
    const Bytes server = dtls_hello_of(2, {0, 0xC0, 0x2F, 0});
    DatagramTalk flow;
    flow.client(kDtlsClient)
        .server(server)
        .client(dtls_record_of(23, 1, Bytes(8, 9) + plain_text()));
    flow.client(kDtlsClient).client(dtls_record_of(23, 1, ciphertext(60)));
    CHECK(flow.said() == "eec??");
}

TEST_CASE("UDP proof: no short header of DTLS 1.3 is known before its handshake led to something") {
    const Bytes record = Bytes{0x2C} + ciphertext(100);
    CHECK(DatagramTalk().client(kDtlsClient).client(record).said() == "e?");
    DatagramTalk other;  // that is encrypted, but by another protocol
    other.client(quic_initial(ciphertext(8), ciphertext(8), ciphertext(100))).client(record);
    CHECK(other.said() == "e?");
}

TEST_CASE("UDP proof: a DTLS record without a hello before it has to look encrypted") {
    for (const Bytes& content : {ciphertext(8 + 10), Bytes(8, 9) + plain_text()}) {
        DatagramTalk flow;
        flow.client(dtls_record_of(23, 1, content)).client(dtls_record_of(23, 1, ciphertext(60)));
        CHECK(flow.said() == (content.size() > 20 ? "ce" : "?e"));
    }
}

TEST_CASE("UDP proof: DTLS whose suite was cut off, or may encrypt nothing, is not known yet") {
    const Bytes server = dtls_hello_of(2, {0, 0xC0, 0x2F, 0});
    DatagramTalk cut;
    cut.client(kDtlsClient, Word::None, 40).server(server, Word::None, 40);
    CHECK(cut.said() == "??");
    cut.client(dtls_record_of(23, 1, ciphertext(60)));
    CHECK(cut.said() == "eee");  // what follows proves both

    const Bytes offers_null = dtls_hello_of(1, {0, 0, 0, 2, 0, 0x3B, 1, 0});
    DatagramTalk null;
    null.client(offers_null);
    CHECK(null.said() == "?");
    null.server(dtls_hello_of(2, {0, 0, 0x3B, 0}));
    CHECK(null.said() == "cc");
    DatagramTalk chosen;
    chosen.client(offers_null).server(server);
    CHECK(chosen.said() == "?e");
    chosen.client(dtls_record_of(23, 1, ciphertext(60)));
    CHECK(chosen.said() == "eee");
}
