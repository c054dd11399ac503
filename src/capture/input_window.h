// SPDX-License-Identifier: GPL-2.0-or-later
//
// A source's bytes as a window that moves forward: as many as a reader needs at a time lie side by
// side. Holds the largest piece that was asked for and one read more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "capture/byte_source.h"

namespace vpcmirror {

class InputWindow {
  public:
    // Takes it over.
    explicit InputWindow(std::unique_ptr<ByteSource> source);

    // The next `size` bytes, good until more are asked for; null if the input ends before. `size`
    // is bounded by the caller: the window grows to it.
    const std::uint8_t* peek(std::size_t size) {
        if (size <= end_ - begin_ || fill(size)) return buffer_.data() + begin_;
        return nullptr;
    }
    // Moves on by what was looked at. At most what peek() has shown.
    void skip(std::size_t size) { begin_ += size; }
    // Moves on by any number of bytes; false if the input ends before. Without holding them: a
    // block of any length can be passed over.
    bool discard(std::uint64_t size);

    // Whether anything is left: bytes of a piece that is cut short. May wait for input, as reading
    // does.
    bool at_end() { return begin_ == end_ && !fill(1); }

    const ByteSource& source() const { return *source_; }

  private:
    // Reads until `size` bytes are there; false at the end.
    bool fill(std::size_t size);

    std::unique_ptr<ByteSource> source_;
    std::vector<std::uint8_t> buffer_;
    // What was read and not yet skipped: [begin_, end_) of buffer_.
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace vpcmirror
