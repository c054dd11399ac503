// SPDX-License-Identifier: GPL-2.0-or-later
#include "delivery/condition.h"

namespace vpcmirror::delivery {

const char* to_string(Condition condition) {
    switch (condition) {
        case Condition::InstanceType: return "instance-type";
        case Condition::Source: return "source";
        case Condition::Subnet: return "subnet";
        case Condition::SourceTraffic: return "source-traffic";
        case Condition::Filter: return "filter";
        case Condition::SessionOrder: return "session-order";
        case Condition::Target: return "target";
        case Condition::Listener: return "listener";
        case Condition::Region: return "region";
        case Condition::Route: return "route";
        case Condition::SourceAcl: return "source-acl";
        case Condition::TargetAcl: return "target-acl";
        case Condition::SecurityGroup: return "security-group";
        case Condition::Members: return "members";
        case Condition::Quotas: return "quotas";
    }
    return "";
}

const char* title(Condition condition) {
    switch (condition) {
        case Condition::InstanceType: return "the source's instance type can be mirrored";
        case Condition::Source: return "the source is there and can be mirrored";
        case Condition::Subnet: return "the source's subnet has IPv4";
        case Condition::SourceTraffic:
            return "the source's security groups and network ACL let traffic pass";
        case Condition::Filter: return "the filter accepts traffic";
        case Condition::SessionOrder: return "no session with a lower number takes it all";
        case Condition::Target: return "the target is there and alive";
        case Condition::Listener: return "the load balancer listens on UDP 4789";
        case Condition::Region: return "source and target are in one Region";
        case Condition::Route: return "there is a route from source to target";
        case Condition::SourceAcl: return "the source's network ACL lets UDP 4789 out";
        case Condition::TargetAcl: return "the target's network ACL lets UDP 4789 in";
        case Condition::SecurityGroup: return "the target's security groups let UDP 4789 in";
        case Condition::Members: return "so do those of what the load balancer forwards to";
        case Condition::Quotas: return "no quota is exceeded";
    }
    return "";
}

const char* to_string(State state) {
    switch (state) {
        case State::Holds: return "holds";
        case State::DoesNotHold: return "does not hold";
        case State::NotChecked: return "not checked";
    }
    return "";
}

}  // namespace vpcmirror::delivery
