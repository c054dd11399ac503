// SPDX-License-Identifier: GPL-2.0-or-later
#include "table/keyed_hash.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <exception>
#include <random>

namespace vpcmirror {

namespace {

// Where the system has no random source, the time is what is left: a secret that can be guessed
// slows down who guesses it right, nothing else depends on it.
HashSecret draw_secret() noexcept {
    try {
        std::random_device source;
        const auto word = [&source] { return std::uint64_t{source()} << 32 | source(); };
        return {word(), word()};
    } catch (const std::exception&) {
        const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
        const auto day = std::chrono::system_clock::now().time_since_epoch().count();
        return {static_cast<std::uint64_t>(now), static_cast<std::uint64_t>(day)};
    }
}

}  // namespace

const HashSecret process_secret = draw_secret();
const WordFactors process_factors(process_secret);

WordFactors::WordFactors(const HashSecret& secret) {
    std::uint64_t drawn = 0;
    const auto draw = [&](Wide& factor) {
        for (int half = 0; half < 2; ++half) {
            SipHash<2, 4> word(secret);
            word.add(drawn++);
            factor = factor << 64 | word.finish();
        }
    };
    std::ranges::for_each(of_place_, draw);
    std::ranges::for_each(of_number_, draw);
}

std::uint64_t keyed_text_hash(std::string_view text) {
    KeyedHash hash;
    std::uint64_t word = 0;
    for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
        std::memcpy(&word, text.data(), sizeof word);
        hash.add(word);
    }
    word = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
    }
    return hash.finish(word, static_cast<unsigned>(text.size()));
}

}  // namespace vpcmirror
