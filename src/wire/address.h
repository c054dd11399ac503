// SPDX-License-Identifier: GPL-2.0-or-later
//
// Addresses as values: small, trivially copyable, comparable and hashable, bytes in network order.
// Texts are read strictly and never guessed at, since they come from files that anyone may have
// written: what is not an address is nothing. Only text() allocates; nothing throws but
// std::bad_alloc.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "table/keyed_hash.h"

namespace vpcmirror {

// Which of the two kinds of address it is; None is no address at all, not 0.0.0.0.
enum class IpFamily : std::uint8_t { None, V4, V6 };

// An IPv4 or IPv6 address, or none. An IPv4 address fills the first four bytes, the others are
// zero, so that comparing all of them is right for both families. 10.0.0.1 and ::ffff:10.0.0.1 are
// two addresses. The order is that of the bytes, IPv4 and IPv6 mixed: good for tables, not for
// readers.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};
    IpFamily family = IpFamily::None;

    // From 4 respectively 16 bytes in network order. The caller has checked that they are there.
    static IpAddress v4(const std::uint8_t* bytes) { return of(IpFamily::V4, bytes, 4); }
    static IpAddress v6(const std::uint8_t* bytes) { return of(IpFamily::V6, bytes, 16); }

    // Only the plain forms of RFC 4291 section 2.2 and dotted decimal with four parts; no port, no
    // prefix, no zone, no space around it. Names of hosts are not looked up.
    static std::optional<IpAddress> parse(std::string_view text);

    // False of a default-constructed address only: 0.0.0.0 and :: are set.
    bool is_set() const { return family != IpFamily::None; }
    // As RFC 5952 says, "10.0.0.1", "fd00::1"; empty if it is not set.
    std::string text() const;

    // The same, ended by NUL, into memory of the caller: allocates nothing.
    static constexpr std::size_t kLongestText = 45;
    void write_text(std::span<char, kLongestText + 1> text) const;

    // Families compare after all the bytes, so that one order serves both.
    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
    // Both as by default, in two words: addresses are compared many times for each packet.
    friend std::strong_ordering operator<=>(const IpAddress& a, const IpAddress& b) {
        const auto x = std::bit_cast<Words>(a.bytes);
        const auto y = std::bit_cast<Words>(b.bytes);
        // Of two words that differ, the first byte that does decides.
        const std::size_t at = x[0] == y[0] ? 1 : 0;
        if (x[at] != y[at]) return number(x[at]) <=> number(y[at]);
        return a.family <=> b.family;
    }
    friend bool operator==(const IpAddress& a, const IpAddress& b) {
        const auto x = std::bit_cast<Words>(a.bytes);
        const auto y = std::bit_cast<Words>(b.bytes);
        return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0 && a.family == b.family;
    }

    // How many leading bits both have in common: 128 if all, which of IPv4 are more than count.
    unsigned common_bits(const IpAddress& other) const {
        const auto x = std::bit_cast<Words>(bytes);
        const auto y = std::bit_cast<Words>(other.bytes);
        const std::uint64_t first = number(x[0] ^ y[0]);
        if (first != 0) return static_cast<unsigned>(std::countl_zero(first));
        return 64 + static_cast<unsigned>(std::countl_zero(number(x[1] ^ y[1])));
    }

  private:
    using Words = std::array<std::uint64_t, 2>;

    // Of eight bytes in network order.
    static std::uint64_t number(std::uint64_t word) {
        return std::endian::native == std::endian::big ? word : __builtin_bswap64(word);
    }

    // Copies `count` bytes and leaves the rest zero, on which comparing and hashing rely.
    static IpAddress of(IpFamily family, const std::uint8_t* bytes, std::size_t count) {
        IpAddress address;
        std::copy_n(bytes, count, address.bytes.begin());
        address.family = family;
        return address;
    }
};

// A CIDR block. Host bits that are set in the text are ignored, as AWS does. The address stays as
// it was written; first() has no bits behind `length`.
struct IpPrefix {
    IpAddress address;
    // 32 at most for IPv4, 128 for IPv6.
    std::uint8_t length = 0;  // bits

    // "10.0.0.0/16", "::/0"; an address without a length is that one address. Nothing for a length
    // that the family does not have.
    static std::optional<IpPrefix> parse(std::string_view text);

    // A look at the leading bits. An IPv4 block holds no IPv6 address and the other way round:
    // 0.0.0.0/0 is all of IPv4 only.
    bool contains(const IpAddress& other) const {
        if (other.family != address.family || !address.is_set()) return false;
        return other.common_bits(address) >= length;
    }
    // The address without its host bits.
    IpAddress first() const;
    // "10.0.1.7/16" stays that: what a file says is shown as it says it.
    std::string text() const;

    friend bool operator==(const IpPrefix&, const IpPrefix&) = default;
};

// IEEE 802 MAC address, 48 bits, in the order in which they are sent.
struct MacAddress {
    std::array<std::uint8_t, 6> bytes{};

    // From 6 bytes in network order.
    static MacAddress of(const std::uint8_t* bytes) {
        MacAddress address;
        std::copy_n(bytes, address.bytes.size(), address.bytes.begin());
        return address;
    }

    // Six hexadecimal pairs separated by ':' or '-', in either case. All of the text, with nothing
    // before or behind.
    static std::optional<MacAddress> parse(std::string_view text);

    // The I/G bit: broadcast and multicast, the address of no single interface.
    bool is_group() const { return (bytes[0] & 1) != 0; }
    // In lower case with colons, as Wireshark shows it:
    std::string text() const;  // "02:85:69:c2:ab:02"

    // NOLINTNEXTLINE(modernize-use-nullptr)
    friend auto operator<=>(const MacAddress&, const MacAddress&) = default;
};

// An address as words of a key. Its family is none of them: keys that differ in nothing else meet,
// and are told apart where they are compared.
inline std::array<std::uint64_t, 2> words_of(const IpAddress& address) {
    return std::bit_cast<std::array<std::uint64_t, 2>>(address.bytes);
}

// Under the secret of this process (table/keyed_hash.h). `with` is what else the key holds.
inline std::uint64_t hash(const IpAddress& address, std::uint64_t with = 0) {
    const auto words = words_of(address);
    return keyed_hash(with, words[0], words[1], static_cast<std::uint64_t>(address.family));
}
std::uint64_t hash(const MacAddress& address, std::uint64_t with = 0);

}  // namespace vpcmirror
