// SPDX-License-Identifier: GPL-2.0-or-later
//
// The filter and the order of sessions: "the first session with a matching filter is the one that
// mirrors the packets". Whether a packet that a rule of an earlier session rejects goes on to the
// next session is not documented.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-filters.html
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-sessions.html
#include "delivery/filter_order.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "catalogue/covers.h"
#include "delivery/conditions.h"

namespace vpcmirror::delivery {

namespace {

// A filter has 10 rules and an interface 3 sessions; comparing all with all takes time for nothing
// with more than any account has.
constexpr std::size_t kMostRulesCompared = 32;
constexpr std::size_t kMostRulesRead = 1000;
constexpr std::size_t kMostSessionsCompared = 6;

bool too_many(const MirrorFilter& filter) {
    return filter.ingress.size() + filter.egress.size() > kMostRulesCompared;
}

Gap filter_gap(const Question& question) {
    const MirrorSession& session = question.session;
    if (session.filter_id.empty() && !is_planned(session.id)) {
        return {"no file says the filter of session " + session.id, command::kSessions, false};
    }
    return missing("filter", session.filter_id, question.network.catalogue().filters().empty(),
                   command::kFilters);
}

const std::vector<FilterRule>& rules_of(const MirrorFilter& filter, Direction direction) {
    return direction == Direction::Ingress ? filter.ingress : filter.egress;
}

// True for the first rules of a direction; of others it is not asked whether they are reached.
bool is_compared(const std::vector<FilterRule>& rules, const FilterRule& rule) {
    return &rule < rules.data() + std::min(rules.size(), kMostRulesCompared);
}

// What an earlier session does with all that a rule of a later one accepts.
enum class Fate : std::uint8_t {
    Free,      // some of it goes on
    Taken,     // all of it is mirrored by the earlier session
    Rejected,  // of it only what a rule of the earlier session rejects is not taken
};

struct Decision {
    Fate fate = Fate::Free;
    const FilterRule* by = nullptr;
};

// True if `filter` itself rejects what `reject` rejects, before it comes to `rule`.
bool rejects_before(const MirrorFilter& filter, const FilterRule& rule, const FilterRule& reject) {
    for (const FilterRule& own : rules_of(filter, rule.direction)) {
        if (&own == &rule) return false;
        if (own.action == RuleAction::Reject && covers(own, reject)) return true;
    }
    return false;
}

Decision fate_of(const FilterRule& rule, const MirrorFilter& filter, const MirrorFilter& earlier) {
    const FilterRule* rejecting = nullptr;  // a part of it
    for (const FilterRule& other : rules_of(earlier, rule.direction)) {
        if (!overlaps(other, rule) || matches_nothing(other)) continue;
        const bool accepts = other.action == RuleAction::Accept;
        if (!covers(other, rule)) {
            if (!accepts && !rejects_before(filter, rule, other)) rejecting = &other;
        } else if (!accepts) {
            return {Fate::Rejected, &other};
        } else {
            return rejecting ? Decision{Fate::Rejected, rejecting} : Decision{Fate::Taken, &other};
        }
    }
    return {};
}

std::string taken_text(const MirrorSession& earlier, const std::string& how) {
    return "session " + earlier.id + " has a lower number on the same interface and " + how;
}

class Order {
  public:
    explicit Order(const Question& question) : session_(question.session) {
        for (const MirrorSession* other : question.network.sessions_of(session_.interface_id)) {
            if (other->number && *other->number < *session_.number) earlier_.push_back(other);
        }
    }

    Answer check() {
        if (earlier_.empty()) {
            return holds(kCondition, "no session of " + session_.interface_id +
                                         " has a lower number than " +
                                         std::to_string(*session_.number));
        }
        if (const MirrorSession* same = with_same_filter()) return taken_by_same_filter(*same);
        if (earlier_.size() > kMostSessionsCompared || too_many(*session_.filter)) {
            return not_checked(kCondition, {"there are more sessions or rules than AWS allows",
                                            "remove those that are not needed", false});
        }
        bool any = session_.filter->amazon_dns;
        bool free = session_.filter->amazon_dns && !earlier_takes_dns();
        each_reached(*session_.filter, [&](const FilterRule& rule) {
            any = true;
            free = look_at(rule) || free;
        });
        if (!any || free) {
            return holds(kCondition, "the " + std::to_string(earlier_.size()) +
                                         " sessions with a lower number leave it some traffic");
        }
        if (unknown_) return std::move(*unknown_);
        if (rejected_by_) return rejected();
        return taken();
    }

  private:
    static constexpr auto kCondition = Condition::SessionOrder;

    const MirrorSession* with_same_filter() const {
        const std::size_t most = std::min(earlier_.size(), kMostSessionsCompared);
        for (std::size_t i = 0; i < most; ++i) {
            if (earlier_[i]->filter_id == session_.filter_id) return earlier_[i];
        }
        return nullptr;
    }

    bool earlier_takes_dns() {
        for (const MirrorSession* other : earlier_) {
            if (!other->filter || !other->filter->amazon_dns) continue;
            taken_by_ = other;
            return true;
        }
        return false;
    }

    // True if some of what the rule accepts is left to this session.
    bool look_at(const FilterRule& rule) {
        for (const MirrorSession* other : earlier_) {
            if (!other->filter || too_many(*other->filter)) {
                unknown_ = not_checked(kCondition,
                                       {"the rules of session " + other->id +
                                            " of the same "
                                            "interface, which has a lower number, are in no file",
                                        command::kFilters, false});
                return false;
            }
            const Decision decision = fate_of(rule, *session_.filter, *other->filter);
            if (decision.fate == Fate::Free) continue;
            if (decision.fate == Fate::Taken) {
                taken_by_ = other;
                taken_rule_ = decision.by;
            } else {
                rejected_by_ = other;
                rejecting_ = decision.by;
            }
            return false;
        }
        return true;
    }

    std::string advice_on(const MirrorSession& by) const {
        return "give session " + session_.id + " a number below " + std::to_string(*by.number) +
               ", or session " + by.id + " a filter that leaves it something";
    }

    Answer taken_by_same_filter(const MirrorSession& by) const {
        return does_not_hold_by_lint(
            kCondition, taken_text(by, "the same filter: it takes all packets"), advice_on(by));
    }

    // By a rule of another filter; by none if all that this one accepts is amazon-dns. The lint
    // compares no rules.
    Answer taken() const {
        const std::string how = taken_rule_
                                    ? "by " + name_of_rule(*taken_rule_) +
                                          " of its filter takes all packets that this one accepts"
                                    : "accepts amazon-dns, and this one accepts nothing else";
        return does_not_hold(kCondition, taken_text(*taken_by_, how), advice_on(*taken_by_));
    }

    Answer rejected() const {
        return not_checked(kCondition,
                           {name_of_rule(*rejecting_) + " of session " + rejected_by_->id +
                                ", which has a lower number on the same interface, rejects what "
                                "is left of what this one accepts: AWS does not document whether "
                                "it goes on to a later session",
                            "give session " + session_.id + " a number below " +
                                std::to_string(*rejected_by_->number) + ", or remove that rule",
                            false});
    }

    const MirrorSession& session_;
    std::vector<const MirrorSession*> earlier_;
    const MirrorSession* taken_by_ = nullptr;
    const FilterRule* taken_rule_ = nullptr;
    const MirrorSession* rejected_by_ = nullptr;
    const FilterRule* rejecting_ = nullptr;
    std::optional<Answer> unknown_;
};

}  // namespace

std::string name_of_rule(const FilterRule& rule) {
    return std::string(rule.direction == Direction::Ingress ? "ingress" : "egress") + " rule " +
           std::to_string(rule.number) +
           (rule.id.empty() || is_planned(rule.id) ? "" : " (" + rule.id + ')');
}

const FilterRule* covering_rule(const std::vector<FilterRule>& rules, const FilterRule& rule) {
    if (!is_compared(rules, rule)) return nullptr;
    for (const FilterRule& earlier : rules) {
        if (&earlier == &rule) return nullptr;
        if (covers(earlier, rule)) return &earlier;
    }
    return nullptr;
}

bool matches_nothing(const FilterRule& rule) {
    return rule.source.address.family != rule.destination.address.family;
}

Answer check_filter(const Question& question) {
    constexpr auto kCondition = Condition::Filter;
    const MirrorFilter* filter = question.session.filter;
    if (!filter) return not_checked(kCondition, filter_gap(question));
    if (filter->ingress.size() + filter->egress.size() > kMostRulesRead) {
        return not_checked(kCondition, {"filter " + filter->id + " has more rules than AWS allows",
                                        command::kFilters, false});
    }
    const FilterRule* accepts = nullptr;
    bool may_accept = false;
    each_reached(*filter, [&](const FilterRule& rule) {
        const bool judged = is_compared(rules_of(*filter, rule.direction), rule);
        may_accept = may_accept || !judged;
        if (!accepts && judged) accepts = &rule;
    });
    if (accepts)
        return holds(kCondition,
                     "filter " + filter->id + ": " + name_of_rule(*accepts) + " accepts");
    if (filter->amazon_dns) {
        return holds(kCondition,
                     "filter " + filter->id + " accepts amazon-dns traffic, and nothing else");
    }
    if (may_accept) {
        return not_checked(kCondition, {"filter " + filter->id +
                                            " has more rules than are compared: "
                                            "the first accept nothing",
                                        "remove rules that are never reached", false});
    }
    for (const auto* rules : {&filter->ingress, &filter->egress}) {
        for (const FilterRule& rule : *rules) {
            const FilterRule* before = covering_rule(*rules, rule);
            if (rule.action != RuleAction::Accept || !before) continue;
            return does_not_hold_by_lint(
                kCondition,
                "filter " + filter->id + ": " + name_of_rule(rule) + " is never reached, because " +
                    name_of_rule(*before) + " rejects all that it would accept",
                "give the accept rule a number below " + std::to_string(before->number));
        }
    }
    return does_not_hold_by_lint(
        kCondition, "filter " + filter->id + " has no accept rule",
        is_planned(filter->id)
            ? "add a rule that accepts to the configuration of " + filter->id
            : "add a rule that accepts: aws ec2 create-traffic-mirror-filter-rule "
              "--traffic-mirror-filter-id " +
                  filter->id);
}

Answer check_session_order(const Question& question) {
    constexpr auto kCondition = Condition::SessionOrder;
    const MirrorSession& session = question.session;
    if (session.interface_id.empty()) return not_checked(kCondition, question.source_gap());
    const std::size_t of_interface = question.network.sessions_of(session.interface_id).size();
    if (of_interface == 1) {
        return holds(kCondition, "there is no other session of " + session.interface_id);
    }
    if (!session.number) {
        return not_checked(kCondition, {"no file says the number of session " + session.id,
                                        command::kSessions, false});
    }
    if (of_interface > 2 * kMostSessionsCompared) {
        return not_checked(kCondition, {"more sessions mirror " + session.interface_id +
                                            " than AWS allows: in which order is not judged",
                                        "remove those that are not needed", false});
    }
    if (!session.filter) return not_checked(kCondition, filter_gap(question));
    return Order(question).check();
}

}  // namespace vpcmirror::delivery
