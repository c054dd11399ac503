// SPDX-License-Identifier: GPL-2.0-or-later
#include "delivery/check.h"

#include "delivery/conditions.h"

namespace vpcmirror::delivery {

std::vector<Answer> check(const MirrorSession& session, const Topology& network) {
    static constexpr Answer (*kChecks[])(const Question&) = {
        check_instance_type,  check_source,        check_subnet,     check_source_traffic,
        check_filter,         check_session_order, check_target,     check_listener,
        check_region,         check_route,         check_source_acl, check_target_acl,
        check_security_group, check_members,       check_quotas};
    static_assert(std::size(kChecks) == kConditions);
    const Question question(session, network);
    std::vector<Answer> answers;
    answers.reserve(kConditions);
    for (const auto check_one : kChecks) answers.push_back(check_one(question));
    return answers;
}

std::vector<Answer> check(const MirrorSession& session, const Catalogue& catalogue) {
    return check(session, Topology(catalogue));
}

std::string not_judged(std::size_t sessions) {
    return "of " + std::to_string(sessions) +
           " sessions the first 10000 are, as many as an account may have; report the accounts one "
           "by one";
}

}  // namespace vpcmirror::delivery
