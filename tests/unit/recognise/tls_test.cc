// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/tls.h"

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
