// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/plan_constant.h"

#include <utility>

#include "json/reader.h"

namespace vpcmirror {

namespace {

// The text of a constant without escapes, which ids are.
std::optional<std::string> plain_text(std::string_view json) {
    if (json.size() < 3 || json.front() != '"' || json.back() != '"') return std::nullopt;
    json = json.substr(1, json.size() - 2);
    if (json.find_first_of("\"\\") != json.npos) return std::nullopt;
    return std::string(json);
}

}  // namespace

std::optional<std::vector<std::string>> plain_texts(std::string_view json) {
    std::vector<std::string> texts;
    JsonReader reader(json);
    if (!reader.enter_array()) {
        auto text = plain_text(json);
        if (!text) return std::nullopt;
        texts.push_back(std::move(*text));
        return texts;
    }
    bool all = true;
    while (reader.next_element()) {
        const auto text = reader.text();
        if (text && !text->empty()) {
            texts.emplace_back(*text);
        } else {
            all = false;
        }
    }
    if (!all || texts.empty()) return std::nullopt;
    return texts;
}

}  // namespace vpcmirror
