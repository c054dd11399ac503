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

// The state of one flow: 88 bytes or so, no allocation. In the order of the capture.
class EspProof {
  public:
    // `payload` begins with the SPI; `length` is the original one; `side` is 0 or 1: who sends.
    // Unknown until enough packets of the association were seen; what was Unknown is settled by the
    // step that tells.
    Step add(ByteView payload, std::uint32_t length, std::uint8_t side);

  private:
    static constexpr std::size_t kCompared = 32;  // bytes, from behind the longest IV
    // One for each direction: an SPI names a security association for one receiver.
    struct Association {
        std::uint32_t spi = 0;
        // Of the last packet; a packet whose number does not go on is not compared.
        std::uint32_t sequence = 0;
        std::uint8_t packets = 0;  // that look encrypted, one after the other
        // How many bytes of them were there in both.
        std::uint8_t compared = 0;
        bool null = false;  // what it carries was read
        // The same bytes of the packet before.
        std::array<std::uint8_t, kCompared> before{};

        // That stand where they stood in the packet before.
        std::size_t equal_bytes(ByteView bytes) const;
    };
    std::array<Association, 2> sides_;
};

}  // namespace vpcmirror
