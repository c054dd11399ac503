// SPDX-License-Identifier: GPL-2.0-or-later
//
// Types of pcapng's blocks, and how what is in them is aligned. IETF draft-ietf-opsawg-pcapng,
// sections 3.1 and 4.
#pragma once

#include <cstddef>
#include <cstdint>

namespace vpcmirror {

inline constexpr std::uint32_t kByteOrder = 0x1A2B3C4D;  // as the writer of a section has it

// All other types are skipped by their length.
enum PcapngBlock : std::uint32_t {
    // The number of an interface is how many of them came before in the section.
    kInterfaceDescription = 1,
    // As programs wrote it before 2009; still read.
    kObsoletePacket = 2,
    // Of the first interface, without a time.
    kSimplePacket = 3,
    kEnhancedPacket = 6,
    // Reads the same in both orders of bytes: the byte-order magic behind it tells which is the
    // section's.
    kSectionHeader = 0x0A0D0D0A,
};

// `length` bytes with what fills them up to a multiple of four.
constexpr std::size_t padded(std::size_t length) {
    return (length + 3) & ~std::size_t{3};
}

}  // namespace vpcmirror
