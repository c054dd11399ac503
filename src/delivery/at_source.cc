// SPDX-License-Identifier: GPL-2.0-or-later
#include "delivery/at_source.h"

#include "catalogue/covers.h"
#include "delivery/access.h"
#include "delivery/unfiltered.h"

namespace vpcmirror::delivery {

namespace {

// The AWS CLI shows the last entry of every ACL, Terraform does not.
std::string text(const AclEntry* entry) {
    constexpr std::uint32_t kLastEntry = 32767;
    return !entry || entry->number == kLastEntry ? "its last entry, which denies all"
                                                 : "entry " + std::to_string(entry->number);
}

class Judge {
  public:
    Judge(const NetworkInterface& interface, Direction direction, const DescribedPacket& packet,
          const Topology& network)
        : interface_(interface),
          ingress_(direction == Direction::Ingress),
          packet_(packet),
          network_(network),
          other_end_(ingress_ ? packet.source : packet.destination) {
        if (!packet.ports || !has_ports(packet.protocol)) return;
        own_port_ = ingress_ ? packet.ports->destination : packet.ports->source;
        other_port_ = ingress_ ? packet.ports->source : packet.ports->destination;
    }

    AtSource judge() const {
        const auto unfiltered =
            is_unfiltered(interface_, packet_.protocol, other_end_, other_port_, network_);
        if (unfiltered == true) return {};
        AtSource found = by_rules();
        if (!found.dropped_by.empty() && !unfiltered) {
            return {{}, found.dropped_by + " unless it is of Amazon's DNS, which is not known"};
        }
        return found;
    }

  private:
    AtSource by_rules() const {
        const AclAccess by_acl = ask_acl();
        if (by_acl.access == Access::Denied) {
            return {"network ACL " + network_.acl_of(interface_.subnet_id)->id + " drops it by " +
                        text(by_acl.entry),
                    {}};
        }
        const std::string& id = interface_.id;
        if (interface_.groups.empty())
            return {{}, "the security groups of " + id + " are not known"};
        const Access there = ask_groups(ingress_);
        if (there == Access::Denied && ask_groups(!ingress_) == Access::Denied) {
            return {"the security groups of " + id + " drop it", {}};
        }
        if (there == Access::Denied) {
            return {{},
                    "the security groups of " + id +
                        " let it pass only if it answers a connection in the other direction"};
        }
        if (there == Access::Unknown || by_acl.access == Access::Unknown) {
            return {{},
                    "whether the security groups and the network ACL of " + id +
                        " let it pass is not known"};
        }
        return {};
    }

    AclAccess ask_acl() const {
        const auto within = is_within_subnet(interface_, other_end_, network_);
        if (within == true) return {Access::Allowed, nullptr};
        const NetworkAcl* acl = network_.acl_of(interface_.subnet_id);
        if (!acl || acl->extent == Extent::Part || acl->unreadable) {
            return {Access::Unknown, nullptr};
        }
        AclAccess access = pass(ingress_ ? acl->ingress : acl->egress, flow(ingress_));
        if (access.access == Access::Denied && !within) access.access = Access::Unknown;
        return access;
    }

    Access ask_groups(bool ingress) const {
        return admit(interface_.groups, ingress ? Direction::Ingress : Direction::Egress,
                     flow(ingress), network_)
            .access;
    }

    // The packet, or in the other direction the one that it would answer.
    Flow flow(bool ingress) const {
        Flow flow;
        flow.protocol = packet_.protocol;
        flow.other_end = only(other_end_);
        flow.port = ingress ? own_port_ : other_port_;
        flow.other_interface = interface_at(other_end_, interface_, network_);
        return flow;
    }

    const NetworkInterface& interface_;
    const bool ingress_;
    const DescribedPacket& packet_;
    const Topology& network_;
    const IpAddress& other_end_;
    std::optional<std::uint16_t> own_port_;
    std::optional<std::uint16_t> other_port_;
};

}  // namespace

AtSource at_source(const NetworkInterface& interface, Direction direction,
                   const DescribedPacket& packet, const Topology& network) {
    return Judge(interface, direction, packet, network).judge();
}

}  // namespace vpcmirror::delivery
