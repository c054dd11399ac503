// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/tcp_proof.h"

#include <algorithm>

#include "catch.h"
#include "testing/random_bytes.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

// A connection, and what is said of each of its segments by the end: e encrypted, c cleartext,
// ? unknown, - no payload.
class Talk {
  public:
    explicit Talk(Word word = Word::None) : word_(word) {}

    Talk& syn() {
        add(0, {}, 0x02);
        ++sequence_[0];
        add(1, {}, 0x12);
        ++sequence_[1];
        said_.clear();
        return *this;
    }
    Talk& client(const Bytes& bytes, std::size_t cut = SIZE_MAX) {
        return add(0, bytes, 0x18, cut);
    }
    Talk& server(const Bytes& bytes, std::size_t cut = SIZE_MAX) {
        return add(1, bytes, 0x18, cut);
    }
    Talk& to_string(Word word) {
        word_ = word;
        return *this;
    }
    Talk& lose(std::uint8_t side, std::uint32_t bytes) {
        sequence_[side] += bytes;
        return *this;
    }
    Talk& again(std::uint8_t side, std::uint32_t back) {
        sequence_[side] -= back;
        return *this;
    }
    std::string said() const {
        std::string text;
        for (const Said& one : said_) text += "-?ce"[static_cast<std::size_t>(one.state)];
        return text;
    }
    std::string_view protocol() const { return protocol_; }

  private:
    struct Said {
        Protection state;
        Held held;
        std::uint8_t side;
    };

    Talk& add(std::uint8_t side, const Bytes& bytes, std::uint8_t flags,
              std::size_t cut = SIZE_MAX) {
        Bytes left = bytes;
        if (left.size() > cut) left.resize(cut);
        const Step step = proof_.add(
            {sequence_[side], flags, static_cast<std::uint32_t>(bytes.size()), view(left), side},
            word_);
        for (Said& one : said_) {
            const bool shake = one.held == Held::Handshake;
            const bool mine = step.both_sides || one.side == side;
            const auto& as = shake ? step.handshakes : step.doubtful;
            if (one.held == Held::No || !as || (!shake && !mine)) continue;
            if (*as != Protection::Unknown) one.state = *as;
            one.held = Held::No;
        }
        said_.push_back({step.now.state, step.held, side});
        protocol_ = step.now.protocol;
        sequence_[side] += static_cast<std::uint32_t>(bytes.size());
        return *this;
    }

    TcpProof proof_;
    Word word_;
    std::uint32_t sequence_[2] = {0xFFFFFF00, 77};  // the first one wraps soon
    std::vector<Said> said_;
    std::string_view protocol_;
};

Bytes record(unsigned type, const Bytes& content) {
    return Bytes{static_cast<std::uint8_t>(type), 3, 3} +
           u16(static_cast<unsigned>(content.size())) + content;
}

Bytes part(const Bytes& bytes, std::size_t from, std::size_t to = SIZE_MAX) {
    return {bytes.begin() + static_cast<std::ptrdiff_t>(from),
            bytes.begin() + static_cast<std::ptrdiff_t>(std::min(to, bytes.size()))};
}

Bytes u32(std::uint32_t value) {
    return u16(value >> 16) + u16(value & 0xFFFF);
}

Bytes ssh_packet_of(std::uint8_t message, const Bytes& content) {
    const auto unpadded = static_cast<std::uint32_t>(content.size() + 2);
    const std::uint32_t padding = 4 + (8 - (unpadded + 4 + 4) % 8) % 8;
    return u32(unpadded + padding) + Bytes{static_cast<std::uint8_t>(padding), message} + content +
           ciphertext(padding);
}

Bytes offer(std::string_view ciphers) {
    Bytes lists = ciphertext(16);
    for (const std::string_view list : {std::string_view("curve25519-sha256"),
                                        std::string_view("ssh-ed25519"), ciphers, ciphers}) {
        lists = lists + u32(static_cast<std::uint32_t>(list.size())) + text_bytes(list);
    }
    return ssh_packet_of(20, lists + Bytes(30, 0));
}

Bytes smb(std::uint8_t kind, const Bytes& rest) {
    return u32(static_cast<std::uint32_t>(rest.size() + 4)) + Bytes{kind, 'S', 'M', 'B'} + rest;
}

const Bytes kBanner = text_bytes("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");

}  // namespace

TEST_CASE("TCP proof: TLS from its hello on, whatever a port made a dissector believe") {
    for (const Word word : {Word::None, Word::Readable, Word::Encrypting}) {
        Talk talk(word);
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
        Talk talk(Word::Readable);
        talk.syn().client(client_hello()).server(server_hello());
        talk.server(part(three, 0, border)).server(part(three, border)).server(tls_data(30));
        CHECK(talk.said() == "eeeee");
    }
    for (std::size_t border = 700; border < 712; ++border) {
        CAPTURE(border);
        Talk talk;
        talk.syn().client(client_hello()).server(server_hello());
        talk.server(part(three, 0, border)).server(part(three, border)).server(tls_data(30));
        CHECK(talk.said() == "eeeee");
    }
}

TEST_CASE("TCP proof: text after a TLS record is text") {
    Talk talk;
    talk.syn().client(client_hello()).server(server_hello()).server(tls_data(64));
    talk.client(plain_text()).server(plain_text()).server(ciphertext(200));
    CHECK(talk.said() == "eeecc?");
}

TEST_CASE("TCP proof: text in a record, or behind a header that promises more, is text") {
    Talk whole;
    whole.syn().client(client_hello()).server(server_hello()).client(record(23, plain_text()));
    CHECK(whole.said() == "eec");
    Talk longer;
    longer.syn().client(Bytes{23, 3, 3, 0x20, 0} + plain_text()).client(plain_text());
    CHECK(longer.said() == "cc");
    Talk prefix;
    prefix.syn().client(Bytes{23, 3, 3} + plain_text());
    CHECK(prefix.said() == "c");
}

TEST_CASE("TCP proof: a lone header whose length leads nowhere proves nothing") {
    Talk talk;
    talk.syn().client(Bytes{23, 3, 3, 0x10, 0} + ciphertext(100)).client(ciphertext(100));
    CHECK(talk.said() == "??");
    Talk confirmed;
    const Bytes two = tls_data(300) + tls_data(100);
    confirmed.client(part(two, 0, 150)).client(part(two, 150));
    CHECK(confirmed.said() == "ee");
}

TEST_CASE("TCP proof: a hello that text follows was no connection") {
    Talk talk;
    talk.syn().client(client_hello()).server(plain_text()).client(plain_text());
    CHECK(talk.said() == "ccc");
}

TEST_CASE("TCP proof: cipher suites that do not encrypt are readable, the hello too") {
    for (const unsigned suite : {0x0002U, 0x003BU, 0xC010U, 0xC0B4U}) {
        CAPTURE(suite);
        Talk talk(Word::Encrypting);
        talk.syn().client(client_hello()).server(server_hello(suite)).client(tls_data(200));
        CHECK(talk.said() == "ccc");
    }
}

TEST_CASE("TCP proof: where the suite was cut off, what follows has to look encrypted") {
    Talk encrypted;
    encrypted.syn().client(client_hello(), 40).server(server_hello(), 40).server(tls_data(80), 40);
    CHECK(encrypted.said() == "eee");
    Talk readable;
    readable.syn().client(client_hello(), 40).server(server_hello(0x0002), 40);
    readable.client(record(23, plain_text()), 40);
    CHECK(readable.said() == "ccc");
    Talk hidden;
    hidden.syn().client(client_hello(), 40).server(server_hello(), 40);
    CHECK(hidden.said() == "??");
    Talk order;
    order.syn().client(client_hello()).server(tls_data(80)).client(record(23, Bytes(80, 0)));
    CHECK(order.said() == "ee?");
}

TEST_CASE("TCP proof: a SYN starts anew") {
    Talk talk;
    talk.syn().client(client_hello()).server(server_hello()).client(tls_data(80));
    talk.syn().client(plain_text()).server(plain_text());
    CHECK(talk.said() == "cc");
}

TEST_CASE("TCP proof: a hole is a part of the connection once records go on behind it") {
    const Bytes many = tls_data(900) + tls_data(900);
    Talk talk(Word::Readable);
    talk.syn().client(client_hello()).server(server_hello()).server(tls_data(100));
    talk.server(part(many, 0, 800), 60)
        .server(part(many, 800, 1600), 60)
        .server(part(many, 1600), 60);
    CHECK(talk.said() == "eeeee?");
    talk.server(tls_data(50), 60);
    CHECK(talk.said() == "eeeeeee");
    talk.lose(1, 500).server(ciphertext(300)).server(plain_text()).server(tls_data(40));
    CHECK(talk.said() == "eeeeeee?c?");
}

TEST_CASE("TCP proof: what is sent again is what it was") {
    Talk talk;
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
    Talk talk(Word::Readable);
    talk.syn().server(text_bytes("220 mail.example.com ESMTP ready\r\n"));
    talk.client(text_bytes("EHLO a\r\n"))
        .client(text_bytes("STARTTLS\r\n"))
        .server(text_bytes("220 go\r\n"));
    talk.client(client_hello()).server(server_hello()).client(tls_data(40));
    CHECK(talk.said() == "ccc?eee");
}

TEST_CASE("TCP proof: short lines are readable together") {
    Talk talk(Word::Readable);
    talk.syn().server(text_bytes("220 ready\r\n"));
    CHECK(talk.said() == "?");
    talk.client(text_bytes("USER a\r\n")).server(text_bytes("331 password\r\n"));
    CHECK(talk.said() == "ccc");
    Talk opaque(Word::Readable);
    for (int i = 0; i < 200; ++i) opaque.client(ciphertext(7));
    CHECK(opaque.said().find('c') == std::string::npos);
}

TEST_CASE("TCP proof: once encryption was asked for, what nobody can read is no longer readable") {
    Talk talk(Word::Readable);
    talk.syn().client(text_bytes("CONNECT example.com:443 HTTP/1.1\r\n\r\n"));
    talk.server(text_bytes("HTTP/1.1 200 Connection established\r\n\r\n")).client(ciphertext(200));
    CHECK(talk.said() == "cc?");
    Talk refused(Word::Readable);
    refused.syn().server(text_bytes("220 mail.example.com ESMTP ready\r\n"));
    refused.client(text_bytes("STARTTLS\r\n"))
        .client(text_bytes("MAIL FROM:<alice@example.com>\r\n"));
    refused.client(ciphertext(100));
    CHECK(refused.said().back() == 'c');
}

TEST_CASE("TCP proof: a readable connection may send what looks random") {
    Talk talk(Word::Readable);
    talk.syn().client(plain_text()).server(plain_text());
    talk.to_string(Word::None).server(ciphertext(500)).server(ciphertext(500));
    CHECK(talk.said() == "cc??");
    talk.to_string(Word::Readable).server(ciphertext(100));
    CHECK(talk.said() == "ccccc");
}

TEST_CASE("TCP proof: a dissector's word is nothing where the start was not seen") {
    Talk talk(Word::Readable);
    talk.client(ciphertext(300)).server(ciphertext(300));
    CHECK(talk.said() == "??");
    const Bytes certificate = Bytes(20, 0) + Bytes{6, 3, 0x55, 4, 3} + Bytes(20, 0);
    talk.client(certificate);
    CHECK(talk.said() == "???");
}

TEST_CASE("TCP proof: SSH is encrypted once its key exchange led to something") {
    Talk talk(Word::Encrypting);
    talk.syn().client(kBanner).server(kBanner);
    CHECK(talk.said() == "??");
    talk.client(offer("aes128-ctr")).server(offer("aes128-ctr"));
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
        Talk talk(Word::Encrypting);
        talk.syn().client(kBanner).server(kBanner);
        talk.client(offer(client ? "none,aes128-ctr" : "aes128-ctr"));
        talk.server(offer(client ? "aes128-ctr" : "none,aes128-ctr"));
        talk.client(ssh_packet_of(21, {})).server(ssh_packet_of(21, {})).client(ciphertext(200));
        CHECK(talk.said().back() == 'e');
    }
}

TEST_CASE("TCP proof: an SSH banner and then text is text, and no cipher is none") {
    Talk banner(Word::Encrypting);
    banner.syn().server(kBanner).client(plain_text()).server(plain_text());
    CHECK(banner.said() == "ccc");
    Talk none(Word::Encrypting);
    none.syn()
        .client(kBanner)
        .server(kBanner)
        .client(offer("none,aes128-ctr"))
        .server(offer("none"));
    none.client(ssh_packet_of(21, {})).server(ssh_packet_of(21, {})).client(ciphertext(200));
    CHECK(none.said().back() == '?');
    none.client(plain_text());
    CHECK(none.said().find('e') == std::string::npos);
}

TEST_CASE("TCP proof: SMB is read message by message, over as many segments as it takes") {
    const Bytes answer = smb(0xFE, Bytes(60, 0) + ciphertext(900));
    Talk talk(Word::Readable);
    talk.syn().client(smb(0xFD, ciphertext(200))).server(smb(0xFD, ciphertext(200)));
    talk.to_string(Word::None)
        .server(part(answer, 0, 300))
        .server(part(answer, 300, 700))
        .server(part(answer, 700));
    talk.server(smb(0xFD, ciphertext(300))).server(smb(0xFC, ciphertext(300)));
    CHECK(talk.said() == "eecccec");
    CHECK(Talk().syn().client(smb(0xFD, Bytes(52, 7) + plain_text())).said() == "c");
}

TEST_CASE("TCP proof: SQL Server agrees on keys within packets of its own") {
    const auto tds = [](std::uint8_t type, const Bytes& content) {
        return Bytes{type, 1} + u16(static_cast<unsigned>(8 + content.size())) + Bytes(4, 0) +
               content;
    };
    Talk talk(Word::Readable);
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
        Talk talk(Word::Readable);
        talk.syn()
            .client(client_hello(), cut)
            .server(server_hello(), cut)
            .client(tls_data(300), cut);
        CHECK(talk.said().find('c') == std::string::npos);
        Talk ssh(Word::Encrypting);
        ssh.syn().client(kBanner, cut).server(offer("aes128-ctr"), cut).client(ciphertext(60), cut);
        CHECK(ssh.said().size() == 3);
        Talk smb_talk;
        smb_talk.syn()
            .client(smb(0xFE, ciphertext(100)), cut)
            .client(smb(0xFE, ciphertext(100)), cut);
        CHECK(smb_talk.said().find('e') == std::string::npos);
    }
}

TEST_CASE("TCP proof: text within a handshake is no handshake") {
    Talk tls(Word::Encrypting);
    Bytes hello = client_hello();
    hello[3] = 0x40;
    tls.syn().client(hello).client(plain_text()).client(plain_text());
    CHECK(tls.said() == "ccc");
    Talk ssh(Word::Encrypting);
    Bytes long_offer = offer("aes128-ctr");
    long_offer[2] = 0x20;
    ssh.syn()
        .client(kBanner)
        .client(long_offer)
        .client(text_bytes("aes128-ctr,aes256-ctr,aes192-ctr"));
    CHECK(ssh.said() == "?ee");
    ssh.client(plain_text());
    CHECK(ssh.said() == "cccc");
}
