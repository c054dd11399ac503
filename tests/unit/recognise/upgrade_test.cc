// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/upgrade.h"

#include <string>

#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

bool asks(const Bytes& bytes) {
    return asks_for_encryption(view(bytes));
}

bool asks(const std::string& text) {
    return asks(text_bytes(text));
}

Bytes postgresql_request(unsigned low) {
    return Bytes{0, 0, 0, 8} + u16(1234) + u16(low);
}

// Capabilities, longest packet, character set and what is reserved: 32 bytes behind the header.
Bytes mysql_login(std::uint8_t number, std::uint8_t second_byte) {
    Bytes bytes = Bytes{32, 0, 0, number, 0x85, second_byte, 0, 0} + Bytes(28, 0);
    bytes[12] = 33;
    return bytes;
}

const std::string kStartTls = "STARTTLS";

}  // namespace

TEST_CASE("Upgrade: each protocol's request to encrypt, in capitals or not") {
    for (const char* request :
         {"STARTTLS\r\n", "a1 STARTTLS\r\n", "a1 starttls\r\n", "StartTls", "STLS\r\n", "stls",
          "AUTH TLS\r\n", "auth tls\r\n", "AUTH SSL\r\n", "CONNECT example.com:443 HTTP/1.1\r\n",
          "connect a:1", "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
          "GET / HTTP/1.1\r\nUpgrade: TLS/1.0\r\n", "GET / HTTP/1.1\r\nHost: a\r\nUPGRADE: x",
          "\r\n\r\nupgrade:"}) {
        CAPTURE(request);
        CHECK(asks(request));
    }
    // RFC 4511 section 4.14: the name of an extended request.
    CHECK(asks(Bytes{0x30, 0x1D, 2, 1, 1, 0x77, 0x18, 0x80, 22} +
               text_bytes("1.3.6.1.4.1.1466.20037")));
}

TEST_CASE("Upgrade: what looks alike is no request") {
    for (const char* other : {"",
                              "S",
                              "STARTTL",
                              "STARTLS",
                              "START TLS",
                              "STARTTLT",
                              "TTTTTTTTTTTTTTTT",
                              " STLS",
                              "STL",
                              "AUTH LOGIN\r\n",
                              "AUTH TL",
                              "AUTH SSH",
                              " AUTH TLS",
                              "CONNECTED",
                              "CONNEC",
                              "Upgrade: TLS/1.0\r\n",
                              "GET / HTTP/1.1\r\nUpgrade",
                              "GET / HTTP/1.1\r\n Upgrade: x",
                              "GET / HTTP/1.1\nUpgrade: x",
                              "GET / HTTP/1.1\r\nUpgrades: x",
                              "1.3.6.1.4.1.1466.2003",
                              "BUTH TLS",
                              "TONNECT a",
                              "@UTH TLS",
                              "[TLS"}) {
        CAPTURE(other);
        CHECK_FALSE(asks(other));
    }
}

TEST_CASE("Upgrade: STARTTLS is found wherever it stands in a text of any length") {
    for (const char filling : {'x', 'T', 't', ' '}) {
        for (std::size_t size = kStartTls.size(); size <= 45; ++size) {
            for (std::size_t at = 0; at + kStartTls.size() <= size; ++at) {
                std::string text(size, filling);
                text.replace(at, kStartTls.size(), kStartTls);
                if (!asks(text)) FAIL(filling << " " << size << " " << at);
                text[at + kStartTls.size() - 1] = 'X';
                if (asks(text)) FAIL(filling << " " << size << " " << at);
            }
        }
    }
}

TEST_CASE("Upgrade: STARTTLS whose two Ts have one pair of Ts or more before them is found") {
    for (const char* before : {"TT", "TTT", "STARTT", "STARTTSTARTT", "STARTTL", "att"}) {
        CAPTURE(before);
        CHECK(asks(before + kStartTls));
        CHECK(asks(before + kStartTls + std::string(16, 'x')));
    }
}

TEST_CASE("Upgrade: the first 512 bytes are looked at, and no more") {
    for (const std::string& request :
         {kStartTls, std::string("\r\nUPGRADE:"), std::string("1.3.6.1.4.1.1466.20037")}) {
        CAPTURE(request);
        CHECK(asks(std::string(512 - request.size(), 'x') + request + "xxxxxxxxx"));
        CHECK_FALSE(asks(std::string(513 - request.size(), 'x') + request + "xxxxxxxxx"));
    }
}

TEST_CASE("Upgrade: PostgreSQL asks for TLS or GSSAPI in eight bytes") {
    // Its protocol's documentation: 80877103 and 80877104, 1234 in the upper half.
    for (unsigned low = 5670; low <= 5690; ++low) {
        CAPTURE(low);
        CHECK(asks(postgresql_request(low)) == (low == 5679 || low == 5680));
    }
    CHECK_FALSE(asks(postgresql_request(5679) + Bytes{0}));
    Bytes other = postgresql_request(5679);
    other[3] = 9;
    CHECK_FALSE(asks(other));
    other = postgresql_request(5679);
    other[5] = 0;
    CHECK_FALSE(asks(other));
    other = postgresql_request(5679);
    other.pop_back();
    CHECK_FALSE(asks(other));
}

TEST_CASE("Upgrade: MySQL asks for TLS by a flag, in a login packet without a name") {
    // CLIENT_SSL is 0x0800 of the capabilities, which are little-endian.
    for (unsigned flags = 0; flags <= 0xFF; ++flags) {
        CAPTURE(flags);
        CHECK(asks(mysql_login(1, static_cast<std::uint8_t>(flags))) == ((flags & 8) != 0));
    }
    CHECK_FALSE(asks(mysql_login(0, 8)));
    CHECK_FALSE(asks(mysql_login(2, 8)));
    CHECK_FALSE(asks(mysql_login(1, 8) + text_bytes("alice")));
    Bytes shorter = mysql_login(1, 8);
    shorter.pop_back();
    CHECK_FALSE(asks(shorter));
}

TEST_CASE("Upgrade: a certificate is known by the names that it holds, wherever they stand") {
    // id-at, id-ce (RFC 5280), PKCS of RSA (RFC 8017), ansi-x962 (RFC 5480).
    for (const Bytes& name :
         {Bytes{6, 3, 0x55, 4}, Bytes{6, 3, 0x55, 0x1D}, Bytes{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D},
          Bytes{0x2A, 0x86, 0x48, 0xCE, 0x3D}}) {
        for (const std::size_t before : {0U, 1U, 700U}) {
            CAPTURE(name, before);
            CHECK(holds_certificate(view(Bytes(before, 0) + name)));
            CHECK(holds_certificate(view(Bytes(before, 0) + name + Bytes(9, 1))));
        }
        for (std::size_t place = 0; place < name.size(); ++place) {
            CAPTURE(name, place);
            Bytes other = name;
            other[place] ^= 0x40;
            CHECK_FALSE(holds_certificate(view(other + Bytes(9, 1))));
        }
        CHECK_FALSE(holds_certificate(view(Bytes(name.begin(), name.end() - 1))));
    }
    CHECK_FALSE(holds_certificate({}));
}
