// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/filter_entry.h"

#include <utility>

#include "catalogue/format/foreign.h"

namespace vpcmirror {

namespace {

enum class RuleMember {
    Ignored,
    Id,
    Filter,
    Direction,
    Number,
    Action,
    Protocol,
    SourcePorts,
    DestinationPorts,
    SourceBlock,
    DestinationBlock
};

constexpr MemberName<RuleMember> kRuleMembers[] = {
    {"TrafficMirrorFilterRuleId", "id", RuleMember::Id},
    {"TrafficMirrorFilterId", "traffic_mirror_filter_id", RuleMember::Filter},
    {"TrafficDirection", "traffic_direction", RuleMember::Direction},
    {"RuleNumber", "rule_number", RuleMember::Number},
    {"RuleAction", "rule_action", RuleMember::Action},
    {"Protocol", "protocol", RuleMember::Protocol},
    {"SourcePortRange", "source_port_range", RuleMember::SourcePorts},
    {"DestinationPortRange", "destination_port_range", RuleMember::DestinationPorts},
    {"SourceCidrBlock", "source_cidr_block", RuleMember::SourceBlock},
    {"DestinationCidrBlock", "destination_cidr_block", RuleMember::DestinationBlock},
};

// A rule while it is read: what it must say is optional here.
struct RuleDraft {
    RuleRecord record;
    std::optional<std::uint32_t> number;
    std::optional<std::int16_t> protocol;
    std::optional<IpPrefix> from;
    std::optional<IpPrefix> to;
    std::string direction;
    std::string action;
};

void read_rule_member(Input& input, EntryReader& entry, RuleDraft& draft) {
    FilterRule& rule = draft.record.rule;
    switch (find_member(kRuleMembers, input)) {
        case RuleMember::Ignored: return;
        case RuleMember::Id: return entry.text(rule.id);
        case RuleMember::Filter: return entry.text(draft.record.filter_id);
        case RuleMember::Direction: return entry.text(draft.direction);
        case RuleMember::Number: return entry.integer(draft.number, 0, kLargestNumber);
        case RuleMember::Action: return entry.text(draft.action);
        case RuleMember::Protocol: return entry.integer(draft.protocol, -1, 255);
        case RuleMember::SourcePorts: return entry.port_range(rule.source_ports);
        case RuleMember::DestinationPorts: return entry.port_range(rule.destination_ports);
        case RuleMember::SourceBlock: return entry.prefix(draft.from);
        case RuleMember::DestinationBlock: return entry.prefix(draft.to);
    }
}

// Checks what a rule has to say and moves it to its final form.
void settle_rule(const Input& input, EntryReader& entry, RuleDraft& draft) {
    if (!entry.sound()) return;
    FilterRule& rule = draft.record.rule;
    if (entry.undecided()) {
        return entry.incomplete(
            "only the deployed stack knows some values of this rule: save the "
            "output of aws ec2 describe-traffic-mirror-filters as well");
    }
    if (!draft.number) return entry.incomplete("the rule number is missing");
    if (!draft.from) return entry.incomplete("the source CIDR block is missing");
    if (!draft.to) return entry.incomplete("the destination CIDR block is missing");
    if (draft.action != "accept" && draft.action != "reject") {
        return entry.incomplete("the rule action has to be accept or reject");
    }
    if (draft.direction != "ingress" && draft.direction != "egress") {
        return entry.incomplete("the traffic direction has to be ingress or egress");
    }
    rule.number = *draft.number;
    rule.source = *draft.from;
    rule.destination = *draft.to;
    rule.action = draft.action == "accept" ? RuleAction::Accept : RuleAction::Reject;
    rule.direction = draft.direction == "ingress" ? Direction::Ingress : Direction::Egress;
    // Every protocol: not said; -1 as in security groups; 0 in Terraform, whose provider cannot
    // tell it from not said. To the API 0 is a protocol number (HOPOPT).
    const bool zero_is_all = input.dialect->zero_is_unset;
    if (draft.protocol && *draft.protocol >= (zero_is_all ? 1 : 0)) {
        rule.protocol = static_cast<std::uint8_t>(*draft.protocol);
    }
}

// True if the rule could be read; `draft` may hold what is known before.
bool read_rule_object(Input& input, RuleDraft& draft) {
    EntryReader entry(input);
    if (!input.json.enter_object()) {
        entry.wrong("expected an object");
        return false;
    }
    while (input.json.next_member()) read_rule_member(input, entry, draft);
    settle_rule(input, entry, draft);
    return entry.sound();
}

enum class FilterMember {
    Ignored,
    Id,
    Description,
    Tags,
    AllTags,
    Services,
    IngressRules,
    EgressRules,
    OtherCloud
};

constexpr MemberName<FilterMember> kFilterMembers[] = {
    {"TrafficMirrorFilterId", "id", FilterMember::Id},
    {"Description", "description", FilterMember::Description},
    {"Tags", "tags", FilterMember::Tags},
    {"Tags", "tags_all", FilterMember::AllTags},
    {"NetworkServices", "network_services", FilterMember::Services},
    {"IngressFilterRules", "", FilterMember::IngressRules},
    {"EgressFilterRules", "", FilterMember::EgressRules},
    {"TrafficMirrorFilterName", "", FilterMember::OtherCloud},
};

struct FilterDraft {
    FilterRecord record;
    std::string description;
    std::vector<Tag> tags;
    std::vector<Tag> all_tags;
    bool has_unsound_rule = false;
};

void read_service(EntryReader& entry, MirrorFilter& filter) {
    std::string service;
    entry.text(service);
    if (service == "amazon-dns") filter.amazon_dns = true;
}

// One direction's rules of a filter. One that cannot be read spoils the filter: an answer that is
// based on the others would be wrong.
void read_rules(Input& input, EntryReader& entry, FilterDraft& draft, Direction direction) {
    FilterRecord& record = draft.record;
    const bool ingress = direction == Direction::Ingress;
    record.has_rules = true;
    bool all_sound = true;
    entry.each([&] {
        RuleDraft rule_draft;
        rule_draft.direction = ingress ? "ingress" : "egress";
        all_sound = read_rule_object(input, rule_draft) && all_sound;
        FilterRule& rule = rule_draft.record.rule;
        auto& rules =
            rule.direction == Direction::Ingress ? record.filter.ingress : record.filter.egress;
        rules.push_back(std::move(rule));
    });
    if (!all_sound) draft.has_unsound_rule = true;
}

void read_filter_member(Input& input, EntryReader& entry, FilterDraft& draft) {
    MirrorFilter& filter = draft.record.filter;
    switch (find_member(kFilterMembers, input)) {
        case FilterMember::Ignored: return;
        case FilterMember::Id: return entry.text(filter.id);
        case FilterMember::Description: return entry.text(draft.description);
        case FilterMember::Tags: return entry.tags(draft.tags);
        case FilterMember::AllTags: return entry.tags(draft.all_tags);
        case FilterMember::Services: return entry.each([&] { read_service(entry, filter); });
        case FilterMember::IngressRules: return read_rules(input, entry, draft, Direction::Ingress);
        case FilterMember::EgressRules: return read_rules(input, entry, draft, Direction::Egress);
        case FilterMember::OtherCloud: return input.json.refuse(kAlibabaCloud);
    }
}

}  // namespace

void read_filter(Input& input, const std::string& id) {
    EntryReader entry(input);
    if (!input.json.enter_object()) return entry.wrong("expected an object");
    FilterDraft draft;
    while (input.json.next_member()) read_filter_member(input, entry, draft);
    if (!entry.sound()) return;
    MirrorFilter& filter = draft.record.filter;
    if (filter.id.empty()) filter.id = id;
    if (filter.id.empty()) return entry.incomplete("the filter id is missing");
    if (draft.has_unsound_rule) return entry.incomplete("a rule of this filter cannot be read");
    filter.name =
        given_name(draft.all_tags.empty() ? draft.tags : draft.all_tags, draft.description);
    input.contents.filters.push_back(std::move(draft.record));
}

void read_rule(Input& input, const std::string& id) {
    RuleDraft draft;
    const auto here = input.json.bookmark();
    const bool sound = read_rule_object(input, draft);
    const std::string& filter_id = draft.record.filter_id;
    if (filter_id.empty()) {
        input.ownerless.filter_rules = true;
        if (sound && !input.dialect->is_planned) {
            input.json.revisit(here, [&] { EntryReader(input).wrong("the rule names no filter"); });
        }
        return;
    }
    if (!sound) return input.contents.incomplete_filters.push_back(filter_id);
    if (draft.record.rule.id.empty()) draft.record.rule.id = id;
    input.contents.rules.push_back(std::move(draft.record));
}

void leave_out_new_filters(Input& input) {
    if (!std::exchange(input.ownerless.filter_rules, false)) return;
    FileContents& contents = input.contents;
    const auto is_new = [&](const std::string& id) { return id.starts_with(input.local_prefix); };
    std::erase_if(contents.filters,
                  [&](const FilterRecord& record) { return is_new(record.filter.id); });
    std::erase_if(contents.rules, [&](const RuleRecord& rule) { return is_new(rule.filter_id); });
}

}  // namespace vpcmirror
