// SPDX-License-Identifier: GPL-2.0-or-later
#include "clock_watch.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "messages.h"

namespace vpcmirror {

namespace {

Nanoseconds quantile(std::vector<Nanoseconds>& delays, std::size_t quarters) {
    const auto place =
        delays.begin() + static_cast<std::ptrdiff_t>((delays.size() - 1) * quarters / 4);
    std::ranges::nth_element(delays, place);
    return *place;
}

double seconds(Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

}  // namespace

void ClockWatch::add(const PacketReport& report, std::uint32_t file) {
    if (names_.size() < 2 || file >= names_.size()) return;
    if (files_.empty()) files_.resize(kRemembered);
    files_[report.number % kRemembered] = file;
    const auto& link = report.duplicate_of;
    if (!link || report.number - link->first >= kRemembered) return;
    const bool sent_first =
        link->first_direction == Direction::Egress && report.direction == Direction::Ingress;
    const bool sent_last =
        link->first_direction == Direction::Ingress && report.direction == Direction::Egress;
    const std::uint32_t first = files_[link->first % kRemembered];
    if (first == file || (!sent_first && !sent_last)) return;
    const std::pair<std::uint32_t, std::uint32_t> pair = std::minmax(first, file);
    auto known = pairs_.find(pair);
    if (known == pairs_.end()) {
        if (pairs_.size() == kMostPairs) return;
        known = pairs_.emplace(pair, BothWays{}).first;
    }
    const std::uint32_t sender = sent_first ? first : file;
    Delays& delays = known->second[sender == pair.first ? 0 : 1];
    if (delays.size() < kMostDelays) delays.push_back(sent_first ? link->delay : -link->delay);
}

std::vector<std::string> ClockWatch::lines() const {
    struct Difference {
        Nanoseconds ahead{};  // the second capture's clock, of the first one's
        std::pair<std::uint32_t, std::uint32_t> pair;
        std::size_t duplicates = 0;
    };
    std::vector<Difference> found;
    for (const auto& [pair, known] : pairs_) {
        BothWays ways = known;
        if (std::ranges::any_of(ways,
                                [](const Delays& one) { return one.size() < kLeastDelays; })) {
            continue;
        }
        const Nanoseconds ahead = (quantile(ways[0], 2) - quantile(ways[1], 2)) / 2;
        // Nothing is received before it was sent.
        const auto impossible = [](Delays& one) { return quantile(one, 3) < Nanoseconds::zero(); };
        if (std::chrono::abs(ahead) < kLeastDifference || std::ranges::none_of(ways, impossible)) {
            continue;
        }
        found.push_back({ahead, pair, ways[0].size() + ways[1].size()});
    }
    std::ranges::stable_sort(found, std::greater{},
                             [](const Difference& one) { return std::chrono::abs(one.ahead); });
    std::vector<std::string> lines;
    for (const Difference& one : found) {
        if (lines.size() == kMostLines) {
            lines.push_back("and " + grouped(found.size() - kMostLines) +
                            " more pairs of captures whose clocks differ");
            break;
        }
        char text[160];
        std::snprintf(text, sizeof text, "its clock is %.3f ms %s that of ",
                      1000 * std::abs(seconds(one.ahead)),
                      one.ahead > Nanoseconds::zero() ? "ahead of" : "behind");
        std::string line = names_[one.pair.second] + ": " + text + names_[one.pair.first];
        std::snprintf(text, sizeof text, "=%.6f'", -seconds(one.ahead));
        lines.push_back(line + ", by " + grouped(one.duplicates) +
                        " packets that both hold; to set it right: --clock-offset '" +
                        names_[one.pair.second] + text);
    }
    return lines;
}

}  // namespace vpcmirror
