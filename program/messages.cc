// SPDX-License-Identifier: GPL-2.0-or-later
#include "messages.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "platform.h"
#include "text/sanitize.h"

namespace vpcmirror {

void say(std::string_view message) {
    std::string line = "vpcmirror: " + sanitize(message) + '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
}

bool print(std::string_view text) {
    const bool written =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!written && !reader_has_enough(errno))
        say(std::string("standard output: ") + std::strerror(errno));
    return written;
}

std::string grouped(unsigned long long number) {
    std::string digits = std::to_string(number);
    for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
    return digits;
}

}  // namespace vpcmirror
