// SPDX-License-Identifier: GPL-2.0-or-later
#include "clock_offsets.h"

#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace vpcmirror {

namespace {

struct Offset {
    std::string pattern;
    Nanoseconds add{};
};

Offset parse(const std::string& text) {
    constexpr double kMost = 1e8;  // seconds: three years
    const auto equals = text.rfind('=');
    char* end = nullptr;
    const char* number = equals == text.npos ? "" : text.c_str() + equals + 1;
    const double seconds = std::strtod(number, &end);
    if (equals == 0 || end == number || *end != '\0' || !(std::abs(seconds) < kMost)) {
        throw std::runtime_error("--clock-offset " + text +
                                 ": say PATTERN=SECONDS, such as 'monitor-2/*=-0.005'");
    }
    return {text.substr(0, equals), Nanoseconds{std::llround(seconds * 1e9)}};
}

// "[a-z]" at the front of `pattern`, which becomes what is behind it. False if it is no such set,
// or the character is not in it.
bool takes_from_set(std::string_view& pattern, char c) {
    const auto end = pattern.find(']', 2);
    if (end == pattern.npos) return false;
    const std::string_view set = pattern.substr(1, end - 1);
    pattern.remove_prefix(end + 1);
    for (std::size_t i = 0; i < set.size(); ++i) {
        const bool range = i + 2 < set.size() && set[i + 1] == '-';
        if (range ? set[i] <= c && c <= set[i + 2] : set[i] == c) return true;
        if (range) i += 2;
    }
    return false;
}

// As a shell's pattern does: *, ? and [a-z]. A star takes slashes, too; of several the last one
// goes back, so that the time is the product of the two lengths at the most.
bool matches(std::string_view pattern, std::string_view text) {
    std::string_view behind_star;
    std::string_view text_at_star;
    bool star = false;
    while (!text.empty()) {
        std::string_view rest = pattern;
        bool taken = false;
        if (!rest.empty() && rest.front() == '*') {
            pattern.remove_prefix(1);
            behind_star = pattern;
            text_at_star = text;
            star = true;
            continue;
        }
        if (!rest.empty() && rest.front() == '[') {
            taken = takes_from_set(rest, text.front());
        } else if (!rest.empty()) {
            taken = rest.front() == '?' || rest.front() == text.front();
            rest.remove_prefix(1);
        }
        if (taken) {
            pattern = rest;
            text.remove_prefix(1);
        } else if (star) {
            pattern = behind_star;
            text_at_star.remove_prefix(1);
            text = text_at_star;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*') == pattern.npos;
}

bool fits(const Offset& offset, const std::string& path) {
    return matches(offset.pattern, path) || matches("*/" + offset.pattern, path);
}

}  // namespace

std::vector<Nanoseconds> clock_offsets(const std::vector<std::string>& offsets,
                                       const std::vector<std::string>& paths) {
    std::vector<Offset> known;
    known.reserve(offsets.size());
    for (const std::string& text : offsets) known.push_back(parse(text));
    std::vector<Nanoseconds> result;
    if (known.empty()) return result;
    for (const std::string& path : paths) {
        Nanoseconds& add = result.emplace_back();
        for (const Offset& offset : known) {
            if (fits(offset, path)) add = offset.add;
        }
    }
    return result;
}

}  // namespace vpcmirror
