// SPDX-License-Identifier: GPL-2.0-or-later
#include "shard/shard_plan.h"

#include <charconv>
#include <cstdio>

#include "json/json_text.h"
#include "json/reader.h"

namespace vpcmirror {

namespace {

constexpr int kPlanVersion = 1;
constexpr std::size_t kDigits = 16;  // of half a secret

template <class Number>
bool parse(std::string_view text, Number& value, int base = 10) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc() && end == text.data() + text.size();
}

std::string hexadecimal(std::uint64_t value) {
    char text[kDigits + 1];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

template <class Number>
bool read_number(JsonReader& json, Number& value) {
    const auto text = json.number();
    return text && parse(*text, value);
}

bool read_ports(JsonReader& json, std::vector<std::uint16_t>& ports) {
    bool good = json.enter_array();
    while (good && json.next_element()) {
        std::uint16_t port = 0;
        if (!read_number(json, port)) return false;
        ports.push_back(port);
    }
    return good;
}

bool read_member(JsonReader& json, std::string_view name, ShardPlan& plan, int& version) {
    if (name == "vpcmirror_shards") return read_number(json, version);
    if (name == "shards") return read_number(json, plan.shards);
    if (name == "shard") return read_number(json, plan.shard.emplace());
    if (name == "target_mtu") return read_number(json, plan.target_mtu);
    if (name == "ports") return read_ports(json, plan.ports);
    if (name == "bare_frames") {
        const auto flag = json.boolean();
        plan.bare_frames = flag.value_or(false);
        return flag.has_value();
    }
    if (name != "key" && name != "catalogue") return true;
    const auto text = json.text();
    if (!text) return false;
    if (name == "catalogue") return parse(*text, plan.catalogue, 16);
    const auto secret = parse_secret(*text);
    plan.secret = secret.value_or(HashSecret{});
    return secret.has_value();
}

}  // namespace

bool ShardPlan::same_as(const ShardPlan& other) const {
    return shards == other.shards && secret.first == other.secret.first &&
           secret.second == other.secret.second && ports == other.ports &&
           bare_frames == other.bare_frames && target_mtu == other.target_mtu &&
           catalogue == other.catalogue;
}

std::optional<HashSecret> parse_secret(std::string_view text) {
    HashSecret secret;
    if (text.size() != 2 * kDigits || !parse(text.substr(0, kDigits), secret.first, 16) ||
        !parse(text.substr(kDigits), secret.second, 16)) {
        return std::nullopt;
    }
    return secret;
}

std::string secret_text(const HashSecret& secret) {
    return hexadecimal(secret.first) + hexadecimal(secret.second);
}

std::string plan_document(const ShardPlan& plan) {
    std::string text = "{\"vpcmirror_shards\":" + std::to_string(kPlanVersion);
    text += ",\"shards\":" + std::to_string(plan.shards);
    if (plan.shard) text += ",\"shard\":" + std::to_string(*plan.shard);
    text += ",\"key\":" + json_text(secret_text(plan.secret)) + ",\"ports\":[";
    for (std::size_t i = 0; i < plan.ports.size(); ++i) {
        text += (i == 0 ? "" : ",") + std::to_string(plan.ports[i]);
    }
    text += std::string("],\"bare_frames\":") + (plan.bare_frames ? "true" : "false");
    text += ",\"target_mtu\":" + std::to_string(plan.target_mtu);
    text += ",\"catalogue\":" + json_text(hexadecimal(plan.catalogue));
    return text + "}\n";
}

std::optional<ShardPlan> read_plan(std::string_view text) {
    JsonReader json(text);
    ShardPlan plan;
    int version = 0;
    bool good = json.enter_object();
    while (good && json.next_member()) {
        const std::string name = json.name();
        good = read_member(json, name, plan, version);
    }
    if (!good || !json.finish() || version != kPlanVersion) return std::nullopt;
    if (plan.shards == 0 || plan.shards > ShardPlan::kMostShards) return std::nullopt;
    if (plan.shard && *plan.shard >= plan.shards) return std::nullopt;
    return plan;
}

}  // namespace vpcmirror
