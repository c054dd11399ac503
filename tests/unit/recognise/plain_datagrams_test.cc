// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/plain_datagrams.h"

#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr std::uint8_t kLength = 28 + 20;

// An IKE message of that version whose first payload is of type `next`.
Bytes ike(std::uint8_t version, std::uint8_t next, std::uint8_t flags) {
    Bytes message(kLength, 0);
    for (std::uint8_t i = 0; i < 16; ++i) message[i] = i;
    message[16] = next;
    message[17] = version;
    message[19] = flags;
    message[27] = kLength;
    return message;
}

// Where the encrypted part begins; 0 if there is none.
std::size_t encrypted_from(const Bytes& message) {
    const ByteView bytes(message.data(), message.size());
    const auto part = encrypted_ike(bytes, static_cast<std::uint32_t>(message.size()));
    return part ? static_cast<std::size_t>(part->data() - bytes.data()) : 0;
}

}  // namespace

TEST_CASE("IKE version 2: the payloads that are encrypted, and where their content begins") {
    for (unsigned next = 0; next <= 0xFF; ++next) {
        CAPTURE(next);
        // RFC 7296: behind a header of four bytes; RFC 7383: behind the numbers of the fragment.
        const std::size_t from = next == 46 ? 32 : next == 53 ? 36 : 0;
        const Bytes message = ike(0x20, static_cast<std::uint8_t>(next), 0x08);
        CHECK(encrypted_from(message) == from);
        CHECK(encrypted_from(Bytes(4, 0) + message) == (from == 0 ? 0 : from + 4));  // RFC 3948
    }
}

TEST_CASE("IKE version 1: a flag says that all behind the header is encrypted") {
    for (unsigned flags = 0; flags <= 0xFF; ++flags) {
        CAPTURE(flags);
        const Bytes message = ike(0x10, 8, static_cast<std::uint8_t>(flags));
        CHECK(encrypted_from(message) == ((flags & 1) != 0 ? 28 : 0));
    }
}

TEST_CASE("IKE: other versions and other lengths are none") {
    CHECK(encrypted_from(ike(0x30, 46, 1)) == 0);
    CHECK(encrypted_from(ike(0x20, 46, 0) + Bytes(1, 0)) == 0);
    CHECK(encrypted_from(Bytes(kLength, 0)) == 0);
    for (std::size_t size = 0; size < kLength; ++size) {
        Bytes cut = ike(0x20, 46, 0);
        cut.resize(size);
        CHECK(encrypted_from(cut) == 0);
    }
}
