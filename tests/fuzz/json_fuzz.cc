// SPDX-License-Identifier: GPL-2.0-or-later
//
// Any bytes as JSON, read by our reader and by nlohmann-json: both take them or neither does, and
// what they say is the same. Left out is what differs on purpose: ours replaces what is no UTF-8, a
// surrogate without its other half among it, takes numbers of any size, and no more than 64 levels.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "json/reader.h"
#include "require.h"

namespace {

using namespace vpcmirror;
using namespace vpcmirror::fuzz;

// What a document says: names, texts, numbers, and what is within what.
class Theirs : public nlohmann::json_sax<nlohmann::json> {
  public:
    std::string said;
    std::size_t deepest = 0;
    bool differs_on_purpose = false;

    bool null() override { return say("null "); }
    bool boolean(bool value) override { return say(value ? "true " : "false "); }
    bool number_integer(std::int64_t value) override { return say(std::to_string(value) + ' '); }
    bool number_unsigned(std::uint64_t value) override { return say(std::to_string(value) + ' '); }
    bool number_float(double /*value*/, const std::string& text) override {
        return say(text + ' ');
    }
    bool string(std::string& text) override { return say('"' + without_nul(text) + "\" "); }
    bool binary(nlohmann::json::binary_t& /*value*/) override { return false; }
    bool start_object(std::size_t /*size*/) override { return enter("{ "); }
    bool key(std::string& name) override { return say(without_nul(name) + ": "); }
    bool end_object() override { return leave("} "); }
    bool start_array(std::size_t /*size*/) override { return enter("[ "); }
    bool end_array() override { return leave("] "); }
    bool parse_error(std::size_t /*position*/, const std::string& /*last*/,
                     const nlohmann::detail::exception& error) override {
        const std::string_view what = error.what();
        for (const char* purpose : {"UTF-8", "surrogate", "number overflow"}) {
            if (what.find(purpose) != what.npos) differs_on_purpose = true;
        }
        return false;
    }

  private:
    static std::string without_nul(std::string text) {
        std::erase(text, '\0');
        return text;
    }
    bool say(std::string_view word) {
        said += word;
        return true;
    }
    bool enter(std::string_view bracket) {
        deepest = std::max(deepest, ++depth_);
        return say(bracket);
    }
    bool leave(std::string_view bracket) {
        --depth_;
        return say(bracket);
    }

    std::size_t depth_ = 0;
};

// An integer that fits is shown as nlohmann-json shows it, without the sign of a zero.
template <class Integer>
bool say_integer(std::string_view text, std::string& said) {
    Integer value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return false;
    said += std::to_string(value);
    return true;
}

void say_number(std::string_view text, std::string& said) {
    if (!say_integer<std::int64_t>(text, said) && !say_integer<std::uint64_t>(text, said)) {
        said += text;
    }
    said += ' ';
}

void say(JsonReader& json, std::string& said) {
    if (json.enter_object()) {
        said += "{ ";
        while (json.next_member()) {
            said += json.name() + ": ";
            say(json, said);
        }
        said += "} ";
    } else if (json.enter_array()) {
        said += "[ ";
        while (json.next_element()) say(json, said);
        said += "] ";
    } else if (const auto text = json.text()) {
        said += '"' + std::string(*text) + "\" ";
    } else if (const auto number = json.number()) {
        say_number(*number, said);
    } else if (const auto boolean = json.boolean()) {
        said += *boolean ? "true " : "false ";
    } else if (json.null()) {
        said += "null ";
    } else {
        json.skip();  // there is none: that is an error
    }
}

bool skips(std::string_view text) {
    JsonReader json(text);
    json.skip();
    return json.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    // nlohmann-json goes over a byte order mark, and takes a NUL for the end.
    if (text.starts_with("\xEF\xBB") || text.find('\0') != text.npos) return 0;
    JsonReader json(text);
    std::string ours;
    say(json, ours);
    const bool taken = json.finish();
    require(taken == skips(text), "what is skipped is checked as what is read");

    Theirs theirs;
    const bool taken_by_both = nlohmann::json::sax_parse(text, &theirs);
    if (theirs.differs_on_purpose || theirs.deepest > JsonReader::kDeepest) return 0;
    require(taken == taken_by_both, "both readers take it, or neither");
    require(!taken || ours == theirs.said, "both readers say the same");
    return 0;
}
