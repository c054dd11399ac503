// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/readable.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

Bytes random_bytes(std::size_t count, std::mt19937& random) {
    Bytes bytes(count);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    return bytes;
}

Content content(const Bytes& bytes) {
    return content_of(view(bytes));
}

bool is_ascii_text(std::uint8_t byte) {
    return (byte >= 0x20 && byte < 0x7F) || byte == '\r' || byte == '\n' || byte == '\t';
}

// Bits of order as the header defines them: log2 of how much likelier the bytes are in the best of
// three models than by chance, less the chances that three have.
double bits_by_definition(const Bytes& bytes) {
    double text = 0;
    double record = 0;
    double repetition = 0;
    std::array<double, 256> seen{};
    double before = 0;
    for (const std::uint8_t byte : bytes) {
        const bool is_text = is_ascii_text(byte);
        text += std::log2(256 * (is_text ? 0.98 / 98 : 0.02 / 158));
        const double share = byte == 0      ? 0.20
                             : byte < 16    ? 0.20 / 15
                             : byte == 0xFF ? 0.03
                             : is_text      ? 0.40 / 95
                                            : 0.17 / 144;
        record += std::log2(256 * share);
        repetition += std::log2(256 * (seen[byte] + 0.05) / (before + 256 * 0.05));
        ++seen[byte];
        ++before;
    }
    return std::max({text, record, repetition}) - std::log2(3.0);
}

// Text whose every 20th byte or so is none, so that no 24 of them are one run.
Bytes text_with_holes(std::size_t size, std::initializer_list<std::size_t> holes,
                      std::uint8_t hole = 0x01) {
    Bytes bytes(size, 'x');
    for (const std::size_t at : holes) bytes.at(at) = hole;
    return bytes;
}

Bytes all_between(unsigned first, unsigned last) {
    Bytes bytes;
    for (unsigned byte = first; byte <= last; ++byte) {
        bytes.push_back(static_cast<std::uint8_t>(byte));
    }
    return bytes;
}

// Words with a space between.
Bytes words(std::size_t size) {
    Bytes bytes(size, 'w');
    bytes.at(size / 2) = ' ';
    return bytes;
}

}  // namespace

TEST_CASE("Content: text is text, in any script, and a letter may be cut in two") {
    CHECK(content(text_bytes("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")) == Content::Text);
    const Bytes greek = text_bytes("καλημέρα κόσμε, τι κάνεις");
    CHECK(content(greek) == Content::Text);
    CHECK(content(Bytes(greek.begin(), greek.end() - 1)) == Content::Text);
    CHECK(content(text_bytes("PING")) == Content::Short);
}

TEST_CASE("Content: zeros, small numbers and repetitions are no ciphertext") {
    CHECK(content(Bytes(40, 0)) == Content::Order);
    CHECK(content(Bytes(40, 0xEE)) == Content::Order);
    CHECK(content({0x30, 0x0c, 2, 1, 1, 0x60, 7, 2, 1, 3, 4, 0, 0x80, 0}) == Content::Order);
}

TEST_CASE("Content: random bytes pass for ciphertext, and are hardly ever taken for order") {
    std::mt19937 random(15);
    for (const std::size_t size : {16U, 24U, 48U, 200U, 1400U}) {
        CAPTURE(size);
        int opaque = 0;
        for (int i = 0; i < 5000; ++i) {
            const Content found = content(random_bytes(size, random));
            REQUIRE(found != Content::Order);
            REQUIRE(found != Content::Text);
            if (found == Content::Opaque) ++opaque;
        }
        CHECK(opaque > 4970);
    }
}

TEST_CASE("Content: too little says nothing") {
    CHECK(content({}) == Content::Short);
    CHECK(content(Bytes(3, 0xA7)) == Content::Short);
}

TEST_CASE("Content: bits of order are those of three models, each of which adds up to one") {
    const std::vector<Bytes> alphabets = {
        text_bytes("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,;:-_()/"),
        text_bytes("one two, three\r\n\t") + Bytes{0x80},
        Bytes{0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0xFF},
        Bytes{0, 0, 0, 0, 1, 2, 3, 0xFF, 0xFF, 'a', 'b', 'Z', ' ', '~'},
        Bytes{0x90, 0xA0, 0xB0, 0xC0, 0xD0},
        Bytes{0x80, 0x81},
        all_between(0x20, 0x7E) + all_between(0x80, 0x9F),  // text, and much else among it
        Bytes(40, 0) + all_between(0x80, 0xFE),             // zeros likewise
    };
    std::mt19937 random(7);
    for (int round = 0; round < 6000; ++round) {
        const Bytes& alphabet = alphabets[static_cast<std::size_t>(round) % alphabets.size()];
        Bytes bytes(random() % (kLooksAt + 1));
        for (auto& byte : bytes) byte = alphabet[random() % alphabet.size()];
        const double right = bits_by_definition(bytes);
        if (std::abs(right - std::round(right)) < 0.002) continue;  // sums are rounded
        CAPTURE(bytes);
        REQUIRE(bits_of_order(view(bytes)) == static_cast<int>(std::floor(right)));
    }
}

TEST_CASE("Content: what lies behind the first 128 bytes changes nothing") {
    std::mt19937 random(9);
    const Bytes start = random_bytes(kLooksAt, random);
    CHECK(bits_of_order(view(start + Bytes(400, 0))) == bits_of_order(view(start)));
    CHECK(content(start + Bytes(400, 'x')) == Content::Opaque);
    CHECK_FALSE(holds_text(view(start + Bytes(400, 'x'))));
    CHECK_FALSE(is_prose(view(Bytes(kLooksAt, 'x') + Bytes(400, ' '))));
}

TEST_CASE("Content: 24 bytes of text are text, wherever they stand among others") {
    for (std::size_t run = 20; run <= 30; ++run) {
        for (std::size_t before = 0; before + run <= 90; ++before) {
            const Bytes bytes =
                Bytes(before, 0xFE) + Bytes(run, 'x') + Bytes(90 - before - run, 0xFE);
            if (holds_text(view(bytes)) != (run >= 24)) FAIL(run << " behind " << before);
        }
    }
    // Of two runs that are too short, one behind the other.
    CHECK_FALSE(
        holds_text(view(Bytes(23, 'x') + Bytes{0xFE} + Bytes(23, 'x') + Bytes{0xFE, 0xFE})));
    for (unsigned byte = 0; byte <= 0xFF; ++byte) {
        CAPTURE(byte);
        const auto one = static_cast<std::uint8_t>(byte);
        const Bytes bytes = Bytes(11, 'x') + Bytes{one} + Bytes(12, 'x') + Bytes(20, 0xFE);
        CHECK(holds_text(view(bytes)) == is_ascii_text(one));
    }
}

TEST_CASE("Content: text of which at most one byte in twenty is none is text") {
    CHECK(holds_text(view(text_with_holes(40, {13, 26}))));
    CHECK_FALSE(holds_text(view(text_with_holes(40, {10, 20, 30}))));
    CHECK_FALSE(holds_text(view(text_with_holes(40, {0, 13, 26}))));
    CHECK_FALSE(holds_text(view(text_with_holes(40, {13, 26, 39}))));
    CHECK_FALSE(holds_text(view(text_with_holes(39, {13, 26}))));
    CHECK(holds_text(view(text_with_holes(60, {15, 30, 45}))));
    CHECK_FALSE(holds_text(view(text_with_holes(24, {12, 13}))));
    CHECK(holds_text(view(text_with_holes(24, {12}))));
    CHECK_FALSE(holds_text(view(text_with_holes(23, {12}))));
    CHECK_FALSE(holds_text(view(Bytes(23, 'x'))));
    // What was not captured is not counted.
    const Bytes longer = text_with_holes(40, {10, 20}) + Bytes(40, 'x');
    CHECK(holds_text({longer.data(), 40}));
    const Bytes more = text_with_holes(40, {10, 20}) + Bytes(40, 0x01);
    CHECK(holds_text({more.data(), 40}));
}

TEST_CASE("Content: UTF-8 is text by the first byte of each letter and those that follow") {
    // RFC 3629 section 4, by first bytes alone: how many follow; 9: no letter begins so.
    const auto following = [](unsigned first) -> std::size_t {
        if (first < 0x80) return is_ascii_text(static_cast<std::uint8_t>(first)) ? 0 : 9;
        if (first < 0xC2) return 9;
        return first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : 9;
    };
    const Bytes tail = text_bytes("ДДДДДДДД") + text_bytes("ДДДДДДДДДД");
    for (unsigned first = 0; first <= 0xFF; ++first) {
        for (std::size_t count = 0; count <= 4; ++count) {
            CAPTURE(first, count);
            const Bytes letter = Bytes{static_cast<std::uint8_t>(first)} + Bytes(count, 0x91);
            CHECK(holds_text(view(letter + tail)) == (count == following(first)));
            CHECK(holds_text(view(tail + letter)) ==
                  (count <= following(first) && following(first) != 9));
        }
    }
    for (unsigned second = 0; second <= 0xFF; ++second) {
        CAPTURE(second);
        const Bytes letter = {0xD0, static_cast<std::uint8_t>(second)};
        CHECK(holds_text(view(letter + tail)) == (second >= 0x80 && second < 0xC0));
    }
    CHECK_FALSE(holds_text(view(text_bytes("ДДДДДДДДДДД") + Bytes{0xD0})));  // 23 bytes
    CHECK(holds_text(view(text_bytes("ДДДДДДДДДДДД"))));
}

TEST_CASE("Content: prose is text with spaces, hardly anything else among it") {
    CHECK(is_prose(view(words(24))));
    CHECK_FALSE(is_prose(view(words(23))));
    CHECK_FALSE(is_prose(view(Bytes(60, 'x'))));
    CHECK_FALSE(is_prose(view(text_bytes("aes128-ctr,aes256-ctr,aes192-ctr,none"))));
    CHECK_FALSE(is_prose({}));
    for (const std::size_t size : {std::size_t{60}, kLooksAt}) {
        for (std::size_t others = 0; others <= 8; ++others) {
            CAPTURE(size, others);
            Bytes bytes = words(size);
            for (std::size_t i = 0; i < others; ++i) bytes[i] = 0x80;
            CHECK(is_prose(view(bytes)) == (others * 20 <= size));  // one in twenty
        }
    }
    Bytes ends = Bytes(59, 'x') + Bytes{' '};
    CHECK(is_prose(view(ends)));
    std::rotate(ends.begin(), ends.end() - 1, ends.end());
    CHECK(is_prose(view(ends)));
}

TEST_CASE("Content: from 16 bytes on random bytes are known to be so, and order by 18 bits") {
    std::mt19937 random(11);
    CHECK(content(random_bytes(15, random)) == Content::Short);
    // Of zeros the bits add up: what is between chance and order is neither.
    bool neither = false;
    for (std::size_t zeros = 0; zeros <= 12; ++zeros) {
        CAPTURE(zeros);
        for (int i = 0; i < 300; ++i) {
            const Bytes bytes = Bytes(zeros, 0) + random_bytes(20 - zeros, random);
            if (holds_text(view(bytes))) continue;
            const double bits = bits_by_definition(bytes);
            if (std::abs(bits - 18) < 0.2 || std::abs(bits - 10) < 0.2) continue;
            const Content right = bits > 18   ? Content::Order
                                  : bits > 10 ? Content::Short
                                              : Content::Opaque;
            REQUIRE(content(bytes) == right);
            neither = neither || right == Content::Short;
        }
    }
    CHECK(neither);
}
