// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/entry.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "text/sanitize.h"

namespace vpcmirror {

namespace {

constexpr const char* kNotUsed = "; this entry is not used";

std::string in_quotes(std::string_view text) {
    const std::string_view start = truncate_utf8(text, 60);
    return '"' + std::string(start) + (start.size() < text.size() ? "...\"" : "\"");
}

std::optional<std::int64_t> to_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// The first text of the list that was entered; empty if there is none.
std::string first_text(JsonReader& json) {
    std::string first;
    while (json.next_element()) {
        const auto text = json.text();
        if (text && first.empty()) first = *text;
    }
    return first;
}

}  // namespace

void Input::recognise(std::string_view format) {
    std::string& known = contents.format;
    if (known.find(format) != known.npos) return;
    if (!known.empty()) known += " and ";
    known += format;
}

EntryReader::EntryReader(Input& input) : input_(input), offset_(input.json.offset()) {
    if (++input.entries > kMost) {
        input.json.refuse("more than 2000000 entries: keep what belongs to Traffic Mirroring only");
    }
}

void EntryReader::wrong(const std::string& message) {
    input_.diagnostics.add_at(json().offset(), Severity::Error, json().path(), message + kNotUsed);
    sound_ = false;
}

void EntryReader::incomplete(const std::string& message) {
    input_.diagnostics.add_at(offset_, Severity::Error, json().path(), message + kNotUsed);
    sound_ = false;
}

void EntryReader::warn(std::string message) {
    input_.diagnostics.add_at(offset_, Severity::Warning, json().path(), std::move(message));
}

void EntryReader::text(std::string& value) {
    if (json().kind() == JsonReader::Kind::Text) {
        if (const auto text = json().text()) value = *text;
    } else if (begins_function()) {
        if (auto text = function(true)) value = std::move(*text);
    } else if (input_.dialect->has_boxed_texts && json().kind() == JsonReader::Kind::Object) {
        value = boxed_text();
    } else if (!json().null()) {
        wrong("expected a text in quotes");
    }
}

void EntryReader::id_in_list(std::string& value) {
    if (input_.dialect->is_planned && json().null()) {
        value = input_.id_after_apply();
    } else {
        text(value);
    }
}

void EntryReader::boolean(bool& value) {
    if (const auto boolean = json().boolean()) {
        value = *boolean;
    } else if (begins_function()) {
        if (const auto text = function(false)) value = *text == "true";
    } else if (input_.dialect->has_functions && json().kind() == JsonReader::Kind::Text) {
        const auto text = json().text();
        value = text == "true";
        if (!value && text != "false") wrong("expected true or false");
    } else if (!json().null()) {
        wrong("expected true or false");
    }
}

// True if the next value is one that CloudFormation decides.
bool EntryReader::begins_function() {
    return input_.dialect->has_functions && json().kind() == JsonReader::Kind::Object;
}

// {"Ref": "Name"} and {"Fn::GetAtt": ["Name", ...]} name another resource of the template, or a
// parameter, whose value is known if it has a default; every other function gives what is only
// known once the template is deployed.
std::optional<std::string> EntryReader::function(bool may_name_resource) {
    std::string name;
    json().enter_object();
    while (json().next_member()) {
        const bool attribute = json().key() == "Fn::GetAtt";
        if (!attribute && json().key() != "Ref") continue;
        if (attribute && json().enter_array()) {
            name = first_text(json());
        } else if (const auto text = json().text()) {
            name = text->substr(0, attribute ? text->find('.') : text->npos);
        }
    }
    const auto parameter = input_.parameters.find(name);
    const bool is_parameter = parameter != input_.parameters.end();
    if (is_parameter && parameter->second) return parameter->second;
    if (!is_parameter && may_name_resource && !name.empty()) return input_.local_id(name);
    undecided_ = true;
    return std::nullopt;
}

// The text of {"Value": "text"}; empty if there is none. Good until the next text is read.
std::string_view EntryReader::boxed_text() {
    const auto here = json().bookmark();
    std::optional<std::string_view> text;
    json().enter_object();
    while (json().next_member()) {
        if (json().key() == "Value") text = json().text();
    }
    if (!text && !json().error()) {
        json().revisit(here, [&] { wrong("expected a text in quotes"); });
    }
    return text.value_or("");
}

std::optional<std::int64_t> EntryReader::whole_number(std::int64_t least, std::int64_t largest) {
    if (json().null()) return std::nullopt;
    const auto here = json().bookmark();
    std::optional<std::string_view> written;
    if (begins_function()) {
        auto text = function(false);
        if (!text) return std::nullopt;
        resolved_ = std::move(*text);
        written = resolved_;
    } else {
        written = json().number();
        if (!written && input_.dialect->has_functions) written = json().text();
    }
    const auto number = written ? to_integer(*written) : std::nullopt;
    if (number && *number >= least && *number <= largest) return number;
    const std::string range =
        "expected a whole number from " + std::to_string(least) + " to " + std::to_string(largest);
    const std::string instead = written ? ", not " + in_quotes(*written) : "";
    if (json().error()) return std::nullopt;
    json().revisit(here, [&] { wrong(range + instead); });
    return std::nullopt;
}

// A text that names no other resource; empty if there is none. Good until the next one is read.
std::string_view EntryReader::literal() {
    if (json().kind() == JsonReader::Kind::Text) return json().text().value_or("");
    if (begins_function()) {
        resolved_ = function(false).value_or("");
        return resolved_;
    }
    if (!json().null()) wrong("expected a text in quotes");
    return {};
}

void EntryReader::address(IpAddress& value) {
    const auto here = json().bookmark();
    const std::string_view written = literal();
    if (written.empty()) return;
    if (const auto address = IpAddress::parse(written)) {
        value = *address;
    } else {
        json().revisit(here, [&] { wrong(in_quotes(written) + " is no IP address"); });
    }
}

void EntryReader::prefix(std::optional<IpPrefix>& value) {
    const auto here = json().bookmark();
    const std::string_view written = literal();
    if (written.empty()) return;
    value = IpPrefix::parse(written);
    if (!value) {
        json().revisit(here, [&] {
            wrong(in_quotes(written) + " is no CIDR block such as 10.0.0.0/16 or 2001:db8::/32");
        });
    }
}

void EntryReader::mac(std::optional<MacAddress>& value) {
    const auto here = json().bookmark();
    const std::string_view written = literal();
    if (written.empty()) return;
    value = MacAddress::parse(written);
    if (!value) json().revisit(here, [&] { wrong(in_quotes(written) + " is no MAC address"); });
}

bool EntryReader::begins_list() {
    if (json().null()) return false;
    if (begins_function()) {
        function(false);
        return false;
    }
    if (json().enter_array()) return true;
    if (!json().error()) wrong("expected a list");
    return false;
}

// Calls `take` with each tag of [{"Key": k, "Value": v}] or {"k": "v"}.
template <class Take>
void EntryReader::each_tag(Take take) {
    Tag one;
    if (!input_.dialect->tags_are_members) {
        each([&] {
            tag(one);
            if (!one.key.empty()) take(one);
        });
    } else if (json().enter_object()) {
        while (json().next_member()) {
            one.key = json().name();
            one.value.clear();
            text(one.value);
            take(one);
        }
    } else if (!json().null()) {
        wrong("expected an object");
    }
}

// In the order of the keys: AWS promises none.
void EntryReader::tags(std::vector<Tag>& value) {
    each_tag([&value](const Tag& tag) { value.push_back(tag); });
    std::ranges::sort(value, {}, &Tag::key);
}

void EntryReader::name_tag(std::string& value) {
    each_tag([&value](const Tag& tag) {
        if (tag.key == "Name") value = tag.value;
    });
}

void EntryReader::tag(Tag& tag) {
    tag.key.clear();
    tag.value.clear();
    if (!json().enter_object()) {
        wrong("expected an object with Key and Value");
        return;
    }
    while (json().next_member()) {
        if (json().key() == "Key") {
            text(tag.key);
        } else if (json().key() == "Value") {
            text(tag.value);
        }
    }
}

// {"FromPort": a, "ToPort": b}, in Terraform a list of none or one of them.
void EntryReader::port_range(std::optional<PortRange>& value) {
    if (json().kind() == JsonReader::Kind::Array) {
        each([&] { ports(value); });
    } else {
        ports(value);
    }
}

void EntryReader::ports(std::optional<PortRange>& value) {
    if (json().null()) return;
    const auto here = json().bookmark();
    if (!json().enter_object()) {
        wrong("expected an object with the first and the last port");
        return;
    }
    std::optional<std::uint16_t> from;
    std::optional<std::uint16_t> to;
    while (json().next_member()) {
        const std::string_view key = json().key();
        if (key == "FromPort" || key == "from_port") {
            integer(from, 0, 65535);
        } else if (key == "ToPort" || key == "to_port") {
            integer(to, 0, 65535);
        }
    }
    if (!from && !to) return;
    value = PortRange{from.value_or(0), to.value_or(65535)};
    if (value->from > value->to) {
        json().revisit(here, [&] { wrong("the first port is above the last one"); });
    }
}

std::string given_name(const std::vector<Tag>& tags, const std::string& description) {
    const auto name = std::ranges::find(tags, "Name", &Tag::key);
    return name == tags.end() || name->value.empty() ? description : name->value;
}

}  // namespace vpcmirror
