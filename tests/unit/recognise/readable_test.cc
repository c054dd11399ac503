// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/readable.h"

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
