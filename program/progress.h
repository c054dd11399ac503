// SPDX-License-Identifier: GPL-2.0-or-later
//
// How far a command is, on a terminal: packets, rate, share and time left, a few times a second.
// Nothing where stderr is none.
#pragma once

#include <chrono>
#include <cstdint>

namespace vpcmirror {

class Progress {
  public:
    Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress() { clear(); }

    // True once in a while: time to call show(). Costs next to nothing.
    bool due() { return shown_on_terminal_ && (++calls_ & 0xFFFU) == 0 && time_has_come(); }

    // `taken` of `size` bytes are read; 0: that is not known.
    void show(std::uint64_t packets, std::uint64_t taken, std::uint64_t size);

    // Takes the line away, for what is said next.
    void clear();

  private:
    using Clock = std::chrono::steady_clock;
    bool time_has_come() const { return Clock::now() >= next_; }

    bool shown_on_terminal_;
    bool line_ = false;
    std::uint64_t calls_ = 0;
    Clock::time_point begin_ = Clock::now();
    Clock::time_point next_ = begin_ + std::chrono::milliseconds(500);
};

}  // namespace vpcmirror
