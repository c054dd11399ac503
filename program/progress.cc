// SPDX-License-Identifier: GPL-2.0-or-later
#include "progress.h"

#include <cstdio>
#include <string>

#include "messages.h"
#include "platform.h"

namespace vpcmirror {

Progress::Progress() : shown_on_terminal_(stderr_is_terminal()) {}

void Progress::show(std::uint64_t packets, std::uint64_t taken, std::uint64_t size) {
    const auto now = Clock::now();
    next_ = now + std::chrono::milliseconds(300);
    const double seconds = std::chrono::duration<double>(now - begin_).count();
    std::string line =
        grouped(packets) + " packets, " +
        grouped(static_cast<unsigned long long>(static_cast<double>(packets) / seconds)) +
        " a second";
    if (size != 0 && taken != 0) {
        const double share = static_cast<double>(taken) / static_cast<double>(size);
        const auto left = static_cast<long>(seconds / share * (1 - share));
        char rest[64];
        std::snprintf(rest, sizeof rest, ", %.0f %%, %ld:%02ld left", share * 100, left / 60,
                      left % 60);
        line += rest;
    }
    std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
    std::fflush(stderr);
    line_ = true;
}

void Progress::clear() {
    if (line_) std::fputs("\r\x1b[K", stderr);
    line_ = false;
}

}  // namespace vpcmirror
