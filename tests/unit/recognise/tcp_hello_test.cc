// SPDX-License-Identifier: GPL-2.0-or-later
// What TcpProof makes of a TLS handshake: whether the connection encrypts, and since when.
#include "catch.h"
#include "testing/proof_talk.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr unsigned kNullCipher = 0x003B;
constexpr std::size_t kBeforeSuite = 40;  // of a hello; suites come behind
const Bytes kNewCipher = tls_record_of(20, {1});

Bytes hello_that_offers(unsigned one, unsigned other) {
    return tls_record_of(22, Bytes{1, 0, 0, 43, 3, 3} + ciphertext(32) + Bytes{0, 0, 4} + u16(one) +
                                 u16(other) + Bytes{1, 0});
}

// 12 bytes behind what may be a nonce: too few to tell.
Bytes short_record() {
    return tls_data(20);
}

}  // namespace

TEST_CASE("TCP proof: a client that would do without a cipher may get none") {
    ProofTalk talk;
    talk.syn().client(hello_that_offers(0xC02F, kNullCipher));
    CHECK(talk.said() == "?");
    CHECK(talk.last().now.doubt == Doubt::Cut);
    talk.server(server_hello());
    CHECK(talk.said() == "ee");
    ProofTalk hidden;
    hidden.syn().client(hello_that_offers(kNullCipher, 0xC02F));
    hidden.server(part_of(server_hello(), 0, kBeforeSuite));
    CHECK(hidden.said() == "??");
}

TEST_CASE("TCP proof: what may be without a cipher is encrypted once it looks so") {
    ProofTalk talk;
    talk.syn().client(hello_that_offers(0xC02F, kNullCipher)).server(server_hello(), kBeforeSuite);
    talk.server(short_record());
    CHECK(talk.said() == "???");
    talk.server(tls_data(60));
    CHECK(talk.said() == "eeee");
}

TEST_CASE("TCP proof: a client that offers only ciphers has one, once something is encrypted") {
    ProofTalk talk;
    talk.syn().client(client_hello()).server(server_hello(), kBeforeSuite);
    CHECK(talk.said() == "e?");
    talk.server(kNewCipher);
    CHECK(talk.said() == "e??");
    talk.server(short_record());
    CHECK(talk.said() == "eeee");
}

TEST_CASE("TCP proof: a hello that was cut off behind its suites tells them") {
    ProofTalk talk;
    talk.syn().client(client_hello(), 48);
    CHECK(talk.said() == "e");
    talk.server(server_hello(kNullCipher), 46);
    CHECK(talk.said() == "cc");
}

TEST_CASE("TCP proof: a hello in two segments or two records is no hello that was cut off") {
    const Bytes hello = client_hello();
    ProofTalk parted;
    parted.syn().client(part_of(hello, 0, kBeforeSuite));
    CHECK(parted.said() == "e");
    parted.client(part_of(hello, kBeforeSuite)).server(part_of(server_hello(), 0, kBeforeSuite));
    CHECK(parted.said() == "eee");
    ProofTalk answer;
    answer.syn().client(hello).server(part_of(server_hello(), 0, kBeforeSuite));
    CHECK(answer.said() == "ee");
    // RFC 8446 section 5.1 lets a message go on in the next record.
    const Bytes message = part_of(hello, kTlsHeader);
    ProofTalk records;
    records.syn().client(tls_record_of(22, part_of(message, 0, 39)));
    CHECK(records.said() == "e");
    records.client(tls_record_of(22, part_of(message, 39)));
    CHECK(records.said() == "ee");
}

TEST_CASE("TCP proof: text in a handshake may be a certificate, until the cipher is used") {
    const Bytes certificate = tls_record_of(22, Bytes{11, 0, 0, 68} + plain_text());
    ProofTalk talk;
    talk.syn().client(client_hello()).server(server_hello()).server(certificate);
    talk.server(tls_record_of(21, {1, 90})).server(certificate);
    CHECK(talk.said() == "eeeee");
    talk.server(kNewCipher).server(certificate);
    CHECK(talk.said() == "eeeeeec");
}

TEST_CASE("TCP proof: a handshake whose end anyone can read led to no cipher") {
    const Bytes finished = Bytes{0x14, 0, 0, 12} + ciphertext(12);
    ProofTalk talk;
    talk.syn().client(client_hello()).server(server_hello(), kBeforeSuite);
    talk.client(kNewCipher + tls_record_of(22, finished));
    CHECK(talk.said() == "ccc");
    ProofTalk encrypted;
    encrypted.syn().client(client_hello()).server(server_hello());
    encrypted.client(kNewCipher + tls_record_of(22, ciphertext(40)));
    CHECK(encrypted.said() == "eee");
    // Data that begin in the same way by chance end nothing.
    encrypted.client(tls_record_of(23, finished + ciphertext(40)));
    CHECK(encrypted.said() == "eeee");
}

TEST_CASE("TCP proof: a hello that chose a cipher is no plain text, whatever follows it") {
    ProofTalk talk;
    talk.syn().client(client_hello());
    talk.server(server_hello() + tls_record_of(23, plain_text()));
    CHECK(talk.said() == "ec");
}

TEST_CASE("TCP proof: a hello that is sent again is a hello") {
    const Bytes hello = client_hello();
    ProofTalk talk;
    talk.syn().client(hello).again(0, static_cast<std::uint32_t>(hello.size())).client(hello);
    CHECK(talk.said() == "ee");
}

TEST_CASE("TCP proof: a hello in the place of SMB's next message begins TLS") {
    ProofTalk talk;
    talk.syn().client(smb_message(0xFE, ciphertext(100))).client(client_hello());
    talk.server(server_hello()).client(tls_data(60));
    CHECK(talk.said() == "ceee");
    CHECK(talk.protocol() == "TLS");
}

TEST_CASE("TCP proof: what was in doubt before a hello is no part of its connection") {
    ProofTalk talk;
    talk.syn().client(ciphertext(10)).client(client_hello()).server(server_hello());
    // The records go on behind a hole, which settles what is in doubt since.
    talk.lose(0, 10).client(ciphertext(100)).client(tls_data(60));
    CHECK(talk.said() == "?eeee");
}

TEST_CASE(
    "TCP proof: under a cipher that does not encrypt what is sent again is readable as well") {
    const Bytes one = tls_data(200);
    const Bytes other = tls_data(200);
    const auto back = static_cast<std::uint32_t>(one.size() + other.size());
    ProofTalk talk;
    talk.syn().client(client_hello()).server(server_hello(0x0002)).server(one).server(other);
    talk.again(1, back).server(one);
    CHECK(talk.said() == "ccccc");
}
