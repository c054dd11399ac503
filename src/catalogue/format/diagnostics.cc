// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/diagnostics.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace vpcmirror {

namespace {

// Columns count characters, not bytes: UTF-8's continuation bytes have none of their own.
bool begins_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

}  // namespace

DiagnosticList::DiagnosticList(std::string file, std::string_view text)
    : file_(std::move(file)), text_(text) {}

void DiagnosticList::add(Severity severity, std::string message) {
    if (diagnostics_.size() == kMost) {
        ++left_out_;
        return;
    }
    diagnostics_.push_back({severity, file_, 0, 0, {}, std::move(message)});
}

void DiagnosticList::add_at(std::size_t offset, Severity severity, std::string path,
                            std::string message) {
    if (diagnostics_.size() == kMost) {
        ++left_out_;
        return;
    }
    if (stands_at_) {
        offset = *stands_at_;
        path = path.empty() ? stands_for_ : stands_for_ + '.' + path;
    }
    const std::string_view before = text_.substr(0, std::min(offset, text_.size()));
    const auto line = 1 + std::ranges::count(before, '\n');
    const auto start = before.rfind('\n') + 1;  // npos + 1 = 0
    const auto column = 1 + std::ranges::count_if(before.substr(start), begins_character);
    diagnostics_.push_back({severity, file_, static_cast<std::uint32_t>(line),
                            static_cast<std::uint32_t>(column), std::move(path),
                            std::move(message)});
}

void DiagnosticList::stand_at(std::optional<std::size_t> offset, std::string path) {
    stands_at_ = offset;
    stands_for_ = std::move(path);
}

std::vector<Diagnostic> DiagnosticList::take() {
    if (left_out_ > 0) {
        diagnostics_.push_back({diagnostics_.back().severity,
                                file_,
                                0,
                                0,
                                {},
                                "and " + std::to_string(left_out_) + " more problems of this file",
                                left_out_});
        left_out_ = 0;
    }
    return std::exchange(diagnostics_, {});
}

}  // namespace vpcmirror
