// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a load balancer forwards UDP 4789 to: the security groups of each have to let it in, from
// the source or from those of the load balancer.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html
#include <algorithm>
#include <utility>
#include <vector>

#include "delivery/access.h"
#include "delivery/security_group.h"

namespace vpcmirror::delivery {

namespace {

// The interface that a member of a target group is reached at; null: not known.
const NetworkInterface* member_interface(const std::string& member, const Question& question) {
    if (const NetworkInterface* interface = question.network.interface(member)) return interface;
    const auto attached = question.network.interfaces_of(member);
    if (!attached.empty()) return attached.front();
    const auto address = IpAddress::parse(member);
    if (!address) return nullptr;
    for (const NetworkInterface* interface :
         first_of(question.network.catalogue().interfaces_at(*address))) {
        if (vpc_of(*interface, question.network) == question.target.vpc_id) return interface;
    }
    return nullptr;
}

class Members {
  public:
    explicit Members(const Question& question) : question_(question) {}

    Answer check() {
        const auto listeners = question_.network.listeners_of(question_.session.target->resource);
        const auto looked_at = first_of(listeners);
        for (const Listener* listener : looked_at) {
            if (!takes_mirrored(*listener)) continue;
            listens_ = true;
            check_groups(*listener);
        }
        if (looked_at.size() < listeners.size())
            note_too_many(" has more listeners", command::kListeners);
        if (accused_) return std::move(*accused_);
        if (unknown_) return std::move(*unknown_);
        if (last_) return std::move(*last_);
        const std::string& name = question_.target.name;
        if (!listens_) {
            return not_checked(kCondition,
                               {name + " forwards nothing without a listener for UDP 4789",
                                command::kListeners, false});
        }
        if (is_planned(question_.session.target->resource)) {
            return not_checked(kCondition, {"what " + name + " forwards to is not known yet",
                                            "known after apply", false});
        }
        return not_checked(kCondition, {"no file says what " + name + " forwards UDP 4789 to",
                                        command::kTargetHealth, false});
    }

  private:
    static constexpr auto kCondition = Condition::Members;
    // More than AWS lets a load balancer have.
    static constexpr std::size_t kMostTargetGroups = 200;
    static constexpr std::size_t kMostMembers = 1000;
    static constexpr std::size_t kMostAlike = 16;
    static constexpr const char* kForwardsToMore = " forwards to more members or target groups";

    void check_groups(const Listener& listener) {
        for (const std::string& arn : listener.target_groups) {
            if (++groups_ > kMostTargetGroups)
                return note_too_many(kForwardsToMore, command::kTargetHealth);
            check_group(arn);
        }
    }

    void check_group(const std::string& arn) {
        const TargetGroup* group = question_.network.target_group(arn);
        if (!group) return;
        for (const std::string& member : group->members) {
            if (accused_) return;
            if (++checked_ > kMostMembers)
                return note_too_many(kForwardsToMore, command::kTargetHealth);
            check_member(member);
        }
    }

    void note_too_many(const char* of_what, const char* command) {
        unknown_ = not_checked(
            kCondition, {question_.target.name + of_what + " than are looked at", command, false});
    }

    // True if a member with these groups has been judged: this one is alike.
    bool is_known(const std::vector<std::string>& groups) {
        if (groups.empty()) return false;
        const auto same = [&](const auto* others) { return *others == groups; };
        if (std::ranges::any_of(judged_, same)) return true;
        if (judged_.size() < kMostAlike) judged_.push_back(&groups);
        return false;
    }

    void check_member(const std::string& member) {
        const NetworkInterface* interface = member_interface(member, question_);
        if (!interface && unknown_) return;
        if (!interface) {
            unknown_ =
                not_checked(kCondition, missing("member", member, false, command::kInterfaces));
            return;
        }
        if (is_known(interface->groups)) return;
        const LoadBalancer& balancer = *question_.target.balancer;
        std::span<const std::string> from;
        if (balancer.groups) from = *balancer.groups;
        Answer answer = judge_interface(kCondition, *interface, from, question_, left_);
        auto& place = answer.state == State::DoesNotHold  ? accused_
                      : answer.state == State::NotChecked ? unknown_
                                                          : last_;
        place = std::move(answer);
    }

    const Question& question_;
    bool listens_ = false;
    std::size_t groups_ = 0;
    std::size_t checked_ = 0;
    std::size_t left_ = kMostCompared;
    std::vector<const std::vector<std::string>*> judged_;
    std::optional<Answer> accused_;
    std::optional<Answer> unknown_;
    std::optional<Answer> last_;
};

}  // namespace

Answer check_members(const Question& question) {
    constexpr auto kCondition = Condition::Members;
    const MirrorTarget* target = question.session.target;
    if (target && !target->type.empty() && target->type != "network-load-balancer") {
        return holds(kCondition, "the target is no load balancer");
    }
    if (auto answer = unready_for_groups(kCondition, question)) return std::move(*answer);
    if (!question.target.balancer) return holds(kCondition, "the target is no load balancer");
    return Members(question).check();
}

}  // namespace vpcmirror::delivery
