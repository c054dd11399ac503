// SPDX-License-Identifier: GPL-2.0-or-later
//
// What ciphertext looks like; the same in every run.
#pragma once

#include <random>

#include "testing/packets.h"

namespace vpcmirror::testing {

inline Bytes ciphertext(std::size_t count) {
    static std::mt19937 random(4789);
    Bytes bytes(count);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() >> 11);
    return bytes;
}

// Eight bytes of a nonce that counts, as TLS 1.2 has it, are part of what follows.
inline Bytes tls_data(std::size_t count) {
    return Bytes{23, 3, 3} + u16(static_cast<unsigned>(count)) + ciphertext(count);
}

inline Bytes client_hello() {
    return Bytes{22, 3, 1} + u16(4 + 47) + Bytes{1, 0, 0, 47, 3, 3} + ciphertext(32) +
           Bytes{0, 0, 2, 0xC0, 0x2F, 1, 0, 0, 4, 0, 0x17, 0, 0};
}

inline Bytes server_hello(unsigned suite = 0xC02F) {
    return Bytes{22, 3, 3} + u16(4 + 2 + 32 + 1 + 3) + Bytes{2, 0, 0, 2 + 32 + 1 + 3, 3, 3} +
           ciphertext(32) + Bytes{0} + u16(suite) + Bytes{0};
}

inline const Bytes& plain_text() {
    static const Bytes text =
        text_bytes("user=alice password=secret, this is plain text, readable by anyone. ");
    return text;
}

}  // namespace vpcmirror::testing
