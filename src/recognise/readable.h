// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether bytes can be told from random ones, as ciphertext is. Three models of what people send
// (text; records full of zeros and small numbers; bytes that repeat) are held against chance: of
// random bytes at most one sample in 2^n scores n bits, however they came about (Markov's
// inequality for a likelihood ratio). Compressed bytes score nothing: they are not told from
// ciphertext, and nobody should try. The first kLooksAt bytes are looked at.
#pragma once

#include "wire/byte_view.h"

namespace vpcmirror {

// Bounds the time for a packet; what lies behind is as the beginning is, or is not judged.
inline constexpr std::size_t kLooksAt = 128;

// Bits of evidence that `bytes` are not random; negative if none. Allocates nothing.
int bits_of_order(ByteView bytes);

// Ordered by how much is known: Short says nothing, Text is certain.
enum class Content : std::uint8_t {
    Short,   // too little to tell
    Opaque,  // as random bytes are
    Order,   // not random
    Text,    // holds what anyone can read: ASCII or UTF-8, 24 bytes or more
};

// Of random samples one in some 260,000 is taken for what is not random.
Content content_of(ByteView bytes);

// Text as Content::Text is, and nothing else asked.
bool holds_text(ByteView bytes);

// Nothing but text, and words with spaces between: no list of algorithms, and no certificate. To
// tell what people wrote from what programs negotiate.
bool is_prose(ByteView bytes);

}  // namespace vpcmirror
