// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/udp_proof.h"

#include <algorithm>

#include "catch.h"
#include "testing/random_bytes.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

class Flow {
  public:
    Flow& client(const Bytes& bytes, Word word = Word::None, std::size_t cut = SIZE_MAX) {
        return add(0, bytes, word, cut);
    }
    Flow& server(const Bytes& bytes, Word word = Word::None, std::size_t cut = SIZE_MAX) {
        return add(1, bytes, word, cut);
    }
    // At port 4500.
    Flow& esp(const Bytes& bytes) { return add(0, bytes, Word::None, SIZE_MAX, true); }
    // e encrypted, c cleartext, ? unknown, - no payload; by the end.
    std::string said() const {
        std::string text;
        for (const auto& [state, held] : said_) text += "-?ce"[static_cast<std::size_t>(state)];
        return text;
    }
    std::string_view protocol() const { return protocol_; }

  private:
    Flow& add(std::uint8_t side, const Bytes& bytes, Word word, std::size_t cut, bool esp = false) {
        Bytes left = bytes;
        if (left.size() > cut) left.resize(cut);
        const Step step =
            proof_.add({static_cast<std::uint32_t>(bytes.size()), view(left), side, esp}, word);
        for (auto& [state, held] : said_) {
            const auto& as = held == Held::Handshake ? step.handshakes : step.doubtful;
            if (held == Held::No || !as) continue;
            if (*as != Protection::Unknown) state = *as;
            held = Held::No;
        }
        said_.emplace_back(step.now.state, step.held);
        protocol_ = step.now.protocol;
        return *this;
    }

    UdpProof proof_;
    std::vector<std::pair<Protection, Held>> said_;
    std::string_view protocol_;
};

Bytes quic_initial(const Bytes& to, const Bytes& from, const Bytes& content) {
    const auto id = [](const Bytes& bytes) {
        return Bytes{static_cast<std::uint8_t>(bytes.size())} + bytes;
    };
    return Bytes{0xC3, 0, 0, 0, 1} + id(to) + id(from) + Bytes{0} +
           u16(0x4000 | static_cast<unsigned>(content.size())) + content;
}

Bytes dtls(std::uint8_t type, std::uint16_t epoch, const Bytes& content) {
    return Bytes{type, 0xFE, 0xFD} + u16(epoch) + Bytes{0, 0, 0, 0, 0, 1} +
           u16(static_cast<unsigned>(content.size())) + content;
}

Bytes dtls_hello(std::uint8_t kind, const Bytes& rest) {
    const Bytes body = Bytes{0xFE, 0xFD} + ciphertext(32) + rest;
    const auto size = static_cast<std::uint8_t>(body.size());
    return dtls(22, 0, Bytes{kind, 0, 0, size, 0, 0, 0, 0, 0, 0, 0, size} + body);
}

const Bytes kDtlsClient = dtls_hello(1, {0, 0, 0, 2, 0xC0, 0x2F, 1, 0});

Bytes wireguard(std::uint8_t type, const Bytes& rest) {
    return Bytes{type, 0, 0, 0} + rest;
}

const Bytes kA = {1, 2, 3, 0xA4};
const Bytes kB = {9, 8, 7, 0xB6};

}  // namespace

TEST_CASE("UDP proof: a port, or a dissector that follows it, proves nothing") {
    Flow flow;
    flow.client(plain_text(), Word::Encrypting).client(ciphertext(200), Word::Encrypting);
    flow.client(ciphertext(200), Word::Readable).client(Bytes(60, 0), Word::Readable);
    CHECK(flow.said() == "c??c");
}

TEST_CASE("UDP proof: QUIC by a long header, then by the ids chosen in it") {
    const Bytes client_id = ciphertext(8);
    const Bytes server_id = ciphertext(8);
    Flow flow;
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
    Flow flow;
    flow.client(quic_initial(ciphertext(8), {}, ciphertext(60)) + Bytes(1100, 0), Word::Readable);
    flow.server(quic_initial({}, id, ciphertext(40)) + Bytes(1100, 0), Word::Readable);
    flow.client(Bytes{0x41} + id + ciphertext(25), Word::Readable);
    flow.client(Bytes{0x41} + other + ciphertext(25), Word::Readable);
    flow.server(Bytes{0x41} + ciphertext(25), Word::Readable);
    CHECK(flow.said() == "eeeee");
}

TEST_CASE("UDP proof: what only looks like QUIC is none") {
    CHECK(Flow().client(quic_initial(ciphertext(8), {}, plain_text() + plain_text())).said() !=
          "e");
    CHECK(Flow().client(Bytes{0x41} + ciphertext(60), Word::Encrypting).said() == "?");
    Bytes longer = quic_initial(ciphertext(8), {}, ciphertext(100));
    longer.resize(longer.size() - 1);
    CHECK(Flow().client(longer).said() == "?");
    Bytes version = quic_initial(ciphertext(8), {}, ciphertext(100));
    version[4] = 9;
    CHECK(Flow().client(version, Word::Encrypting).said() == "?");
}

TEST_CASE("UDP proof: DTLS by its hello and records that fill the datagram") {
    Flow flow;
    flow.client(kDtlsClient, Word::Readable).server(dtls_hello(2, {0, 0xC0, 0x2F, 0}));
    flow.client(dtls(23, 1, ciphertext(60)) + dtls(23, 1, ciphertext(60)))
        .server(dtls(23, 1, ciphertext(30)));
    CHECK(flow.said() == "eeee");
    CHECK(flow.protocol() == "DTLS");
    flow.client(plain_text()).client(dtls(23, 1, plain_text()));
    CHECK(flow.said() == "eeeecc");
}

TEST_CASE("UDP proof: the short headers of DTLS 1.3, once the handshake has led to something") {
    for (const unsigned first : {0x1FU, 0x20U, 0x2CU, 0x3FU, 0x40U, 0x60U}) {
        CAPTURE(first);
        const Bytes record = Bytes{static_cast<std::uint8_t>(first)} + ciphertext(100);
        CHECK(Flow().client(record).said() == "?");
        Flow flow;
        flow.client(kDtlsClient).server(dtls_hello(2, {0, 0xC0, 0x2F, 0}));
        flow.client(dtls(23, 1, ciphertext(60))).client(record);
        CHECK(flow.said() == (first >> 5 == 1 ? "eeee" : "eee?"));
    }
}

TEST_CASE("UDP proof: DTLS in the clear, or with a suite that does not encrypt, is readable") {
    CHECK(Flow().client(dtls(23, 0, plain_text())).said() == "c");
    CHECK(Flow().client(dtls(23, 1, plain_text())).said() == "c");
    Flow null;
    null.client(kDtlsClient)
        .server(dtls_hello(2, {0, 0, 0x3B, 0}))
        .client(dtls(23, 1, ciphertext(60)));
    CHECK(null.said() == "ccc");
    Flow cut;
    cut.client(kDtlsClient).client(dtls(22, 1, Bytes{20, 0, 0, 12} + ciphertext(40)));
    CHECK(cut.said() == "cc");
}

TEST_CASE("UDP proof: a DTLS record that does not end where the datagram does is none") {
    Bytes longer = dtls(23, 1, ciphertext(100));
    longer.push_back(7);
    CHECK(Flow().client(longer).said() == "?");
    longer.resize(longer.size() - 2);
    CHECK(Flow().client(longer).said() == "?");
    const Bytes cut = dtls(23, 1, ciphertext(200));
    CHECK(Flow().client(cut, Word::None, 60).said() == "e");
}

TEST_CASE("UDP proof: WireGuard by a handshake whose answer names it") {
    Flow flow;
    flow.client(wireguard(1, kA + ciphertext(124) + Bytes(16, 0)));
    CHECK(flow.said() == "?");
    flow.server(wireguard(2, kB + kA + ciphertext(64) + Bytes(16, 0)));
    flow.client(wireguard(4, kB + Bytes(8, 0) + ciphertext(112)))
        .server(wireguard(4, kA + Bytes(8, 0) + ciphertext(16)));
    CHECK(flow.said() == "eeee");
    CHECK(flow.protocol() == "WireGuard");
    flow.client(plain_text()).client(wireguard(4, ciphertext(12) + ciphertext(112)));
    CHECK(flow.said() == "eeeec?");
}

TEST_CASE("UDP proof: one WireGuard-like datagram says nothing of the others, nor of itself") {
    const Bytes like = wireguard(4, ciphertext(108));
    Flow flow;
    flow.client(plain_text()).client(like, Word::Encrypting).client(plain_text()).client(like);
    CHECK(flow.said() == "c?c?");
    CHECK(Flow().client(wireguard(1, plain_text() + plain_text() + Bytes(8, 'x'))).said() == "c");
    const Bytes wrong = wireguard(2, kB + kB + ciphertext(80));
    CHECK(Flow().client(wireguard(1, kA + ciphertext(140))).server(wrong).said() == "??");
}

TEST_CASE("UDP proof: IKE is readable until it encrypts, message by message") {
    const auto ike = [](std::uint8_t next, const Bytes& rest) {
        return ciphertext(16) + Bytes{next, 0x20, 35, 8, 0, 0, 0, 1, 0, 0} +
               u16(static_cast<unsigned>(28 + rest.size())) + rest;
    };
    Flow flow;
    flow.client(ike(33, Bytes(60, 0)), Word::Readable)
        .client(ike(46, Bytes{35, 0, 0, 84} + ciphertext(80)), Word::Readable);
    CHECK(flow.said() == "ce");
    CHECK(Flow().client(ike(46, Bytes{35, 0, 0, 84} + Bytes(80, 0)), Word::Readable).said() == "c");
}

TEST_CASE("UDP proof: small protocols whose fields fit together are readable") {
    const Bytes query = Bytes{0xA7, 0x31, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3} + text_bytes("x7q") +
                        Bytes{0, 0, 1, 0, 1};
    CHECK(Flow().client(query, Word::Readable).said() == "c");
    CHECK(Flow().client(query, Word::None).said() == "?");
    CHECK(Flow().client({}).client(query, Word::Readable, 0).said() == "-?");
}

TEST_CASE("UDP proof: ESP at its port, unless it is text or what RFC 3948 marks as none") {
    const auto packet = [](std::uint8_t spi, std::uint8_t number) {
        return Bytes{spi, 2, 3, 4, 0, 0, 0, number} + esp_ciphertext(90);
    };
    Flow flow;
    for (std::uint8_t number = 1; number <= 3; ++number) flow.esp(packet(0xC1, number));
    CHECK(flow.said() == "eee");
    flow.esp(plain_text());
    CHECK(flow.protocol().empty());
    CHECK(flow.said() == "eeec");
    Flow marked;
    for (std::uint8_t number = 1; number <= 3; ++number) {
        marked.esp(Bytes(4, 0) + packet(0xC1, number));
    }
    CHECK(marked.said() == "???");
}

TEST_CASE("UDP proof: a QUIC connection of which either side was not seen goes by its ids alone") {
    const Bytes id = ciphertext(8);
    Flow flow;
    flow.client(quic_initial(ciphertext(8), id, ciphertext(1100)));
    flow.server(Bytes{0x55} + id + ciphertext(60)).server(Bytes{0x55} + ciphertext(68));
    flow.client(Bytes{0x55} + ciphertext(68));
    CHECK(flow.said() == "ee??");
    Flow mirrored;
    mirrored.server(quic_initial(ciphertext(8), id, ciphertext(1100)));
    mirrored.client(Bytes{0x55} + id + ciphertext(60)).client(Bytes{0x55} + ciphertext(68));
    mirrored.server(Bytes{0x55} + ciphertext(68));
    CHECK(mirrored.said() == "ee??");
}

TEST_CASE("UDP proof: text where encryption should be makes nothing of what was encrypted before") {
    Flow dtls_flow;
    dtls_flow.client(kDtlsClient).server(dtls_hello(2, {0, 0xC0, 0x2F, 0}));
    dtls_flow.client(dtls(23, 1, ciphertext(60))).client(dtls(23, 1, Bytes(8, 9) + plain_text()));
    dtls_flow.client(dtls(23, 1, ciphertext(60)));
    CHECK(dtls_flow.said() == "eeec?");
    Flow hidden;  // the suite was not seen: then the hello is what its text is
    hidden.client(kDtlsClient).client(dtls(23, 1, Bytes(8, 9) + plain_text()));
    CHECK(hidden.said() == "cc");
}

TEST_CASE(
    "UDP proof: WireGuard by the last two indices of each side, and cookies by their length") {
    const Bytes next_index = {0x51, 0x52, 0x53, 0x54};
    const Bytes last_index = {0x61, 0x62, 0x63, 0x64};
    Flow flow;
    const auto shake = [&](const Bytes& index) {
        flow.client(wireguard(1, index + ciphertext(140)));
        flow.server(wireguard(2, kB + index + ciphertext(80)));
    };
    const auto to_client = [&](const Bytes& index) {
        flow.server(wireguard(4, index + Bytes(8, 0) + ciphertext(112)));
        return flow.said().back();
    };
    shake(kA);
    CHECK(to_client(kA) == 'e');
    shake(next_index);
    CHECK(to_client(kA) == 'e');
    CHECK(to_client(next_index) == 'e');
    shake(last_index);
    CHECK(to_client(next_index) == 'e');
    CHECK(to_client(last_index) == 'e');
    CHECK(to_client(kA) == '?');
    // A cookie reply is 64 bytes, the WireGuard paper section 5.4.7.
    for (const std::size_t size : {55U, 56U, 57U}) {
        CAPTURE(size);
        flow.server(wireguard(3, last_index + ciphertext(size)));
        CHECK(flow.said().back() == (size == 56 ? 'e' : '?'));
    }
    flow.server(wireguard(5, last_index + ciphertext(56)));
    CHECK(flow.said().back() == '?');
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
        CHECK(doubt(random, 0, word) == Doubt::Cut);
    }
    CHECK(doubt(zeros, SIZE_MAX, Word::None) == Doubt::Unnamed);
    for (const std::size_t captured : {std::size_t{8}, std::size_t{60}, SIZE_MAX}) {
        CHECK(doubt(random, captured, Word::Encrypting) == Doubt::NoProof);
        CHECK(doubt(zeros, captured, Word::Encrypting) == Doubt::NoProof);
    }
    CHECK(doubt(plain_text(), SIZE_MAX, Word::Encrypting) == Doubt::None);
}

TEST_CASE("UDP proof: a short QUIC packet holds as much as has to be there to protect it") {
    // RFC 9001 section 5.4.2: number and payload are 20 bytes together, or more.
    for (const std::size_t size : {std::size_t{0}, std::size_t{18}, std::size_t{20}}) {
        CAPTURE(size);
        const Bytes id = ciphertext(8);
        Flow flow;
        flow.client(quic_initial(ciphertext(8), ciphertext(8), ciphertext(1100)));
        flow.server(quic_initial(ciphertext(8), id, ciphertext(800)));
        flow.client(Bytes{0x41} + id + ciphertext(size));
        CHECK(flow.said() == (size >= 20 ? "eee" : "ee?"));
    }
}

TEST_CASE("UDP proof: a DTLS record from before encryption is a part of what a hello began") {
    const Bytes alert = dtls(21, 0, {2, 40});  // RFC 5246 section 7.2: handshake_failure
    Flow flow;
    flow.client(alert).client(dtls(23, 1, ciphertext(60)));
    CHECK(flow.said() == "?e");
    CHECK(Flow().client(kDtlsClient).server(alert).client(dtls(23, 1, ciphertext(60))).said() ==
          "eee");
    // Data is not encrypted yet, whatever it looks like.
    CHECK(Flow().client(kDtlsClient).client(dtls(23, 0, ciphertext(60))).said() == "e?");
}

TEST_CASE("UDP proof: a short DTLS record is encrypted where it is known that the suite encrypts") {
    const Bytes record = dtls(23, 1, ciphertext(8 + 10));
    const Bytes server = dtls_hello(2, {0, 0xC0, 0x2F, 0});
    CHECK(Flow().client(kDtlsClient).server(server).client(record).said() == "eee");
    Flow hidden;  // until more is seen
    hidden.client(kDtlsClient).client(record);
    CHECK(hidden.said() == "e?");
    CHECK(hidden.client(dtls(23, 1, ciphertext(60))).said() == "eee");
}

TEST_CASE("UDP proof: a DTLS hello that comes again changes nothing that was proved") {
    const Bytes server = dtls_hello(2, {0, 0xC0, 0x2F, 0});
    Flow flow;
    flow.client(kDtlsClient).server(server).client(dtls(23, 1, Bytes(8, 9) + plain_text()));
    flow.client(kDtlsClient).client(dtls(23, 1, ciphertext(60)));
    CHECK(flow.said() == "eec??");
}

TEST_CASE("UDP proof: WireGuard's handshake is two messages of one length each") {
    // The WireGuard paper, sections 5.4.2 and 5.4.3.
    for (const std::size_t first : {147U, 148U, 149U}) {
        for (const std::size_t second : {91U, 92U, 93U}) {
            CAPTURE(first, second);
            Flow flow;
            flow.client(wireguard(1, kA + ciphertext(first - 8)));
            flow.server(wireguard(2, kB + kA + ciphertext(second - 12)));
            CHECK(flow.said() == (first == 148 && second == 92 ? "ee" : "??"));
        }
    }
    // An index that nobody gave.
    for (const Bytes& other : {Bytes(4, 0), kB}) {
        Flow flow;
        flow.client(wireguard(1, kA + ciphertext(140)));
        flow.server(wireguard(2, kB + other + ciphertext(80)));
        CHECK(flow.said() == "??");
    }
}

TEST_CASE("UDP proof: what WireGuard encrypts begins behind its header") {
    // 24 bytes of text are text: behind index and counter, or behind the index of a cookie.
    const Bytes text = text_bytes("this is text, 24 letters");
    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}}) {
        CAPTURE(cut);
        const Bytes read =
            Bytes(text.begin() + static_cast<std::ptrdiff_t>(cut), text.end()) + Bytes{0xFE};
        Flow flow;
        flow.client(wireguard(1, kA + ciphertext(140)));
        flow.server(wireguard(2, kB + kA + ciphertext(80)));
        Flow cookie = flow;
        flow.client(wireguard(4, kB + Bytes(8, 0) + read + ciphertext(71 + cut)));
        CHECK(flow.said() == (cut == 0 ? "eec" : "eee"));
        cookie.client(wireguard(3, kB + read + ciphertext(31 + cut)));
        CHECK(cookie.said() == (cut == 0 ? "eec" : "eee"));
    }
}
