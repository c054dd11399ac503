// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/cell_text.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "epanxx/headers.h"

namespace vpcmirror {

namespace {

constexpr std::int64_t kBillion = 1'000'000'000;

int width_of(const Column& column) {
    constexpr int kNumber = 12;
    constexpr int kTime = 26;
    int width = column.width;
    if (column.kind == ColumnKind::Time) width = kTime;
    if (column.kind == ColumnKind::Number || column.kind == ColumnKind::Duration) width = kNumber;
    return std::max(width, static_cast<int>(column.title.size()));
}

// Control characters escaped, and what stands between columns.
void append_name(std::string& text, const std::string& name) {
    const char* shown = epanxx::printable(nullptr, name);
    for (const char* c = shown; *c; ++c) {
        if (*c == '|') {
            text += "\\x7c";
        } else {
            text += *c;
        }
    }
    wmem_free(nullptr, const_cast<char*>(shown));
}

void append_time(std::string& text, std::int64_t time) {
    char date[40] = "";
    const auto seconds = static_cast<std::time_t>(time / kBillion);
    std::tm broken{};
    if (gmtime_r(&seconds, &broken)) {
        std::strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", &broken);
    }
    char fraction[16];
    std::snprintf(fraction, sizeof fraction, ".%06d", static_cast<int>(time % kBillion / 1000));
    text.append(date).append(fraction);
}

void append_number(std::string& text, const Cell& cell, const Column& column) {
    char number[64] = "";
    const int width = width_of(column);
    const auto* whole = std::get_if<std::int64_t>(&cell);
    const auto* share = std::get_if<double>(&cell);
    if (share) {
        std::snprintf(number, sizeof number, "%*.3f", width, *share);
    } else if (whole && column.kind == ColumnKind::Duration) {
        std::snprintf(number, sizeof number, "%*s", width, seconds_text(*whole).c_str());
    } else if (whole) {
        std::snprintf(number, sizeof number, "%*lld", width, static_cast<long long>(*whole));
    } else {
        std::snprintf(number, sizeof number, "%*s", width, "");
    }
    text += number;
}

}  // namespace

std::string column_title(const Column& column) {
    std::string title = column.title;
    const auto padding = static_cast<std::size_t>(width_of(column)) - title.size();
    title.insert(is_text(column) ? title.size() : 0, padding, ' ');
    return title;
}

std::string column_format(const Column& column) {
    return "%-" + std::to_string(width_of(column)) + "s";
}

void write_cell_text(std::string& text, const Cell& cell, const Column& column) {
    text.clear();
    const auto* name = std::get_if<std::string>(&cell);
    const auto* whole = std::get_if<std::int64_t>(&cell);
    if (name) {
        append_name(text, *name);
    } else if (whole && column.kind == ColumnKind::Time) {
        append_time(text, *whole);
    } else if (!is_text(column)) {
        append_number(text, cell, column);
    }
}

}  // namespace vpcmirror
