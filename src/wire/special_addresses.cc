// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire/special_addresses.h"

#include <algorithm>
#include <span>

namespace vpcmirror {

namespace {

// The first bytes of a block; the others are zero.
struct Block {
    std::array<std::uint8_t, 4> bytes;
    std::uint8_t length;
};

constexpr Block kOnLink4[] = {
    {{169, 254, 0, 0}, 16}, {{224, 0, 0, 0}, 24}, {{255, 255, 255, 255}, 32}, {{0, 0, 0, 0}, 32}};
constexpr Block kOnLink6[] = {{{0xFE, 0x80, 0, 0}, 10}, {{0xFF, 0x02, 0, 0}, 16}};
constexpr Block kSpecial4[] = {{{0, 0, 0, 0}, 8},    {{10, 0, 0, 0}, 8},     {{100, 64, 0, 0}, 10},
                               {{127, 0, 0, 0}, 8},  {{169, 254, 0, 0}, 16}, {{172, 16, 0, 0}, 12},
                               {{192, 0, 0, 0}, 24}, {{192, 168, 0, 0}, 16}, {{198, 18, 0, 0}, 15},
                               {{224, 0, 0, 0}, 4},  {{240, 0, 0, 0}, 4}};
constexpr Block kGlobal6[] = {{{0x20, 0, 0, 0}, 3}};

std::uint32_t first_word(const std::array<std::uint8_t, 4>& bytes) {
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
           std::uint32_t{bytes[2]} << 8 | bytes[3];
}

// By the first four bytes, which all of the blocks are shorter than.
bool contain(std::span<const Block> blocks, const IpAddress& address) {
    const std::uint32_t word =
        first_word({address.bytes[0], address.bytes[1], address.bytes[2], address.bytes[3]});
    return std::ranges::any_of(blocks, [word](const Block& block) {
        return (word ^ first_word(block.bytes)) >> (32 - block.length) == 0;
    });
}

}  // namespace

bool stays_on_link(const IpAddress& address) {
    return address.family == IpFamily::V4 ? contain(kOnLink4, address) : contain(kOnLink6, address);
}

bool is_public(const IpAddress& address) {
    return address.family == IpFamily::V4 ? !contain(kSpecial4, address)
                                          : contain(kGlobal6, address);
}

}  // namespace vpcmirror
