// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/encryption/what_left.h"

#include <algorithm>
#include <array>
#include <climits>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/to_string.h"

namespace vpcmirror {

namespace {

const char* to_string(Leaves leaves) {
    switch (leaves) {
        case Leaves::No: return "no";
        case Leaves::Perhaps: return "perhaps";
        case Leaves::Yes: return "yes";
    }
    return "";
}

std::string packets(std::int64_t count) {
    return std::to_string(count) + (count == 1 ? " packet" : " packets");
}

using Reasons = std::map<std::string_view, std::int64_t>;

// " (reason count, reason count)"; nothing of none.
std::string listed(const Reasons& reasons) {
    std::string list;
    const char* before = " (";
    for (const auto& [reason, count] : reasons) {
        list += std::exchange(before, ", ") + std::string(reason) + ' ' + std::to_string(count);
    }
    return reasons.empty() ? list : list + ')';
}

struct LeftPackets {
    std::int64_t unencrypted = 0;
    std::int64_t perhaps = 0;
    std::int64_t unknown = 0;
    Reasons reasons;
};

std::string sentence_of(const LeftPackets& left) {
    std::string sentence = left.unencrypted > 0 ? "left unencrypted: " + packets(left.unencrypted)
                                                : "nothing is known to have left unencrypted";
    if (left.perhaps > 0) sentence += "; perhaps left, unencrypted: " + packets(left.perhaps);
    if (left.unknown > 0) {
        sentence += "; not known: " + packets(left.unknown) + listed(left.reasons);
    }
    return sentence;
}

}  // namespace

const char* to_string(Protection state) {
    switch (state) {
        case Protection::NoPayload: return "no payload";
        case Protection::Unknown: return "unknown";
        case Protection::Cleartext: return "cleartext";
        case Protection::Encrypted: return "encrypted";
    }
    return "";
}

int encryption_rank(Leaves leaves, Protection state) {
    static constexpr int kByState[] = {3, 1, 0, 2};  // NoPayload, Unknown, Cleartext, Encrypted
    const int place = leaves == Leaves::Yes ? 0 : leaves == Leaves::Perhaps ? 1 : 2;
    return kByState[static_cast<std::size_t>(state)] * 3 + place;
}

int encryption_rank(std::string_view direction, std::string_view remote, std::string_view state) {
    constexpr Direction kDirections[] = {Direction::Ingress, Direction::Egress};
    constexpr Remote kRemotes[] = {Remote::Inside, Remote::Outside};
    constexpr Protection kStates[] = {Protection::NoPayload, Protection::Unknown,
                                      Protection::Cleartext, Protection::Encrypted};
    Direction way = Direction::Unknown;
    for (const Direction one : kDirections) way = direction == to_string(one) ? one : way;
    Remote end = Remote::Unknown;
    for (const Remote one : kRemotes) end = remote == to_string(one) ? one : end;
    for (const Protection one : kStates) {
        if (state == to_string(one)) return encryption_rank(leaves(way, end), one);
    }
    return INT_MAX;
}

const char* to_string(Doubt doubt) {
    switch (doubt) {
        case Doubt::None: return "";
        case Doubt::Cut: return "cut off";
        case Doubt::Fragment: return "fragment";
        case Doubt::NoProof: return "not proved";
        case Doubt::Unnamed: return "not recognised";
        case Doubt::Unstarted: return "start not seen";
        case Doubt::Tunnel: return "in a tunnel";
    }
    return "";
}

Leaves leaves(Direction direction, Remote remote) {
    if (direction == Direction::Ingress || remote == Remote::Inside) return Leaves::No;
    const bool sure = direction == Direction::Egress && remote == Remote::Outside;
    return sure ? Leaves::Yes : Leaves::Perhaps;
}

WhatLeft::WhatLeft() : total_(answer_.new_row()), sentence_(answer_.new_row()) {
    const TrafficColumns& traffic = answer_->traffic;
    for (const SumColumn& none :
         {traffic.packets, traffic.original_bytes, traffic.mirrored_bytes}) {
        answer_.set_optional(sentence_, none, std::nullopt);
    }
    answer_.set(total_, answer_->session.label, "total");
    answer_.set(sentence_, answer_->session.label, what_left(counts_));
    for (const Table::Row row : {total_, sentence_}) answer_.hide(row);  // of nothing, nothing
}

void WhatLeft::begin() {
    for (Table::Row row = 0; row < counts_.size(); ++row) {
        counts_->traffic.add(counts_.count_in(row), -counts_->traffic.of(counts_, row));
    }
    answer_->traffic.add(answer_.count_in(total_), -answer_->traffic.of(answer_, total_));
}

void WhatLeft::add(Leaves leaves, Protection state, Doubt doubt, const Traffic& traffic) {
    const Table::Row row = counts_.row_of({leaves, state, doubt}, [&](Table::Row fresh) {
        counts_.set(fresh, counts_->leaves, to_string(leaves));
        counts_.set(fresh, counts_->state, to_string(state));
        counts_.set_unless_empty(fresh, counts_->reason, to_string(doubt));
    });
    counts_->traffic.add(counts_.count_in(row), traffic);
    answer_->traffic.add(answer_.count_in(total_), traffic);
}

void WhatLeft::end() {
    for (Table::Row row = 0; row < counts_.size(); ++row) {
        counts_.hide(row, counts_.number(row, counts_->traffic.packets) == 0);
    }
    answer_.set(sentence_, answer_->session.label, what_left(counts_));
    const bool none = answer_.number(total_, answer_->traffic.packets) == 0;
    for (const Table::Row shown : {total_, sentence_})
        answer_.hide(shown, none);  // of nothing, nothing
}

std::string what_left(const Table& counts) {
    const std::vector<Column>& columns = counts.layout().columns;
    const auto place = [&](const char* name) {
        const auto found = std::ranges::find(columns, name, &Column::name);
        return static_cast<std::size_t>(found - columns.begin());
    };
    const auto text = [&](Table::Row row, std::size_t column) {
        const auto* known = column < columns.size()
                                ? std::get_if<std::string>(&counts.cells(row)[column])
                                : nullptr;
        return known ? std::string_view(*known) : std::string_view{};
    };
    const std::size_t packets_column = place("packets");
    constexpr std::array kNeeded = {"packets", "leaves", "state"};  // reasons only if any
    const auto is_there = [&](const char* name) { return place(name) < columns.size(); };
    if (!std::ranges::all_of(kNeeded, is_there)) return {};
    LeftPackets left;
    for (Table::Row row = 0; row < counts.size(); ++row) {
        const std::int64_t count = counts.number(row, packets_column);
        const std::string_view leaves = text(row, place("leaves"));
        const std::string_view state = text(row, place("state"));
        if (count == 0 || leaves == to_string(Leaves::No)) continue;
        if (state == to_string(Protection::Cleartext)) {
            (leaves == to_string(Leaves::Yes) ? left.unencrypted : left.perhaps) += count;
        } else if (state == to_string(Protection::Unknown)) {
            left.unknown += count;
            if (const auto reason = text(row, place("reason")); !reason.empty()) {
                left.reasons[reason] += count;
            }
        }
    }
    return sentence_of(left);
}

}  // namespace vpcmirror
