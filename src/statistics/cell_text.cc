// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/cell_text.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "text/sanitize.h"

namespace vpcmirror {

namespace {

int fixed_width(const Column& column) {
    constexpr int kNumber = 12;
    constexpr int kTime = 26;
    int width = column.width;
    if (column.kind == ColumnKind::Time) width = kTime;
    if (column.kind == ColumnKind::Number || column.kind == ColumnKind::Duration) width = kNumber;
    return std::max(width, static_cast<int>(column.title.size()));
}

std::string name_text(const std::string& name) {
    std::string text = sanitize(name);
    for (auto bar = text.find('|'); bar != text.npos; bar = text.find('|', bar)) {
        text.replace(bar, 1, "\\x7c");
    }
    return text;
}

std::string time_text(std::int64_t time) {
    namespace chrono = std::chrono;
    const chrono::sys_time<chrono::microseconds> point{
        chrono::floor<chrono::microseconds>(chrono::nanoseconds{time})};
    const auto day = chrono::floor<chrono::days>(point);
    const chrono::year_month_day date(day);
    const chrono::hh_mm_ss clock(point - day);
    char text[64];
    std::snprintf(
        text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d.%06d", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return text;
}

std::string number_text(std::int64_t number, ColumnKind kind) {
    switch (kind) {
        case ColumnKind::Time: return time_text(number);
        case ColumnKind::Duration: return seconds_text(number);
        default: return std::to_string(number);
    }
}

}  // namespace

std::string cell_text(const Cell& cell, const Column& column) {
    if (const auto* name = std::get_if<std::string>(&cell)) return name_text(*name);
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
        return number_text(*whole, column.kind);
    }
    const auto* share = std::get_if<double>(&cell);
    if (!share) return {};
    char text[64];
    std::snprintf(text, sizeof text, "%.3f", *share);
    return text;
}

std::string column_title(const Column& column) {
    std::string title = column.title;
    const auto padding = static_cast<std::size_t>(fixed_width(column)) - title.size();
    title.insert(is_text(column) ? title.size() : 0, padding, ' ');
    return title;
}

std::string column_format(const Column& column) {
    return "%-" + std::to_string(fixed_width(column)) + "s";
}

void write_cell_text(std::string& text, const Cell& cell, const Column& column) {
    text = cell_text(cell, column);
    const auto width = static_cast<std::size_t>(fixed_width(column));
    if (!is_text(column) && text.size() < width) text.insert(0, width - text.size(), ' ');
}

}  // namespace vpcmirror
