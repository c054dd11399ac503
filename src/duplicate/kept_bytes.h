// SPDX-License-Identifier: GPL-2.0-or-later
//
// The bytes of the last packets, in one ring: what was written first is overwritten first. Places
// count all bytes that were ever written, so a place tells whether it was overwritten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace vpcmirror {

// Memory is taken once, when it is made. For one thread.
class KeptBytes {
  public:
    // Nothing is allocated for 0 bytes; a piece must never be longer than the ring.
    explicit KeptBytes(std::size_t size = 0)
        : bytes_(size == 0 ? nullptr : new std::uint8_t[size]), size_(size) {}

    // Where the next piece goes, in one piece of `most` bytes. What is written there is not kept
    // before keep() says how much it was. Skips the rest of the ring where a piece would go over
    // its end, since a piece has to lie in one. Only if size() is not 0.
    std::uint8_t* next(std::size_t most) {
        if (end_ % size_ + most > size_) end_ += size_ - end_ % size_;
        written_ = end_ + most;
        return bytes_.get() + end_ % size_;
    }

    // The place of what was written at next(). At most what next() was asked for. Without a call
    // the next piece goes to the same place.
    std::uint64_t keep(std::size_t count) {
        const std::uint64_t place = end_;
        end_ += count;
        return place;
    }

    // Null if any of it was overwritten. Good until next() is called often enough to come around.
    const std::uint8_t* at(std::uint64_t place) const {
        return written_ - place > size_ ? nullptr : bytes_.get() + place % size_;
    }

    // True if a piece of `most` bytes overwrites nothing from `place` on.
    bool has_room_after(std::uint64_t place, std::size_t most) const {
        const std::uint64_t skipped = end_ % size_ + most > size_ ? size_ - end_ % size_ : 0;
        return end_ + skipped + most - place <= size_;
    }

    // Of the ring, in bytes.
    std::size_t size() const { return size_; }

  private:
    // Not made zero first.
    std::unique_ptr<std::uint8_t[]> bytes_;
    std::size_t size_;
    std::uint64_t end_ = 0;      // the place of the next piece
    std::uint64_t written_ = 0;  // behind all that was ever written, kept or not
};

}  // namespace vpcmirror
