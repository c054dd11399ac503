// SPDX-License-Identifier: GPL-2.0-or-later
//
// The catalogue as the questions about delivery ask it: by ids, by interface, by subnet. Built once
// for many questions, in a few milliseconds for the largest account; the catalogue must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "catalogue/catalogue.h"
#include "catalogue/network.h"

namespace vpcmirror::delivery {

// True of the id of something that a plan or a template is yet to create. Such an id is the address
// of a resource, and no file of AWS's knows it.
bool is_planned(std::string_view id);

// True if it stands for one that a plan does not tell either.
bool is_after_apply(std::string_view id);

// The block that is one address.
inline IpPrefix only(const IpAddress& address) {
    return {address, static_cast<std::uint8_t>(address.family == IpFamily::V4 ? 32 : 128)};
}

inline bool is_one_address(const IpPrefix& block) {
    return block == only(block.address);
}

// Holds pointers and views only. Texts that it is asked with need not outlive the call.
class Topology {
  public:
    using Sessions = std::span<const MirrorSession* const>;

    // Throws std::bad_alloc only. May be asked by several threads.
    explicit Topology(const Catalogue& catalogue);
    Topology(const Topology&) = delete;
    Topology& operator=(const Topology&) = delete;
    ~Topology();

    const Catalogue& catalogue() const { return catalogue_; }
    const NetworkParts& parts() const { return catalogue_.network(); }

    // Null if the catalogue does not hold it. By id. Look-ups here take constant time and allocate
    // nothing.
    const NetworkInterface* interface(std::string_view id) const;
    const Instance* instance(std::string_view id) const;
    // The local routes of a VPC, as a table of no subnet.
    const RouteTable* local_routes(std::string_view vpc_id) const;
    const Subnet* subnet(std::string_view id) const;
    const SecurityGroup* group(std::string_view id) const;
    const PrefixList* prefix_list(std::string_view id) const;
    // By ARN, as mirror targets and listeners name them.
    const LoadBalancer* load_balancer(std::string_view arn) const;
    const TargetGroup* target_group(std::string_view arn) const;
    const Endpoint* endpoint(std::string_view id) const;

    // That of the subnet, or null. A table without an association is the VPC's main one.
    const NetworkAcl* acl_of(std::string_view subnet_id) const;
    const RouteTable* route_table_of(std::string_view subnet_id, std::string_view vpc_id) const;

    // In ascending session number; those without a number last. The order in which AWS asks them.
    Sessions sessions_of(std::string_view interface_id) const;
    // Empty where no file says any: that is not the same as none.
    std::span<const Listener* const> listeners_of(std::string_view load_balancer) const;
    // There are listeners of which the load balancer is not known.
    bool some_listeners_float() const;
    std::span<const NetworkInterface* const> interfaces_of(std::string_view instance_id) const;
    // Those of a load balancer: AWS describes them as "ELB net/NAME/ID"; `path` is "net/NAME/ID".
    std::span<const NetworkInterface* const> interfaces_described(std::string_view path) const;
    // The mirror targets that stand for this resource.
    std::span<const MirrorTarget* const> targets_at(std::string_view resource) const;
    // How many interfaces are mirrored to this resource (an interface, a load balancer, ...). For
    // the quota of sources per target; sessions without an interface are not counted.
    std::size_t sources_of(std::string_view resource) const;

  private:
    // Tables from ids to places (catalogue/id_table.h).
    struct Index;
    const Catalogue& catalogue_;
    std::unique_ptr<const Index> index_;
};

}  // namespace vpcmirror::delivery
