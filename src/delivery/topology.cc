// SPDX-License-Identifier: GPL-2.0-or-later
#include "delivery/topology.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "delivery/by_text.h"

namespace vpcmirror::delivery {

namespace {

template <class Entry>
using Pairs = std::vector<std::pair<std::string_view, const Entry*>>;

// In the order in which AWS asks them.
Pairs<MirrorSession> sessions_by_interface(const Catalogue& catalogue) {
    Pairs<MirrorSession> pairs;
    for (const MirrorSession& session : catalogue.sessions()) {
        if (!session.interface_id.empty()) pairs.emplace_back(session.interface_id, &session);
    }
    std::ranges::stable_sort(pairs, {}, [](const auto& pair) {
        return std::tuple(!pair.second->number, pair.second->number.value_or(0));
    });
    return pairs;
}

// The entry of the network that a subnet belongs to; the later of two.
template <class Entry>
Pairs<Entry> by_subnet(const std::vector<Entry>& entries) {
    Pairs<Entry> pairs;
    for (const Entry& entry : entries) {
        for (const std::string& subnet : entry.subnets) pairs.emplace_back(subnet, &entry);
    }
    return pairs;
}

Pairs<RouteTable> main_tables(const std::vector<RouteTable>& tables) {
    Pairs<RouteTable> pairs;
    for (const RouteTable& table : tables) {
        if (table.is_main && !table.vpc_id.empty()) pairs.emplace_back(table.vpc_id, &table);
    }
    return pairs;
}

Pairs<Listener> by_load_balancer(const std::vector<Listener>& listeners) {
    Pairs<Listener> pairs;
    for (const Listener& listener : listeners) {
        if (!listener.load_balancer.empty()) pairs.emplace_back(listener.load_balancer, &listener);
    }
    return pairs;
}

Pairs<NetworkInterface> by_instance(std::span<const NetworkInterface> interfaces) {
    Pairs<NetworkInterface> pairs;
    for (const NetworkInterface& interface : interfaces) {
        if (!interface.instance_id.empty()) pairs.emplace_back(interface.instance_id, &interface);
    }
    return pairs;
}

constexpr std::string_view kBalancerWord = "ELB ";

Pairs<NetworkInterface> by_balancer(std::span<const NetworkInterface> interfaces) {
    Pairs<NetworkInterface> pairs;
    for (const NetworkInterface& interface : interfaces) {
        const std::string_view text = interface.description;
        if (text.starts_with(kBalancerWord)) {
            pairs.emplace_back(text.substr(kBalancerWord.size()), &interface);
        }
    }
    return pairs;
}

Pairs<MirrorTarget> by_resource(std::span<const MirrorTarget> targets) {
    Pairs<MirrorTarget> pairs;
    for (const MirrorTarget& target : targets) {
        if (!target.resource.empty()) pairs.emplace_back(target.resource, &target);
    }
    return pairs;
}

template <class Entry>
const Entry* last(std::span<const Entry* const> entries) {
    return entries.empty() ? nullptr : entries.back();
}

}  // namespace

struct Topology::Index {
    ById<NetworkInterface> interfaces;
    ById<Instance> instances;
    ById<RouteTable> local;
    ById<Subnet> subnets;
    ById<SecurityGroup> groups;
    ById<PrefixList> prefix_lists;
    ById<LoadBalancer> load_balancers;
    ById<TargetGroup> target_groups;
    ById<Endpoint> endpoints;
    ByText<NetworkAcl> acls;
    ByText<RouteTable> tables;
    ByText<RouteTable> main;
    ByText<MirrorSession> sessions;
    ByText<Listener> listeners;
    ByText<NetworkInterface> attached;
    ByText<NetworkInterface> balancers;
    ByText<MirrorTarget> targets;
    SourceCounts sources;
    const TargetGroup* nameless = nullptr;  // members of a target group that no file names

    explicit Index(const Catalogue& catalogue, const NetworkParts& parts)
        : interfaces(catalogue.interfaces(), &NetworkInterface::id),
          instances(parts.instances, &Instance::id),
          local(parts.route_tables, &RouteTable::id),
          subnets(parts.subnets, &Subnet::id),
          groups(parts.groups, &SecurityGroup::id),
          prefix_lists(parts.prefix_lists, &PrefixList::id),
          load_balancers(parts.load_balancers, &LoadBalancer::arn),
          target_groups(parts.target_groups, &TargetGroup::arn),
          endpoints(parts.endpoints, &Endpoint::id),
          acls(by_subnet(parts.acls)),
          tables(by_subnet(parts.route_tables)),
          main(main_tables(parts.route_tables)),
          sessions(sessions_by_interface(catalogue)),
          listeners(by_load_balancer(parts.listeners)),
          attached(by_instance(catalogue.interfaces())),
          balancers(by_balancer(catalogue.interfaces())),
          targets(by_resource(catalogue.targets())),
          sources(catalogue) {
        std::set<std::string_view> names;
        for (const Listener& listener : parts.listeners) {
            names.insert(listener.target_groups.begin(), listener.target_groups.end());
        }
        for (const TargetGroup& group : parts.target_groups) names.insert(group.arn);
        names.erase("");
        const auto found = std::ranges::find(parts.target_groups, "", &TargetGroup::arn);
        if (names.size() == 1 && found != parts.target_groups.end()) nameless = &*found;
    }
};

Topology::Topology(const Catalogue& catalogue)
    : catalogue_(catalogue),
      index_(std::make_unique<const Index>(catalogue, catalogue.network())) {}

Topology::~Topology() = default;

const NetworkInterface* Topology::interface(std::string_view id) const {
    return index_->interfaces.find(id);
}

const Instance* Topology::instance(std::string_view id) const {
    return index_->instances.find(id);
}

const RouteTable* Topology::local_routes(std::string_view vpc_id) const {
    return index_->local.find(vpc_id);
}

const Subnet* Topology::subnet(std::string_view id) const {
    return index_->subnets.find(id);
}

const SecurityGroup* Topology::group(std::string_view id) const {
    return index_->groups.find(id);
}

const PrefixList* Topology::prefix_list(std::string_view id) const {
    return index_->prefix_lists.find(id);
}

const LoadBalancer* Topology::load_balancer(std::string_view arn) const {
    return index_->load_balancers.find(arn);
}

const TargetGroup* Topology::target_group(std::string_view arn) const {
    const TargetGroup* group = index_->target_groups.find(arn);
    return (!group || group->members.empty()) && index_->nameless ? index_->nameless : group;
}

const Endpoint* Topology::endpoint(std::string_view id) const {
    return index_->endpoints.find(id);
}

const NetworkAcl* Topology::acl_of(std::string_view subnet_id) const {
    return last(index_->acls.find(subnet_id));
}

const RouteTable* Topology::route_table_of(std::string_view subnet_id,
                                           std::string_view vpc_id) const {
    const RouteTable* table = last(index_->tables.find(subnet_id));
    return table ? table : last(index_->main.find(vpc_id));
}

Topology::Sessions Topology::sessions_of(std::string_view interface_id) const {
    return index_->sessions.find(interface_id);
}

std::span<const Listener* const> Topology::listeners_of(std::string_view load_balancer) const {
    return index_->listeners.find(load_balancer);
}

std::span<const NetworkInterface* const> Topology::interfaces_of(
    std::string_view instance_id) const {
    return index_->attached.find(instance_id);
}

std::span<const NetworkInterface* const> Topology::interfaces_described(
    std::string_view path) const {
    return index_->balancers.find(path);
}

std::span<const MirrorTarget* const> Topology::targets_at(std::string_view resource) const {
    return index_->targets.find(resource);
}

std::size_t Topology::sources_of(std::string_view resource) const {
    return index_->sources.of(resource);
}

}  // namespace vpcmirror::delivery
