// SPDX-License-Identifier: GPL-2.0-or-later
//
// What ciphertext looks like; the same in every run.
#pragma once

#include <algorithm>
#include <random>

#include "testing/packets.h"

namespace vpcmirror::testing {

inline Bytes ciphertext(std::size_t count) {
    static std::mt19937 random(4789);
    Bytes bytes(count);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() >> 11);
    return bytes;
}

// What ESP carries, encrypted: random, but where a packet would begin, with an IV before it or not.
// By chance a header that fits would stand there in one of some hundred.
inline Bytes esp_ciphertext(std::size_t count) {
    const Bytes start = {0x9A, 0x1B, 0xE3, 0x58, 0xF7, 0x2C, 0x83, 0xD0,
                         0x8D, 0x35, 0xC2, 0x69, 0xF1, 0x4E, 0xB6, 0x07};
    Bytes bytes = ciphertext(count);
    std::copy_n(start.begin(), std::min(count, start.size()), bytes.begin());
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
