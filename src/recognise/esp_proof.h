// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether ESP encrypts. Its header says nothing of it: NULL encryption looks the same (RFC 2410).
// What tells is what cannot be told apart from chance over several packets of one security
// association whose sequence numbers go on: ciphertext has no byte that comes again in its place,
// where a header inside has many (RFC 5879 asks the same the other way round).
// RFC 4303; RFC 3948 for ESP in UDP.
#pragma once

#include <array>
#include <cstdint>

#include "recognise/judgement.h"
#include "wire/byte_view.h"

namespace vpcmirror {

class EspProof {
  public:
    // `payload` begins with the SPI; `length` is the original one; `side` is 0 or 1: who sends.
    Step add(ByteView payload, std::uint32_t length, std::uint8_t side);

  private:
    static constexpr std::size_t kCompared = 32;  // bytes, from behind the longest IV
    struct Association {
        std::uint32_t spi = 0;
        std::uint32_t sequence = 0;
        std::uint8_t packets = 0;  // that look encrypted, one after the other
        std::uint8_t compared = 0;
        bool null = false;  // what it carries was read
        std::array<std::uint8_t, kCompared> before{};

        // That stand where they stood in the packet before.
        std::size_t equal_bytes(ByteView bytes) const;
    };
    std::array<Association, 2> sides_;
};

}  // namespace vpcmirror
