// SPDX-License-Identifier: GPL-2.0-or-later
//
// Quotas: 3 sessions an interface, 10 rules a filter, and for a target that is an interface 10
// sources, 100 on the largest size of its family.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-quotas.html
#include <utility>

#include "delivery/conditions.h"
#include "delivery/instance_types.h"

namespace vpcmirror::delivery {

namespace {

constexpr auto kCondition = Condition::Quotas;
constexpr std::size_t kSessionQuota = 3;
constexpr std::size_t kRuleQuota = 10;
constexpr std::size_t kMostSources = 10;
constexpr std::size_t kMostSourcesOfLargest = 100;

Answer check_sources(const Question& question, std::size_t sources) {
    const NetworkInterface& target = *question.target.interface;
    const std::string says =
        std::to_string(sources) + " interfaces are mirrored to " + name_of(target);
    const Instance* instance = question.network.instance(target.instance_id);
    const SizeRank rank =
        instance && !instance->type.empty() ? size_rank(instance->type) : SizeRank::NotInTable;
    constexpr const char* kAdvice = "mirror to a Network Load Balancer, which takes any number";
    if (sources > kMostSourcesOfLargest) {
        return does_not_hold(kCondition, says + "; an interface takes 100 at the most", kAdvice);
    }
    if (rank == SizeRank::Smaller) {
        return does_not_hold(kCondition, says + "; a " + instance->type + " takes 10", kAdvice);
    }
    if (rank == SizeRank::Largest) {
        return holds(kCondition, says + "; a " + instance->type + " takes 100");
    }
    if (!instance || instance->type.empty()) {
        return not_checked(kCondition, {says + "; the largest instance size takes 100, others 10",
                                        command::kInstances, false});
    }
    return not_checked(kCondition,
                       {says + "; " + instance->type + " is not in the table of " + kTypesAsOf +
                            ": the largest size of a family takes 100, others 10",
                        "see the AWS page traffic-mirroring-quotas", false});
}

}  // namespace

Answer check_quotas(const Question& question) {
    const MirrorSession& session = question.session;
    const std::size_t sessions = question.network.sessions_of(session.interface_id).size();
    if (sessions > kSessionQuota) {
        return does_not_hold_by_lint(kCondition,
                                     std::to_string(sessions) + " sessions mirror " +
                                         session.interface_id + "; AWS allows 3",
                                     "remove those that are not needed");
    }
    if (session.filter) {
        const std::size_t rules = session.filter->ingress.size() + session.filter->egress.size();
        if (rules > kRuleQuota) {
            return does_not_hold_by_lint(kCondition,
                                         "filter " + session.filter->id + " has " +
                                             std::to_string(rules) +
                                             " rules; AWS allows 10 unless the quota was raised",
                                         "have fewer rules, or ask for a higher quota");
        }
    }
    if (session.interface_id.empty()) return not_checked(kCondition, question.source_gap());
    if (!session.target) {
        return not_checked(kCondition, question.target.gap.value_or(Gap{}));
    }
    const std::size_t sources = question.network.sources_of(session.target->resource);
    if (question.target.interface && sources > kMostSources)
        return check_sources(question, sources);
    return holds(kCondition,
                 std::to_string(sessions) + " of 3 sessions of " + session.interface_id);
}

}  // namespace vpcmirror::delivery
