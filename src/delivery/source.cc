// SPDX-License-Identifier: GPL-2.0-or-later
//
// The source: an interface of the type "interface" that is no target itself, attached to an
// instance that runs, of a type that can be mirrored, in a subnet with IPv4.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-sessions.html
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html
#include "delivery/conditions.h"
#include "delivery/instance_types.h"

namespace vpcmirror::delivery {

namespace {

Gap instance_gap(const Question& question) {
    const NetworkInterface& source = *question.source;
    if (source.instance_id.empty()) {
        if (is_planned(source.id)) {
            return {"the instance of " + name_of(source) + " is not known yet", "known after apply",
                    false};
        }
        return {"no file says which instance " + name_of(source) + " is attached to",
                command::kInterfaces, false};
    }
    return missing("instance", source.instance_id, question.network.parts().instances.empty(),
                   command::kInstances);
}

}  // namespace

Answer check_instance_type(const Question& question) {
    constexpr auto kCondition = Condition::InstanceType;
    if (!question.source) return not_checked(kCondition, question.source_gap());
    const Instance* instance = question.network.instance(question.source->instance_id);
    if (!instance) return not_checked(kCondition, instance_gap(question));
    const std::string& type = instance->type;
    if (type.empty()) {
        return not_checked(kCondition, {"no file says the type of instance " + instance->id,
                                        command::kInstances, false});
    }
    const std::string says = "instance " + instance->id + " is a " + type;
    constexpr const char* kAdvice =
        "use a source of a type that can be mirrored, such as t3, m5, c5 or r5";
    switch (mirror_support(type)) {
        case TypeSupport::Supported: return holds(kCondition, says);
        case TypeSupport::NotSupported:
            return does_not_hold(kCondition, says + ", a type that cannot be mirrored", kAdvice);
        case TypeSupport::BareMetal:
            return does_not_hold(kCondition, says + ": bare metal cannot be mirrored", kAdvice);
        case TypeSupport::NotInTable: break;
    }
    return not_checked(kCondition, {says + ", which is not in the table of " + kTypesAsOf,
                                    "see the AWS page traffic-mirroring-limits", false});
}

Answer check_source(const Question& question) {
    constexpr auto kCondition = Condition::Source;
    if (!question.source) return not_checked(kCondition, question.source_gap());
    const NetworkInterface& source = *question.source;
    const std::string name = name_of(source);
    const auto targets = question.network.targets_at(source.id);
    if (!targets.empty()) {
        return does_not_hold(
            kCondition,
            name + " is the target " + targets.front()->id + " itself: an interface cannot be both",
            "mirror another interface, or to another one");
    }
    if (!source.type.empty() && source.type != "interface") {
        return does_not_hold(kCondition,
                             name + " is of the type " + source.type +
                                 ": only those of the type interface can be mirrored",
                             "mirror the interface of an instance");
    }
    if (source.status == "available") {
        return does_not_hold(kCondition, name + " is attached to nothing (status available)",
                             "attach it to an instance");
    }
    const Instance* instance = question.network.instance(source.instance_id);
    if (instance && !instance->state.empty()) {
        const std::string says =
            name + " is attached to " + instance->id + ", which is " + instance->state;
        if (instance->state == "running") return holds(kCondition, says);
        return does_not_hold(kCondition, says, "start instance " + instance->id);
    }
    if (source.instance_id.empty() && source.status == "in-use") {
        return holds(kCondition, name + " is in use");
    }
    if (instance) {
        return not_checked(kCondition,
                           is_planned(instance->id)
                               ? Gap{"the state of instance " + instance->id + " is not known yet",
                                     "known after apply", false}
                               : Gap{"no file says the state of instance " + instance->id,
                                     command::kInstances, false});
    }
    return not_checked(kCondition, instance_gap(question));
}

Answer check_subnet(const Question& question) {
    constexpr auto kCondition = Condition::Subnet;
    if (!question.source) return not_checked(kCondition, question.source_gap());
    const NetworkInterface& source = *question.source;
    const Subnet* subnet = question.network.subnet(source.subnet_id);
    if (subnet && subnet->ipv6_only == true) {
        return does_not_hold(kCondition, "subnet " + subnet->id + " is IPv6-only",
                             "move the source to a subnet with IPv4");
    }
    if (source.primary_address.family == IpFamily::V4) {
        return holds(kCondition, name_of(source) + " has " + source.primary_address.text());
    }
    if (subnet && (subnet->ipv6_only || subnet->block)) {
        return holds(kCondition, "subnet " + subnet->id +
                                     (subnet->block ? " has " + subnet->block->text()
                                                    : std::string(" is not IPv6-only")));
    }
    if (subnet) {
        return not_checked(kCondition, {"no file says whether subnet " + subnet->id + " has IPv4",
                                        command::kSubnets, false});
    }
    if (source.subnet_id.empty() && !is_planned(source.id)) {
        return not_checked(kCondition, {"no file says the subnet of " + name_of(source),
                                        command::kInterfaces, false});
    }
    return not_checked(kCondition,
                       missing("subnet", source.subnet_id, question.network.parts().subnets.empty(),
                               command::kSubnets));
}

}  // namespace vpcmirror::delivery
