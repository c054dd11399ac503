// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/lint/lint_rules.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "catalogue/covers.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kRuleQuota = 10;
// Comparing each rule with each other one takes time for nothing with more than any filter has.
constexpr std::size_t kMostRulesCompared = 1000;

std::string named_rule(const FilterRule& rule) {
    const char* direction = rule.direction == Direction::Ingress ? "ingress" : "egress";
    return std::string(direction) + " rule " + std::to_string(rule.number);
}

bool accepts(const FilterRule& rule) {
    return rule.action == RuleAction::Accept;
}

class FilterLint {
  public:
    FilterLint(const MirrorFilter& filter, std::vector<LintFinding>& findings)
        : filter_(filter), findings_(findings) {}

    void check() {
        const std::size_t count = filter_.ingress.size() + filter_.egress.size();
        if (count > kRuleQuota) {
            add(LintKind::TooManyRules, {},
                "has " + std::to_string(count) + " rules; AWS allows 10 per filter");
        }
        check(filter_.ingress, "ingress");
        check(filter_.egress, "egress");
    }

  private:
    void check(const std::vector<FilterRule>& rules, const char* direction) {
        if (std::ranges::none_of(rules, accepts)) {
            add(LintKind::NothingAccepted, {},
                std::string("has no ") + direction + " rule that accepts: no " + direction +
                    " traffic" + (filter_.amazon_dns ? " but that of amazon-dns" : "") +
                    " is mirrored");
        }
        for (std::size_t i = 0; i < rules.size(); ++i) {
            check_alone(rules[i]);
            if (i > 0 && rules[i].number == rules[i - 1].number) {
                add(LintKind::DuplicateRuleNumber, {rules[i].id, rules[i - 1].id},
                    "has two rules of the same number: " + named_rule(rules[i]));
            }
            if (rules.size() <= kMostRulesCompared) check_reached(rules, i);
        }
    }

    void check_alone(const FilterRule& rule) {
        if (rule.source.address.family != rule.destination.address.family) {
            add(LintKind::MixedFamilies, {rule.id},
                named_rule(rule) + " matches nothing: it goes from " + rule.source.text() + " to " +
                    rule.destination.text());
        }
        if (rule.protocol == 0) {
            add(LintKind::ProtocolZero, {rule.id},
                named_rule(rule) +
                    " is for protocol 0, the IPv6 hop-by-hop option; a rule for all "
                    "protocols has no protocol");
        }
    }

    void check_reached(const std::vector<FilterRule>& rules, std::size_t later) {
        for (std::size_t earlier = 0; earlier < later; ++earlier) {
            if (!covers(rules[earlier], rules[later])) continue;
            add(LintKind::UnreachableRule, {rules[later].id, rules[earlier].id},
                named_rule(rules[later]) + " is never reached: rule " +
                    std::to_string(rules[earlier].number) + " matches all that it matches");
            return;
        }
    }

    // The filter's id follows those of the rules.
    void add(LintKind kind, std::vector<std::string> rules, const std::string& text) {
        rules.push_back(filter_.id);
        findings_.push_back({kind, std::move(rules), "filter " + filter_.id + ": " + text});
    }

    const MirrorFilter& filter_;
    std::vector<LintFinding>& findings_;
};

}  // namespace

void lint_filter(const MirrorFilter& filter, std::vector<LintFinding>& findings) {
    FilterLint(filter, findings).check();
}

bool has_accept_rule(const MirrorFilter& filter) {
    return std::ranges::any_of(filter.ingress, accepts) ||
           std::ranges::any_of(filter.egress, accepts);
}

}  // namespace vpcmirror
