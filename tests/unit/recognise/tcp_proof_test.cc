// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/tcp_proof.h"

#include "catch.h"
#include "testing/proof_talk.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

TEST_CASE("TCP proof: TLS from its hello on, whatever a port made a dissector believe") {
    for (const Word word : {Word::None, Word::Readable, Word::Encrypting}) {
        ProofTalk talk(word);
        talk.syn()
            .client(client_hello())
            .server(server_hello())
            .server(tls_data(900))
            .client(tls_data(40));
        CHECK(talk.said() == "eeee");
        CHECK(talk.protocol() == "TLS");
    }
}

TEST_CASE("TCP proof: records are followed through segments, and headers across their borders") {
    const Bytes three = tls_data(700) + tls_data(333) + tls_data(64);
    for (std::size_t border = 1; border < three.size(); border += 37) {
        CAPTURE(border);
        ProofTalk talk(Word::Readable);
        talk.syn().client(client_hello()).server(server_hello());
        talk.server(part_of(three, 0, border)).server(part_of(three, border)).server(tls_data(30));
        CHECK(talk.said() == "eeeee");
    }
    for (std::size_t border = 700; border < 712; ++border) {
        CAPTURE(border);
        ProofTalk talk;
        talk.syn().client(client_hello()).server(server_hello());
        talk.server(part_of(three, 0, border)).server(part_of(three, border)).server(tls_data(30));
        CHECK(talk.said() == "eeeee");
    }
}

TEST_CASE("TCP proof: text after a TLS record is text") {
    ProofTalk talk;
    talk.syn().client(client_hello()).server(server_hello()).server(tls_data(64));
    talk.client(plain_text()).server(plain_text()).server(ciphertext(200));
    CHECK(talk.said() == "eeecc?");
}

TEST_CASE("TCP proof: text in a record, or behind a header that promises more, is text") {
    ProofTalk whole;
    whole.syn()
        .client(client_hello())
        .server(server_hello())
        .client(tls_record_of(23, plain_text()));
    CHECK(whole.said() == "eec");
    ProofTalk longer;
    longer.syn().client(Bytes{23, 3, 3, 0x20, 0} + plain_text()).client(plain_text());
    CHECK(longer.said() == "cc");
    ProofTalk prefix;
    prefix.syn().client(Bytes{23, 3, 3} + plain_text());
    CHECK(prefix.said() == "c");
}

TEST_CASE("TCP proof: a lone header whose length leads nowhere proves nothing") {
    ProofTalk talk;
    talk.syn().client(Bytes{23, 3, 3, 0x10, 0} + ciphertext(100)).client(ciphertext(100));
    CHECK(talk.said() == "??");
    ProofTalk confirmed;
    const Bytes two = tls_data(300) + tls_data(100);
    confirmed.client(part_of(two, 0, 150)).client(part_of(two, 150));
    CHECK(confirmed.said() == "ee");
}

TEST_CASE("TCP proof: a hello that text follows was no connection") {
    ProofTalk talk;
    talk.syn().client(client_hello()).server(plain_text()).client(plain_text());
    CHECK(talk.said() == "ccc");
}

TEST_CASE("TCP proof: cipher suites that do not encrypt are readable, the hello too") {
    for (const unsigned suite : {0x0002U, 0x003BU, 0xC010U, 0xC0B4U}) {
        CAPTURE(suite);
        ProofTalk talk(Word::Encrypting);
        talk.syn().client(client_hello()).server(server_hello(suite)).client(tls_data(200));
        CHECK(talk.said() == "ccc");
    }
}

TEST_CASE("TCP proof: where the suite was cut off, what follows has to look encrypted") {
    ProofTalk encrypted;
    encrypted.syn().client(client_hello(), 40).server(server_hello(), 40).server(tls_data(80), 40);
    CHECK(encrypted.said() == "eee");
    ProofTalk readable;
    readable.syn().client(client_hello(), 40).server(server_hello(0x0002), 40);
    readable.client(tls_record_of(23, plain_text()), 40);
    CHECK(readable.said() == "ccc");
    ProofTalk hidden;
    hidden.syn().client(client_hello(), 40).server(server_hello(), 40);
    CHECK(hidden.said() == "??");
    ProofTalk order;
    order.syn().client(client_hello()).server(tls_data(80)).client(tls_record_of(23, Bytes(80, 0)));
    CHECK(order.said() == "ee?");
}

TEST_CASE("TCP proof: a SYN starts anew") {
    ProofTalk talk;
    talk.syn().client(client_hello()).server(server_hello()).client(tls_data(80));
    talk.syn().client(plain_text()).server(plain_text());
    CHECK(talk.said() == "cc");
}

TEST_CASE("TCP proof: a hole is a part of the connection once records go on behind it") {
    const Bytes many = tls_data(900) + tls_data(900);
    ProofTalk talk(Word::Readable);
    talk.syn().client(client_hello()).server(server_hello()).server(tls_data(100));
    talk.server(part_of(many, 0, 800), 60)
        .server(part_of(many, 800, 1600), 60)
        .server(part_of(many, 1600), 60);
    CHECK(talk.said() == "eeeee?");
    talk.server(tls_data(50), 60);
    CHECK(talk.said() == "eeeeeee");
    talk.lose(1, 500).server(ciphertext(300)).server(plain_text()).server(tls_data(40));
    CHECK(talk.said() == "eeeeeee?c?");
}

TEST_CASE("TCP proof: what is sent again is what it was") {
    ProofTalk talk;
    talk.syn()
        .client(client_hello())
        .server(server_hello())
        .server(tls_data(300))
        .server(tls_data(300));
    talk.again(1, 610).server(ciphertext(305));
    CHECK(talk.said() == "eeeee");
    talk.again(1, 305).server(plain_text());
    CHECK(talk.said() == "eeeeec");
}

TEST_CASE("TCP proof: STARTTLS is readable until its hello") {
    ProofTalk talk(Word::Readable);
    talk.syn().server(text_bytes("220 mail.example.com ESMTP ready\r\n"));
    talk.client(text_bytes("EHLO a\r\n"))
        .client(text_bytes("STARTTLS\r\n"))
        .server(text_bytes("220 go\r\n"));
    talk.client(client_hello()).server(server_hello()).client(tls_data(40));
    CHECK(talk.said() == "ccc?eee");
}

TEST_CASE("TCP proof: short lines are readable together") {
    ProofTalk talk(Word::Readable);
    talk.syn().server(text_bytes("220 ready\r\n"));
    CHECK(talk.said() == "?");
    talk.client(text_bytes("USER a\r\n")).server(text_bytes("331 password\r\n"));
    CHECK(talk.said() == "ccc");
    ProofTalk opaque(Word::Readable);
    for (int i = 0; i < 200; ++i) opaque.client(ciphertext(7));
    CHECK(opaque.said().find('c') == std::string::npos);
}

TEST_CASE("TCP proof: once encryption was asked for, what nobody can read is no longer readable") {
    ProofTalk talk(Word::Readable);
    talk.syn().client(text_bytes("CONNECT example.com:443 HTTP/1.1\r\n\r\n"));
    talk.server(text_bytes("HTTP/1.1 200 Connection established\r\n\r\n")).client(ciphertext(200));
    CHECK(talk.said() == "cc?");
    ProofTalk refused(Word::Readable);
    refused.syn().server(text_bytes("220 mail.example.com ESMTP ready\r\n"));
    refused.client(text_bytes("STARTTLS\r\n"))
        .client(text_bytes("MAIL FROM:<alice@example.com>\r\n"));
    refused.client(ciphertext(100));
    CHECK(refused.said().back() == 'c');
}

TEST_CASE("TCP proof: a readable connection may send what looks random") {
    ProofTalk talk(Word::Readable);
    talk.syn().client(plain_text()).server(plain_text());
    talk.to_string(Word::None).server(ciphertext(500)).server(ciphertext(500));
    CHECK(talk.said() == "cc??");
    talk.to_string(Word::Readable).server(ciphertext(100));
    CHECK(talk.said() == "ccccc");
}

TEST_CASE("TCP proof: a dissector's word is nothing where the start was not seen") {
    ProofTalk talk(Word::Readable);
    talk.client(ciphertext(300)).server(ciphertext(300));
    CHECK(talk.said() == "??");
    const Bytes certificate = Bytes(20, 0) + Bytes{6, 3, 0x55, 4, 3} + Bytes(20, 0);
    talk.client(certificate);
    CHECK(talk.said() == "???");
}

TEST_CASE("TCP proof: SSH is encrypted once its key exchange led to something") {
    ProofTalk talk(Word::Encrypting);
    talk.syn().client(kSshBanner).server(kSshBanner);
    CHECK(talk.said() == "??");
    talk.client(ssh_offer("aes128-ctr")).server(ssh_offer("aes128-ctr"));
    talk.client(ssh_packet_of(30, ciphertext(36)));
    talk.server(ssh_packet_of(31, ciphertext(200)) + ssh_packet_of(21, {}));
    talk.client(ssh_packet_of(21, {})).client(ciphertext(44)).server(ciphertext(44));
    CHECK(talk.said() == "eeeeeeeee");
    CHECK(talk.protocol() == "SSH");
    talk.client(plain_text());
    CHECK(talk.said() == "eeeeeeeeec");
}

TEST_CASE("TCP proof: SSH to which one side alone would do without a cipher is encrypted") {
    for (const bool client : {false, true}) {
        ProofTalk talk(Word::Encrypting);
        talk.syn().client(kSshBanner).server(kSshBanner);
        talk.client(ssh_offer(client ? "none,aes128-ctr" : "aes128-ctr"));
        talk.server(ssh_offer(client ? "aes128-ctr" : "none,aes128-ctr"));
        talk.client(ssh_packet_of(21, {})).server(ssh_packet_of(21, {})).client(ciphertext(200));
        CHECK(talk.said().back() == 'e');
    }
}

TEST_CASE("TCP proof: an SSH banner and then text is text, and no cipher is none") {
    ProofTalk banner(Word::Encrypting);
    banner.syn().server(kSshBanner).client(plain_text()).server(plain_text());
    CHECK(banner.said() == "ccc");
    ProofTalk none(Word::Encrypting);
    none.syn()
        .client(kSshBanner)
        .server(kSshBanner)
        .client(ssh_offer("none,aes128-ctr"))
        .server(ssh_offer("none"));
    none.client(ssh_packet_of(21, {})).server(ssh_packet_of(21, {})).client(ciphertext(200));
    CHECK(none.said().back() == '?');
    none.client(plain_text());
    CHECK(none.said().find('e') == std::string::npos);
}

TEST_CASE("TCP proof: SMB is read message by message, over as many segments as it takes") {
    const Bytes answer = smb_message(0xFE, Bytes(60, 0) + ciphertext(900));
    ProofTalk talk(Word::Readable);
    talk.syn()
        .client(smb_message(0xFD, ciphertext(200)))
        .server(smb_message(0xFD, ciphertext(200)));
    talk.to_string(Word::None)
        .server(part_of(answer, 0, 300))
        .server(part_of(answer, 300, 700))
        .server(part_of(answer, 700));
    talk.server(smb_message(0xFD, ciphertext(300))).server(smb_message(0xFC, ciphertext(300)));
    CHECK(talk.said() == "eecccec");
    CHECK(ProofTalk().syn().client(smb_message(0xFD, Bytes(52, 7) + plain_text())).said() == "c");
}

TEST_CASE("TCP proof: SQL Server agrees on keys within packets of its own") {
    const auto tds = [](std::uint8_t type, const Bytes& content) {
        return Bytes{type, 1} + u16(static_cast<unsigned>(8 + content.size())) + Bytes(4, 0) +
               content;
    };
    ProofTalk talk(Word::Readable);
    talk.syn().client(tds(0x12, Bytes(26, 1))).server(tds(4, Bytes(26, 1)));
    talk.client(tds(0x12, client_hello()))
        .server(tds(4, server_hello()))
        .client(tls_data(60))
        .server(tls_data(60));
    CHECK(talk.said() == "cceeee");
}

TEST_CASE("TCP proof: whatever is cut off, nothing is read that is not there") {
    for (std::size_t cut = 0; cut < 80; ++cut) {
        CAPTURE(cut);
        ProofTalk talk(Word::Readable);
        talk.syn()
            .client(client_hello(), cut)
            .server(server_hello(), cut)
            .client(tls_data(300), cut);
        CHECK(talk.said().find('c') == std::string::npos);
        ProofTalk ssh(Word::Encrypting);
        ssh.syn()
            .client(kSshBanner, cut)
            .server(ssh_offer("aes128-ctr"), cut)
            .client(ciphertext(60), cut);
        CHECK(ssh.said().size() == 3);
        ProofTalk smb_talk;
        smb_talk.syn()
            .client(smb_message(0xFE, ciphertext(100)), cut)
            .client(smb_message(0xFE, ciphertext(100)), cut);
        CHECK(smb_talk.said().find('e') == std::string::npos);
    }
}

TEST_CASE("TCP proof: text within a handshake is no handshake") {
    ProofTalk tls(Word::Encrypting);
    Bytes hello = client_hello();
    hello[3] = 0x40;
    tls.syn().client(hello).client(plain_text()).client(plain_text());
    CHECK(tls.said() == "ccc");
    ProofTalk ssh(Word::Encrypting);
    Bytes long_offer = ssh_offer("aes128-ctr");
    long_offer[2] = 0x20;
    ssh.syn()
        .client(kSshBanner)
        .client(long_offer)
        .client(text_bytes("aes128-ctr,aes256-ctr,aes192-ctr"));
    CHECK(ssh.said() == "?ee");
    ssh.client(plain_text());
    CHECK(ssh.said() == "cccc");
    // From here on, what can be read is no list.
    ssh.client(text_bytes("aes128-ctr,aes256-ctr,aes192-ctr"));
    CHECK(ssh.said() == "ccccc");
}

TEST_CASE("TCP proof: an SMB message is encrypted by itself, and waits for nothing") {
    ProofTalk talk;
    talk.syn().client(smb_message(0xFD, ciphertext(48)));
    CHECK(talk.said() == "e");
    CHECK(talk.last().held == Held::No);
}

TEST_CASE("TCP proof: of a record nothing of which was captured in between, the rest is known") {
    const Bytes record = tls_data(900);
    ProofTalk talk;
    talk.syn().client(client_hello()).server(server_hello()).server(part_of(record, 0, 300));
    talk.server(part_of(record, 300, 600), 0).server(part_of(record, 600));
    CHECK(talk.said() == "eee?e");
    // To its very end: the next header stands where it should.
    talk.server(part_of(record, 0, 300)).server(part_of(record, 300), 0);
    CHECK(talk.last().now.doubt == Doubt::Cut);
    talk.server(part_of(record, 0, 2));
    CHECK(talk.said() == "eee?ee?e");
    // So behind a header that came in two segments.
    talk.server(part_of(record, 2, 300)).server(part_of(record, 300, 600), 0);
    talk.server(part_of(record, 600));
    CHECK(talk.said() == "eee?ee?ee?e");
}

TEST_CASE("TCP proof: where a header was not captured, what is sent again stays behind a hole") {
    const Bytes two = tls_data(100) + tls_data(200);
    ProofTalk talk;
    talk.syn().client(client_hello()).server(server_hello()).server(part_of(two, 0, 105));
    talk.server(part_of(two, 105), 0).again(1, 255).server(part_of(two, 55));
    CHECK(talk.said() == "eee??");
    talk.server(ciphertext(100)).server(tls_data(40));
    CHECK(talk.said() == "eee?eee");
    // A direction of which no header was known has no hole.
    ProofTalk fresh;
    fresh.syn().client(client_hello()).server(tls_data(60), 0);
    fresh.server(ciphertext(300)).server(tls_data(60));
    CHECK(fresh.said() == "e??e");
}

TEST_CASE("TCP proof: a lone header is confirmed across what was not captured, and no further") {
    const Bytes two = tls_data(900) + tls_data(900);
    ProofTalk talk;
    talk.client(part_of(two, 0, 300)).client(part_of(two, 300, 600), 0);
    talk.client(part_of(two, 600, 905));
    CHECK(talk.said() == "e?e");
    ProofTalk beyond;
    beyond.client(part_of(two, 0, 300)).client(part_of(two, 300, 1000), 0);
    beyond.again(0, 700).client(part_of(two, 300, 905));
    CHECK(beyond.said() == "???");
}

TEST_CASE("TCP proof: a record is confirmed by a header behind it, or by a segment that ends it") {
    const Bytes two = tls_data(300) + tls_data(300);
    CHECK(ProofTalk().client(part_of(two, 0, 305)).said() == "e");
    CHECK(ProofTalk().client(part_of(two, 0, 304)).said() == "?");
    CHECK(ProofTalk().client(part_of(two, 0, 150)).client(part_of(two, 150, 500)).said() == "ee");
    // What came before was enough to tell it from chance.
    CHECK(ProofTalk().client(part_of(two, 0, 295)).client(part_of(two, 295, 305)).said() == "ee");
}

TEST_CASE("TCP proof: text behind a lone header makes its connection readable, zeros do not") {
    ProofTalk text;
    text.client(Bytes{23, 3, 3, 0x20, 0} + plain_text()).client(Bytes(60, 0));
    CHECK(text.said() == "cc");
    ProofTalk zeros;
    zeros.client(tls_record_of(23, ciphertext(8) + Bytes(60, 0))).client(Bytes(60, 0));
    CHECK(zeros.said() == "??");
}
