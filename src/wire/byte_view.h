// SPDX-License-Identifier: GPL-2.0-or-later
//
// A read-only window on packet bytes. Every read names its offset, in bytes from the window's
// begin, and is checked against what was captured: out of range it returns nothing, it never throws
// and never reads beyond the window. Multi-byte values are big-endian, as on the wire.
//
// Owns nothing: the bytes are the caller's and must outlive it. Whatever is read from a packet in
// src/ is read through this; a bound is checked here and nowhere else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace vpcmirror {

class ByteView {
  public:
    // Of nothing at all.
    constexpr ByteView() = default;
    // `data` may be null if `size` is 0.
    constexpr ByteView(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

    // The first byte, for who hands the bytes on; null if there are none. Reading is u8() and so
    // on.
    constexpr const std::uint8_t* data() const { return data_; }
    // Bytes that were captured; what the packet had on the wire is told beside it, where it is
    // known.
    constexpr std::size_t size() const { return size_; }

    // True if `count` bytes from `offset` on are there. Right for any values: nothing overflows.
    constexpr bool holds(std::size_t offset, std::size_t count) const {
        return offset <= size_ && count <= size_ - offset;
    }

    // The bytes from `offset` on; empty if the window ends before. Never longer than this window,
    // and leads into the same bytes.
    constexpr ByteView from(std::size_t offset) const {
        return offset <= size_ ? ByteView(data_ + offset, size_ - offset) : ByteView();
    }

    // The number of one, two or four bytes at `offset`; nothing unless all of them are there. Who
    // holds bytes has a place for them, which the analyzer cannot know:
    // NOLINTBEGIN(clang-analyzer-core.*)
    constexpr std::optional<std::uint8_t> u8(std::size_t offset) const {
        if (!holds(offset, 1)) return std::nullopt;
        return data_[offset];
    }

    constexpr std::optional<std::uint16_t> u16(std::size_t offset) const {
        if (!holds(offset, 2)) return std::nullopt;
        return static_cast<std::uint16_t>(data_[offset] << 8 | data_[offset + 1]);
    }

    constexpr std::optional<std::uint32_t> u32(std::size_t offset) const {
        if (!holds(offset, 4)) return std::nullopt;
        return static_cast<std::uint32_t>(data_[offset]) << 24 |
               static_cast<std::uint32_t>(data_[offset + 1]) << 16 |
               static_cast<std::uint32_t>(data_[offset + 2]) << 8 | data_[offset + 3];
    }
    // NOLINTEND(clang-analyzer-core.*)

  private:
    // The caller's; null for nothing at all.
    const std::uint8_t* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace vpcmirror
