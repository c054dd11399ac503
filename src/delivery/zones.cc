// SPDX-License-Identifier: GPL-2.0-or-later
#include "delivery/zones.h"

#include <algorithm>
#include <vector>

#include "delivery/conditions.h"

namespace vpcmirror::delivery {

namespace {

void add(std::vector<std::string>& zones, const std::string& zone) {
    if (!zone.empty() && std::ranges::find(zones, zone) == zones.end()) zones.push_back(zone);
}

std::vector<std::string> zones_at(const Place& place, const Topology& topology) {
    std::vector<std::string> zones;
    if (place.interface) add(zones, zone_of(*place.interface, topology));
    if (place.balancer) {
        for (const std::string& zone : first_of(std::span(place.balancer->zones))) {
            add(zones, zone);
        }
    }
    if (!place.interface) {
        for (const std::string& id : place.subnets) {
            const Subnet* subnet = topology.subnet(id);
            if (subnet) add(zones, subnet->availability_zone);
        }
    }
    std::ranges::sort(zones);
    return zones;
}

}  // namespace

Zones zones_of(const MirrorSession& session, const Topology& topology) {
    const Question question(session, topology);
    Zones zones;
    if (question.source) zones.source = zone_of(*question.source, topology);
    const std::vector<std::string> targets = zones_at(question.target, topology);
    for (const std::string& zone : targets)
        zones.target += (zones.target.empty() ? "" : ",") + zone;
    if (zones.source.empty() || targets.empty()) return zones;
    const bool same = std::ranges::find(targets, zones.source) != targets.end();
    if (!same) {
        zones.crossing = Crossing::Yes;
    } else if (targets.size() == 1) {
        zones.crossing = Crossing::No;
    }
    return zones;
}

std::uint32_t encapsulation_bytes(IpFamily outer) {
    return outer == IpFamily::V6 ? 70 : 50;
}

const char* to_string(Crossing crossing) {
    switch (crossing) {
        case Crossing::Unknown: return "unknown";
        case Crossing::No: return "no";
        case Crossing::Yes: return "yes";
    }
    return "";
}

}  // namespace vpcmirror::delivery
