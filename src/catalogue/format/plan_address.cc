// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/plan_address.h"

#include <algorithm>

namespace vpcmirror {

PlanAddress::PlanAddress(std::string_view text) : text_(text) {
    constexpr std::size_t kMost = 200;  // parts of an address
    while (parts_.size() < kMost) {
        const std::size_t end = std::min(text.find_first_of(".["), text.size());
        const std::string_view key = key_of(text.substr(end));
        parts_.push_back({text.substr(0, end), key});
        text.remove_prefix(end + key.size());
        if (text.empty()) return;
        text.remove_prefix(1);
    }
}

std::string_view PlanAddress::prefix(std::size_t count) const {
    const Part& last = parts_[count - 1];
    const std::string_view end = last.key.empty() ? last.name : last.key;
    return text_.substr(0, static_cast<std::size_t>(end.data() + end.size() - text_.data()));
}

std::string_view PlanAddress::key_of(std::string_view text) {
    if (!text.starts_with('[')) return {};
    bool quoted = false;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (quoted && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && text[i] == ']') {
            return text.substr(0, i + 1);
        }
    }
    return text;
}

}  // namespace vpcmirror
