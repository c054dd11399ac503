// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/merge_network.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "catalogue/id_table.h"
#include "catalogue/merge_fields.h"

namespace vpcmirror {

namespace {

template <class Entry>
const std::string& id_of(const Entry& entry) {
    return entry.id;
}
const std::string& id_of(const LoadBalancer& balancer) {
    return balancer.arn;
}
const std::string& id_of(const Listener& listener) {
    return listener.arn;
}
const std::string& id_of(const TargetGroup& group) {
    return group.arn;
}

template <class T>
void append(std::vector<T>& into, const std::vector<T>& from) {
    into.insert(into.end(), from.begin(), from.end());
}

// Takes the list `from` over: in the place of `into` where both are said to be whole, else to it.
template <class T>
void extend(FieldMerge& fields, Extent into_extent, std::vector<T>& into, Extent from_extent,
            const std::vector<T>& from, const char* field) {
    if (into_extent == Extent::Listed && from_extent == Extent::Listed) {
        fields.value(into, from, field);
    } else {
        append(into, from);
    }
}

void merge_fields(FieldMerge& fields, Subnet& into, const Subnet& from) {
    fields.text(into.vpc_id, from.vpc_id, "VPC");
    fields.text(into.availability_zone, from.availability_zone, "availability zone");
    fields.optional(into.block, from.block, "CIDR block");
    fields.list(into.ipv6_blocks, from.ipv6_blocks, "IPv6 CIDR blocks");
    fields.optional(into.ipv6_only, from.ipv6_only, "address family");
}

void merge_fields(FieldMerge& fields, SecurityGroup& into, const SecurityGroup& from) {
    fields.text(into.name, from.name, "name");
    fields.text(into.vpc_id, from.vpc_id, "VPC");
    extend(fields, into.extent, into.ingress, from.extent, from.ingress, "ingress rules");
    extend(fields, into.extent, into.egress, from.extent, from.egress, "egress rules");
    into.extent = std::max(into.extent, from.extent);
    into.unreadable = into.unreadable || from.unreadable;
}

void merge_fields(FieldMerge& /*fields*/, PrefixList& into, const PrefixList& from) {
    append(into.blocks, from.blocks);
    into.extent = std::max(into.extent, from.extent);
}

void merge_fields(FieldMerge& fields, NetworkAcl& into, const NetworkAcl& from) {
    fields.text(into.vpc_id, from.vpc_id, "VPC");
    extend(fields, into.extent, into.subnets, from.extent, from.subnets, "associations");
    extend(fields, into.extent, into.ingress, from.extent, from.ingress, "ingress entries");
    extend(fields, into.extent, into.egress, from.extent, from.egress, "egress entries");
    into.extent = std::max(into.extent, from.extent);
    into.is_default = into.is_default || from.is_default;
    into.unreadable = into.unreadable || from.unreadable;
}

void merge_fields(FieldMerge& fields, RouteTable& into, const RouteTable& from) {
    fields.text(into.vpc_id, from.vpc_id, "VPC");
    extend(fields, into.extent, into.subnets, from.extent, from.subnets, "associations");
    extend(fields, into.extent, into.routes, from.extent, from.routes, "routes");
    into.extent = std::max(into.extent, from.extent);
    into.is_main = into.is_main || from.is_main;
    into.unreadable = into.unreadable || from.unreadable;
}

void merge_fields(FieldMerge& fields, LoadBalancer& into, const LoadBalancer& from) {
    fields.text(into.type, from.type, "type");
    fields.text(into.state, from.state, "state");
    fields.text(into.vpc_id, from.vpc_id, "VPC");
    fields.optional(into.groups, from.groups, "security groups");
    fields.list(into.subnets, from.subnets, "subnets");
    fields.list(into.zones, from.zones, "availability zones");
}

void merge_fields(FieldMerge& fields, Listener& into, const Listener& from) {
    fields.text(into.load_balancer, from.load_balancer, "load balancer");
    fields.text(into.protocol, from.protocol, "protocol");
    fields.optional(into.port, from.port, "port");
    fields.list(into.target_groups, from.target_groups, "target groups");
}

void merge_fields(FieldMerge& fields, TargetGroup& into, const TargetGroup& from) {
    fields.optional(into.port, from.port, "port");
    append(into.members, from.members);
}

void merge_fields(FieldMerge& fields, Endpoint& into, const Endpoint& from) {
    fields.text(into.type, from.type, "type");
    fields.text(into.state, from.state, "state");
    fields.text(into.vpc_id, from.vpc_id, "VPC");
    fields.list(into.subnets, from.subnets, "subnets");
    fields.list(into.interfaces, from.interfaces, "network interfaces");
}

template <class Entry>
void join(std::span<const NamedContents> files, const Disagreement& disagree, const char* kind,
          std::vector<Entry> NetworkParts::*member, std::vector<Entry>& joined) {
    std::size_t count = 0;
    for (const NamedContents& file : files) count += (file.contents->network.*member).size();
    joined.reserve(count);  // an id's text has to stay where it is
    std::vector<std::size_t> last_file;
    last_file.reserve(count);
    IdTable places(count);
    for (std::size_t i = 0; i < files.size(); ++i) {
        for (const Entry& entry : files[i].contents->network.*member) {
            const std::size_t place = places.add(id_of(entry), joined.size());
            if (place == joined.size()) {
                joined.push_back(entry);
                last_file.push_back(i);
                continue;
            }
            FieldMerge fields;
            merge_fields(fields, joined[place], entry);
            if (fields.difference()) {
                disagree(i, last_file[place], std::string(kind) + ' ' + id_of(entry),
                         fields.difference());
            }
            last_file[place] = i;
        }
    }
}

}  // namespace

NetworkParts merge_network(std::span<const NamedContents> files, const Disagreement& disagree) {
    NetworkParts all;
    join(files, disagree, "subnet", &NetworkParts::subnets, all.subnets);
    join(files, disagree, "security group", &NetworkParts::groups, all.groups);
    join(files, disagree, "prefix list", &NetworkParts::prefix_lists, all.prefix_lists);
    join(files, disagree, "network ACL", &NetworkParts::acls, all.acls);
    join(files, disagree, "route table", &NetworkParts::route_tables, all.route_tables);
    join(files, disagree, "load balancer", &NetworkParts::load_balancers, all.load_balancers);
    join(files, disagree, "listener", &NetworkParts::listeners, all.listeners);
    join(files, disagree, "target group", &NetworkParts::target_groups, all.target_groups);
    join(files, disagree, "endpoint", &NetworkParts::endpoints, all.endpoints);
    for (NetworkAcl& acl : all.acls) {
        std::ranges::stable_sort(acl.ingress, {}, &AclEntry::number);
        std::ranges::stable_sort(acl.egress, {}, &AclEntry::number);
    }
    return all;
}

}  // namespace vpcmirror
