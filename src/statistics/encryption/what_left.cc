// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/encryption/what_left.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "statistics/encryption/layout.h"

namespace vpcmirror {

namespace {

const TableLayout& counts_layout() {
    static const TableLayout layout{
        "encryption_total", "",
        joined({{"leaves", "Leaves", ColumnKind::Text, ColumnRole::Key},
                {"state", "State", ColumnKind::Text, ColumnRole::Key},
                {"reason", "Reason", ColumnKind::Text, ColumnRole::Key}},
               traffic_columns())};
    return layout;
}

const TableLayout& answer_layout() {
    static const TableLayout layout{"", "Does anything leave unencrypted", encryption_columns()};
    return layout;
}

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

// The one of the session's columns that readers see.
std::size_t session_column() {
    const std::vector<Column>& columns = answer_layout().columns;
    std::size_t column = 0;
    while (!columns[column].for_readers()) ++column;
    return column;
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

WhatLeft::WhatLeft() : counts_(counts_layout()), answer_(answer_layout()) {
    std::vector<Cell> total(kSessionColumns + 5);
    total[session_column()] = "total";
    answer_.add_row(total);
    total[session_column()] = what_left(counts_);
    answer_.add_row(total);
    for (std::size_t i = 0; i < kTrafficColumns; ++i) {
        answer_.set(1, kEncryptionTraffic + i, Cell{});
    }
    for (const Table::Row row : {0, 1}) answer_.hide(row);  // of nothing, nothing is said
}

void WhatLeft::add(Leaves leaves, Protection state, Doubt doubt, const Traffic& traffic, int sign) {
    const auto [known, fresh] = rows_.try_emplace({leaves, state, doubt}, 0);
    if (fresh) {
        known->second = counts_.add_row({to_string(leaves), to_string(state),
                                         doubt == Doubt::None ? Cell{} : Cell{to_string(doubt)}});
    }
    constexpr std::size_t kCounts = 3;
    for (std::size_t i = 0; i < kTrafficColumns; ++i) {
        counts_.add(known->second, kCounts + i, sign * traffic[i]);
        answer_.add(0, kEncryptionTraffic + i, sign * traffic[i]);
    }
    counts_.hide(known->second, counts_.number(known->second, kCounts) == 0);
    outdated_ = true;
    for (const Table::Row row : {0, 1}) answer_.hide(row, false);
}

void WhatLeft::refresh() {
    if (std::exchange(outdated_, false)) answer_.set(1, session_column(), what_left(counts_));
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
    if (packets_column == columns.size()) return {};
    std::int64_t left = 0;
    std::int64_t perhaps_left = 0;
    std::int64_t unknown = 0;
    std::map<std::string_view, std::int64_t> reasons;
    for (Table::Row row = 0; row < counts.size(); ++row) {
        const std::int64_t count = counts.number(row, packets_column);
        const std::string_view leaves = text(row, place("leaves"));
        const std::string_view state = text(row, place("state"));
        if (count == 0 || leaves == to_string(Leaves::No)) continue;
        if (state == to_string(Protection::Cleartext)) {
            (leaves == to_string(Leaves::Yes) ? left : perhaps_left) += count;
        } else if (state == to_string(Protection::Unknown)) {
            unknown += count;
            reasons[text(row, place("reason"))] += count;
        }
    }
    std::string sentence = left > 0 ? "left unencrypted: " + packets(left)
                                    : "nothing is known to have left unencrypted";
    if (perhaps_left > 0) sentence += "; perhaps left, unencrypted: " + packets(perhaps_left);
    if (unknown > 0) {
        sentence += "; not known: " + packets(unknown);
        const char* before = " (";
        for (const auto& [reason, count] : reasons) {
            sentence +=
                std::exchange(before, ", ") + std::string(reason) + ' ' + std::to_string(count);
        }
        sentence += ')';
    }
    return sentence;
}

}  // namespace vpcmirror
