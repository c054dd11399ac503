// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/ssh.h"

#include <string>
#include <vector>

#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

Bytes ssh_number(std::size_t value) {
    return u16(static_cast<unsigned>(value >> 16)) + u16(static_cast<unsigned>(value & 0xFFFF));
}

// RFC 4253 section 6, as far as the message. What follows is not asked for.
Bytes ssh_start(std::size_t length, unsigned padding, unsigned message) {
    return ssh_number(length) +
           Bytes{static_cast<std::uint8_t>(padding), static_cast<std::uint8_t>(message)};
}

bool is_ssh_packet(const Bytes& bytes) {
    return ssh_packet(view(bytes)).has_value();
}

// RFC 4253 section 7.1: an offer of these lists, of which the third and fourth are of ciphers.
Bytes ssh_offer_of(const std::vector<std::string>& lists) {
    Bytes content(16, 0xCC);  // cookie
    for (const std::string& list : lists) {
        content = content + ssh_number(list.size()) + text_bytes(list);
    }
    return ssh_start(content.size() + 2 + 4, 4, kSshOffer) + content;
}

Bytes ssh_offer_with(std::size_t place, const std::string& list) {
    std::vector<std::string> lists(10, "aes128-ctr,aes256-ctr");
    lists.at(place) = list;
    return ssh_offer_of(lists);
}

}  // namespace

TEST_CASE("SSH banner: of the versions that are version 2, at the very start") {
    for (const char* start : {"SSH-2.0-", "SSH-1.99-OpenSSH\r\n", "SSH-2.0-OpenSSH_9.2\r\n"}) {
        CAPTURE(start);
        CHECK(is_ssh_banner(view(text_bytes(start))));
    }
    for (const char* other : {"", "SSH-2.0", "SSH-1.9", "SSH-1.5-x", "SSH-2.1-x", "ssh-2.0-x",
                              " SSH-2.0-x", "SSH-1.98-x"}) {
        CAPTURE(other);
        CHECK_FALSE(is_ssh_banner(view(text_bytes(other))));
    }
}

TEST_CASE("SSH banner: it ends with its line, which has 255 bytes at most") {
    const auto length = [](const Bytes& bytes) { return ssh_banner_length(view(bytes)); };
    const Bytes banner = text_bytes("SSH-2.0-x\r\n");
    CHECK(length(banner) == 11);
    CHECK(length(banner + Bytes(30, 7) + text_bytes("\n")) == 11);
    CHECK(length(text_bytes("SSH-2.0-x")) == 9);  // its end was not captured
    CHECK(length({}) == 0);
    // RFC 4253 section 4.2: with Carriage Return and Line Feed.
    for (const std::size_t line : {254U, 255U, 256U}) {
        CAPTURE(line);
        const Bytes bytes = Bytes(line - 1, 'x') + text_bytes("\n") + Bytes(40, 7);
        CHECK(length(bytes) == (line <= 255 ? line : bytes.size()));
    }
}

TEST_CASE("SSH packet: of the messages that may stand before encryption") {
    // RFC 4250 section 4.1.2: 1 to 4 are allowed at any time, 20 to 49 are the key exchange.
    for (unsigned message = 0; message <= 0xFF; ++message) {
        CAPTURE(message);
        const auto found = ssh_packet(view(ssh_start(12, 4, message)));
        const bool right = (message >= 1 && message <= 4) || (message >= 20 && message <= 49);
        REQUIRE(found.has_value() == right);
        if (!found) continue;
        CHECK(found->message == message);
        CHECK(found->length == 16);
    }
}

TEST_CASE("SSH packet: its length fills blocks of eight bytes, from 16 bytes to 35000") {
    // RFC 4253 sections 6 and 6.1: with the length field itself.
    for (std::size_t whole = 4; whole <= 40000; ++whole) {
        const auto found = ssh_packet(view(ssh_start(whole - 4, 4, kSshNewKeys)));
        const bool right = whole % 8 == 0 && whole >= 16 && whole <= 35000;
        if (found.has_value() != right || (found && found->length != whole)) FAIL(whole);
    }
    CHECK_FALSE(is_ssh_packet(ssh_start(0xFFFFFFFC, 4, kSshNewKeys)));  // in all: 2^32
}

TEST_CASE("SSH packet: padding is four bytes at least, and leaves room for the message") {
    for (unsigned padding = 0; padding <= 10; ++padding) {
        CAPTURE(padding);
        CHECK(is_ssh_packet(ssh_start(12, padding, kSshNewKeys)) == (padding >= 4));
    }
    for (const unsigned padding : {11U, 12U, 13U, 255U}) {
        CAPTURE(padding);
        CHECK_FALSE(is_ssh_packet(ssh_start(12, padding, kSshNewKeys)));
    }
}

TEST_CASE("SSH packet: an offer whose first list is longer than the packet is none") {
    // Length, padding, message and cookie lie before the list.
    const auto offer = [](std::uint8_t message, std::size_t list) {
        return ssh_start(60, 4, message) + Bytes(16, 0xCC) + ssh_number(list);
    };
    // Of 64 bytes 26 lie before the list, and 4 of padding behind.
    CHECK(is_ssh_packet(offer(kSshOffer, 34)));
    CHECK_FALSE(is_ssh_packet(offer(kSshOffer, 35)));
    CHECK_FALSE(is_ssh_packet(offer(kSshOffer, 0xFFFFFFFF)));
    CHECK_FALSE(is_ssh_packet(offer(kSshOffer, 0x10000000)));
    CHECK(is_ssh_packet(offer(30, 0x10000000)));  // no offer: these are other things
    Bytes cut = offer(kSshOffer, 0x10000000);
    cut.resize(cut.size() - 1);
    CHECK(is_ssh_packet(cut));
}

TEST_CASE("SSH packet: one that is cut before its message is none") {
    const Bytes whole = ssh_start(12, 4, kSshNewKeys);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK_FALSE(is_ssh_packet(Bytes(whole.begin(), whole.begin() + static_cast<int>(size))));
    }
}

TEST_CASE("SSH offer: no encryption is offered among the ciphers of either direction only") {
    // RFC 4253 section 7.1: key exchange, host key, two of ciphers, of MACs, of compression, ...
    for (std::size_t place = 0; place < 10; ++place) {
        CAPTURE(place);
        const bool cipher = place == 2 || place == 3;
        CHECK(ssh_offers_none(view(ssh_offer_with(place, "none"))) == cipher);
    }
}

TEST_CASE("SSH offer: the name that means no encryption is found wherever it stands") {
    for (const char* list : {"none", "none,aes128-ctr", "aes128-ctr,none", "a,none,b", ",none"}) {
        CAPTURE(list);
        CHECK(ssh_offers_none(view(ssh_offer_with(2, list))));
    }
    for (const char* list :
         {"", "nonesuch", "a-none", "none2,b", "None", "non", "a,", "none@example.com"}) {
        CAPTURE(list);
        CHECK_FALSE(ssh_offers_none(view(ssh_offer_with(3, list))));
    }
}

TEST_CASE("SSH offer: of lists that were cut off nothing is said") {
    const Bytes whole = ssh_offer_of({"kex", "key", "aes", "none"});
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        CAPTURE(size);
        // What was cut off is still behind it, and not to be read.
        CHECK(ssh_offers_none(ByteView(whole.data(), size)) == (size == whole.size()));
    }
    const Bytes first = ssh_offer_of({"kex", "key", "none", "none"});
    const Bytes cut(first.begin(), first.end() - 8);  // but the other direction's is all there
    CHECK(ssh_offers_none(view(cut)));
}
