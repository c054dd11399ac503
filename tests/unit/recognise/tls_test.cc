// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/tls.h"

#include <algorithm>
#include <vector>

#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr std::size_t kLongest = 16384 + 2048;  // RFC 5246: with what encryption may add

Bytes two(std::size_t value) {
    return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

Bytes header(unsigned type, unsigned version, std::size_t length) {
    return Bytes{static_cast<std::uint8_t>(type)} + two(version) + two(length);
}

// Of DTLS: epoch and number of the record lie in between.
Bytes datagram_header(unsigned type, unsigned version, std::size_t length) {
    return Bytes{static_cast<std::uint8_t>(type)} + two(version) + two(1) + Bytes(6, 9) +
           two(length);
}

std::optional<TlsRecord> read(const Bytes& bytes) {
    return tls_record(ByteView(bytes.data(), bytes.size()));
}

std::optional<TlsRecord> read_datagram(const Bytes& bytes) {
    return dtls_record(ByteView(bytes.data(), bytes.size()));
}

Bytes message(std::uint8_t kind, const Bytes& body) {
    const Bytes whole = Bytes{kind, 0} + two(body.size()) + body;
    return header(22, 0x0301, whole.size()) + whole;
}

Bytes hello(std::size_t session_id, const Bytes& behind) {
    return Bytes{3, 3} + Bytes(32, 0xAA) + Bytes{static_cast<std::uint8_t>(session_id)} +
           Bytes(session_id, 0xBB) + behind;
}

bool from_client(const Bytes& bytes) {
    return is_client_hello(ByteView(bytes.data(), bytes.size()));
}

bool from_server(const Bytes& bytes) {
    return is_server_hello(ByteView(bytes.data(), bytes.size()));
}

// RFC 6347 section 4.2.2: a message of a handshake that is in one piece.
Bytes datagram_message(std::uint8_t kind, const Bytes& body) {
    const Bytes whole =
        Bytes{kind, 0} + two(body.size()) + two(0) + Bytes{0, 0, 0, 0} + two(body.size()) + body;
    return datagram_header(22, 0xFEFD, whole.size()) + whole;
}

Bytes datagram_hello(std::size_t session_id, const Bytes& behind) {
    Bytes result = hello(session_id, behind);
    result[0] = 0xFE;
    result[1] = 0xFD;
    return result;
}

Offer offered(const Bytes& bytes) {
    return offered_ciphers(ByteView(bytes.data(), bytes.size()));
}

Offer offered_in_datagram(const Bytes& bytes) {
    return offered_dtls_ciphers(ByteView(bytes.data(), bytes.size()));
}

Bytes cut_to(Bytes bytes, std::size_t size) {
    bytes.resize(size);
    return bytes;
}

// RFC 5288, RFC 4492: what encrypts, and what does not, of which neither byte is the other's.
const Bytes kGcm = {0xC0, 0x2F};
const Bytes kNull = {0xC0, 0x10};

// A part of a message of DTLS, RFC 6347 section 4.2.2, as its record has it.
struct DtlsHelloPart {
    unsigned kind = 1;
    std::size_t length = 0;  // of the message
    std::size_t offset = 0;
    Bytes body{};
    unsigned type = 22;
    unsigned epoch = 0;
    std::size_t behind = 0;  // bytes more than the part claims
    std::size_t claims = 0;  // bytes that the part claims and has not
};

Bytes three(std::size_t value) {
    return Bytes{static_cast<std::uint8_t>(value >> 16)} + two(value & 0xFFFF);
}

Bytes record_of(const DtlsHelloPart& part) {
    const Bytes content = Bytes{static_cast<std::uint8_t>(part.kind)} + three(part.length) +
                          two(7) + three(part.offset) + three(part.body.size() + part.claims) +
                          part.body + Bytes(part.behind, 0);
    return Bytes{static_cast<std::uint8_t>(part.type), 0xFE, 0xFD} + two(part.epoch) + Bytes(6, 0) +
           two(content.size()) + content;
}

bool is_datagram_hello(const DtlsHelloPart& part) {
    return is_dtls_hello(view(record_of(part)));
}

DtlsHelloPart whole_hello(unsigned kind, const Bytes& body) {
    return {.kind = kind, .length = body.size(), .body = body};
}

const Bytes kDtlsSuites = {0, 2, 0xC0, 0x2F, 1, 0};

}  // namespace

TEST_CASE("TLS record: every type, version and length that there is, and no other") {
    for (unsigned type = 0; type <= 0xFF; ++type) {
        CAPTURE(type);
        CHECK(read(header(type, 0x0303, 1)).has_value() == (type >= 20 && type <= 24));
        CHECK(read_datagram(datagram_header(type, 0xFEFD, 1)).has_value() ==
              (type >= 20 && type <= 24));
    }
    for (const unsigned version : {0x02FFU, 0x0300U, 0x0304U, 0x0305U}) {
        CAPTURE(version);
        CHECK(read(header(23, version, 1)).has_value() == (version == 0x0300 || version == 0x0304));
    }
    for (const unsigned version : {0xFEFCU, 0xFEFDU, 0xFEFEU, 0xFEFFU, 0xFF00U}) {
        CAPTURE(version);
        CHECK(read_datagram(datagram_header(23, version, 1)).has_value() ==
              (version == 0xFEFD || version == 0xFEFF));
    }
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, kLongest, kLongest + 1}) {
        CAPTURE(length);
        const bool good = length == 1 || length == kLongest;
        CHECK(read(header(23, 0x0303, length)).has_value() == good);
        CHECK(read_datagram(datagram_header(23, 0xFEFD, length)).has_value() == good);
    }
    CHECK(read(header(23, 0x0303, 7))->length == 7);
    CHECK(read_datagram(datagram_header(23, 0xFEFD, 7))->epoch == 1);
    CHECK(read(header(20, 0x0303, 1)));
    CHECK_FALSE(read(header(20, 0x0303, 2)));  // a change of cipher is one byte
}

TEST_CASE("TLS record: a header that was cut is none") {
    for (std::size_t size = 0; size < kTlsHeader; ++size) {
        Bytes cut = header(23, 0x0303, 1);
        cut.resize(size);
        CHECK_FALSE(read(cut));
    }
    for (std::size_t size = 0; size < kDtlsHeader; ++size) {
        Bytes cut = datagram_header(23, 0xFEFD, 1);
        cut.resize(size);
        CHECK_FALSE(read_datagram(cut));
    }
}

TEST_CASE("TLS hello: of a session id of any length, with suites in pairs of bytes") {
    for (const std::size_t id : {0U, 1U, 31U, 32U, 33U}) {
        CAPTURE(id);
        CHECK(from_client(message(1, hello(id, Bytes{0, 2, 0x13, 1}))) == (id <= 32));
        CHECK(from_server(message(2, hello(id, Bytes{0x13, 1, 0}))) == (id <= 32));
    }
    for (std::uint8_t suites = 0; suites <= 4; ++suites) {
        CAPTURE(suites);
        const Bytes client = message(1, hello(0, Bytes{0, suites} + Bytes(suites, 0)));
        CHECK(from_client(client) == (suites == 2 || suites == 4));
        CHECK_FALSE(from_server(client));
    }
    // As much of it as was captured.
    const Bytes whole = message(1, hello(32, Bytes{0, 2, 0x13, 1}));
    for (std::size_t size = 10; size <= whole.size(); ++size) {
        Bytes cut = whole;
        cut.resize(size);
        CAPTURE(size);
        CHECK(from_client(cut));
    }
}

TEST_CASE("TLS hello: a suite without encryption is found anywhere among those that are offered") {
    const std::size_t id = GENERATE(0U, 1U, 32U);
    const std::size_t cookie = GENERATE(0U, 1U, 20U);
    const Bytes cookies = Bytes{static_cast<std::uint8_t>(cookie)} + Bytes(cookie, 0xCC);
    CAPTURE(id, cookie);
    for (int place = 0; place <= 3; ++place) {
        CAPTURE(place);
        Bytes suites;
        for (int i = 0; i < 3; ++i) suites = suites + (i == place ? kNull : kGcm);
        const Bytes list =
            two(suites.size()) + suites + Bytes{1, 0} + kNull;  // compression, and more
        const Offer right = place < 3 ? Offer::Null : Offer::Encryption;
        CHECK(offered(message(1, hello(id, list))) == right);
        CHECK(offered_in_datagram(datagram_message(1, datagram_hello(id, cookies + list))) ==
              right);
    }
}

TEST_CASE("TLS hello: what was cut off before a suite without encryption is hidden") {
    const Bytes list = two(4) + kGcm + kNull;
    const Bytes whole = message(1, hello(2, list));
    const Bytes datagram = datagram_message(1, datagram_hello(2, Bytes{1, 0xCC} + list));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK(offered(cut_to(whole, size)) == Offer::Hidden);
    }
    for (std::size_t size = 0; size < datagram.size(); ++size) {
        CAPTURE(size);
        CHECK(offered_in_datagram(cut_to(datagram, size)) == Offer::Hidden);
    }
    CHECK(offered(message(2, hello(2, list))) == Offer::Hidden);  // no client's
    CHECK(offered_in_datagram(datagram_message(2, datagram_hello(2, list))) == Offer::Hidden);
    // No session id is longer than 32 bytes.
    CHECK(offered_in_datagram(datagram_message(1, datagram_hello(33, Bytes{1, 0xCC} + list))) ==
          Offer::Hidden);
    Bytes later = datagram;
    later[kDtlsHeader + 8] = 1;  // a part of the message, behind its first byte
    CHECK(offered_in_datagram(later) == Offer::Hidden);
}

TEST_CASE("TLS hello: the server's suite is behind a session id of any length") {
    const std::size_t id = GENERATE(0U, 1U, 32U);
    CAPTURE(id);
    const auto chosen = [](const Bytes& bytes) {
        return chosen_cipher(ByteView(bytes.data(), bytes.size()));
    };
    const auto chosen_in_datagram = [](const Bytes& bytes) {
        return chosen_dtls_cipher(ByteView(bytes.data(), bytes.size()));
    };
    CHECK(chosen(message(2, hello(id, kNull + Bytes{0}))) == Cipher::Null);
    CHECK(chosen(message(2, hello(id, kGcm + Bytes{0}))) == Cipher::Encrypts);
    CHECK(chosen(message(1, hello(id, two(2) + kNull))) == Cipher::Hidden);
    const Bytes datagram = datagram_message(2, datagram_hello(id, kNull));
    CHECK(chosen_in_datagram(datagram) == Cipher::Null);
    CHECK(chosen_in_datagram(datagram_message(2, datagram_hello(id, kGcm))) == Cipher::Encrypts);
    CHECK(chosen_in_datagram(datagram_message(1, datagram_hello(id, kNull))) == Cipher::Hidden);
    for (std::size_t size = 0; size < datagram.size(); ++size) {
        CAPTURE(size);
        CHECK(chosen_in_datagram(cut_to(datagram, size)) == Cipher::Hidden);
    }
    Bytes later = datagram;
    later[kDtlsHeader + 6] = 1;
    CHECK(chosen_in_datagram(later) == Cipher::Hidden);
    // RFC 5246 section 7.4.1.2: a longer session id is none, and so it is no hello.
    CHECK(chosen_in_datagram(datagram_message(2, datagram_hello(33, kNull))) == Cipher::Hidden);
    CHECK(chosen(message(2, hello(33, kNull + Bytes{0}))) == Cipher::Hidden);
}

TEST_CASE("TLS hello: every suite that encrypts nothing, and no other") {
    // IANA's registry of cipher suites: WITH_NULL_ and the SHA256_SHA256, SHA384_SHA384 of RFC
    // 9150.
    const std::vector<std::size_t> none = {0x0000, 0x0001, 0x0002, 0x002C, 0x002D, 0x002E,
                                           0x003B, 0x00B0, 0x00B1, 0x00B4, 0x00B5, 0x00B8,
                                           0x00B9, 0xC001, 0xC006, 0xC00B, 0xC010, 0xC015,
                                           0xC039, 0xC03A, 0xC03B, 0xC0B4, 0xC0B5};
    for (std::size_t suite = 0; suite <= 0xFFFF; ++suite) {
        const Bytes bytes = message(2, hello(0, two(suite) + Bytes{0}));
        const bool null = chosen_cipher(ByteView(bytes.data(), bytes.size())) == Cipher::Null;
        if (null != (std::find(none.begin(), none.end(), suite) != none.end())) FAIL(suite);
    }
}

TEST_CASE("TLS finished: twelve bytes in the clear, and nothing else") {
    const auto finished = [](const Bytes& bytes) {
        return is_readable_finished(ByteView(bytes.data(), bytes.size()));
    };
    CHECK(finished({0x14, 0, 0, 12}));
    for (const Bytes& other :
         {Bytes{0x14, 0, 0}, Bytes{0x14, 0, 0, 13}, Bytes{0x15, 0, 0, 12}, Bytes{}}) {
        CHECK_FALSE(finished(other));
    }
}

TEST_CASE("TLS hello: of versions that there are, and of a length that holds what it has to") {
    for (const std::size_t version : {0x02FFU, 0x0300U, 0x0301U, 0x0303U, 0x0304U, 0x0305U}) {
        CAPTURE(version);
        const Bytes body = two(version) + Bytes(32, 0xAA) + Bytes{0};
        const bool right = version >= 0x0300 && version <= 0x0304;
        CHECK(from_client(message(1, body + kDtlsSuites)) == right);
        CHECK(from_server(message(2, body + kGcm + Bytes{0})) == right);
    }
    // Version, random and an empty session id are 35 bytes.
    for (const unsigned length : {0U, 33U, 34U, 35U, 36U}) {
        CAPTURE(length);
        Bytes bytes = message(2, hello(0, kGcm));
        bytes[kTlsHeader + 3] = static_cast<std::uint8_t>(length);
        CHECK(from_server(bytes) == (length >= 35));
    }
    CHECK(read(header(22, 0x0303, 9))->epoch == 0);
}

TEST_CASE("DTLS hello: a client's has a cookie of any length, and suites in pairs of bytes") {
    for (const std::size_t id : {0U, 1U, 32U, 33U}) {
        for (const std::size_t cookie : {0U, 1U, 20U, 255U}) {
            CAPTURE(id, cookie);
            const Bytes cookies = Bytes{static_cast<std::uint8_t>(cookie)} + Bytes(cookie, 0xCC);
            const Bytes start = datagram_hello(id, cookies);
            CHECK(is_datagram_hello(whole_hello(1, start + kDtlsSuites)) == (id <= 32));
            for (std::uint8_t suites = 0; suites <= 4; ++suites) {
                const Bytes body = start + Bytes{0, suites} + Bytes(suites, 0) + Bytes{1, 0};
                CHECK(is_datagram_hello(whole_hello(1, body)) ==
                      (id <= 32 && (suites == 2 || suites == 4)));
            }
            CHECK(is_datagram_hello(whole_hello(2, datagram_hello(id, kGcm))) == (id <= 32));
        }
    }
}

TEST_CASE("DTLS hello: of three kinds of message, unencrypted, and two versions") {
    const Bytes body = datagram_hello(0, Bytes{0} + kDtlsSuites);
    for (unsigned kind = 0; kind <= 0xFF; ++kind) {
        CAPTURE(kind);  // RFC 6347 section 4.3.2: client, server, and to say hello again
        CHECK(is_datagram_hello(whole_hello(kind, body)) == (kind >= 1 && kind <= 3));
    }
    for (unsigned kind = 1; kind <= 3; ++kind) {
        CAPTURE(kind);
        for (const std::size_t version : {0xFEFCU, 0xFEFDU, 0xFEFEU, 0xFEFFU, 0xFF00U, 0x0303U}) {
            CAPTURE(version);
            const Bytes other = two(version) + Bytes(body.begin() + 2, body.end());
            CHECK(is_datagram_hello(whole_hello(kind, other)) ==
                  (version == 0xFEFD || version == 0xFEFF));
        }
        DtlsHelloPart one = whole_hello(kind, body);
        one.epoch = 1;
        CHECK_FALSE(is_datagram_hello(one));
        for (unsigned type = 20; type <= 25; ++type) {
            CAPTURE(type);
            one = whole_hello(kind, body);
            one.type = type;
            CHECK(is_datagram_hello(one) == (type == 22));
        }
    }
    CHECK(is_datagram_hello(whole_hello(3, Bytes{0xFE, 0xFF, 4, 1, 2, 3, 4})));
}

TEST_CASE("DTLS hello: a part of it ends within the message and within its record") {
    const Bytes body = datagram_hello(0, Bytes{0} + kDtlsSuites);
    for (const std::size_t length : {0xFFU, 0x0100U, 0x010000U, 0xFFFFFFU}) {
        CAPTURE(length);
        DtlsHelloPart one = whole_hello(1, body);
        one.length = length;
        CHECK(is_datagram_hello(one));
        // What goes on is no hello of its own: its bytes are not looked at.
        one.body = Bytes(40, 0x77);
        CHECK_FALSE(is_datagram_hello(one));
        for (const std::size_t offset : {std::size_t{1}, length - 41, length - 40}) {
            CAPTURE(offset);
            one.offset = offset;
            CHECK(is_datagram_hello(one));
        }
        for (const std::size_t offset : {length - 39, length}) {
            CAPTURE(offset);
            one.offset = offset;
            CHECK_FALSE(is_datagram_hello(one));
        }
    }
    DtlsHelloPart one = whole_hello(1, body);
    --one.length;
    CHECK_FALSE(is_datagram_hello(one));
    one = whole_hello(1, body);
    one.behind = 1;
    CHECK(is_datagram_hello(one));  // another message may follow
    one = whole_hello(1, body);
    one.claims = 1;
    one.length += 9;
    CHECK_FALSE(is_datagram_hello(one));
    one = whole_hello(3, body);
    one.offset = 1;
    one.length += 1;
    CHECK_FALSE(is_datagram_hello(one));  // it is too short to come in parts
}

TEST_CASE("DTLS hello: cut anywhere, from its version on it is one") {
    for (const unsigned kind : {1U, 2U, 3U}) {
        const Bytes bytes =
            record_of(whole_hello(kind, datagram_hello(4, Bytes{2, 9, 9} + kDtlsSuites)));
        for (std::size_t size = 0; size <= bytes.size(); ++size) {
            CAPTURE(kind, size);
            CHECK(is_dtls_hello({bytes.data(), size}) == (size >= kDtlsHeader + 12 + 2));
        }
    }
}

TEST_CASE("TLS hello: in a record of a handshake, of a version as soon as that was captured") {
    const Bytes whole = message(1, hello(0, kDtlsSuites));
    Bytes other = whole;
    other[0] = 23;
    CHECK_FALSE(from_client(other));
    other = whole;
    other[kTlsHeader + 4] = 4;  // the version's first byte
    CHECK(from_client(cut_to(other, kTlsHeader + 5)));
    CHECK_FALSE(from_client(cut_to(other, kTlsHeader + 6)));
}
