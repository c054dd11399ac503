// SPDX-License-Identifier: GPL-2.0-or-later
//
// Numbers of capture files, which are in the byte order of the machine that wrote them.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace vpcmirror {

// The same number with its bytes in the other order.
constexpr std::uint16_t swapped(std::uint16_t value) {
    return static_cast<std::uint16_t>(value << 8 | value >> 8);
}
// Compilers make one instruction of each.
constexpr std::uint32_t swapped(std::uint32_t value) {
    return value << 24 | (value & 0xFF00U) << 8 | (value >> 8 & 0xFF00U) | value >> 24;
}
// By halves.
constexpr std::uint64_t swapped(std::uint64_t value) {
    return std::uint64_t{swapped(static_cast<std::uint32_t>(value))} << 32 |
           swapped(static_cast<std::uint32_t>(value >> 32));
}

// The number at `bytes`, which must hold it. `swap`: the file was written by a machine of the other
// order. Any alignment will do.
template <class Number>
Number number_at(const std::uint8_t* bytes, bool swap) {
    Number value{};
    std::memcpy(&value, bytes, sizeof value);
    return swap ? swapped(value) : value;
}

}  // namespace vpcmirror
