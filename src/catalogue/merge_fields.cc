// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/merge_fields.h"

namespace vpcmirror {

void merge_fields(FieldMerge& fields, MirrorSession& into, const MirrorSession& from) {
    // A session that nobody named is called by its id.
    if (into.name == into.id) into.name.clear();
    if (from.name != from.id) fields.text(into.name, from.name, "name");
    if (into.name.empty()) into.name = into.id;
    fields.text(into.description, from.description, "description");
    fields.text(into.account, from.account, "owner");
    fields.text(into.interface_id, from.interface_id, "network interface");
    fields.text(into.target_id, from.target_id, "target");
    fields.text(into.filter_id, from.filter_id, "filter");
    fields.optional(into.vni, from.vni, "VNI");
    fields.optional(into.number, from.number, "session number");
    fields.value(into.packet_length, from.packet_length, "packet length");
    fields.list(into.tags, from.tags, "tags");
}

void merge_fields(FieldMerge& fields, InterfaceRecord& into, const InterfaceRecord& from) {
    NetworkInterface& a = into.interface;
    const NetworkInterface& b = from.interface;
    fields.text(into.name_tag, from.name_tag, "name");
    fields.text(into.description, from.description, "description");
    fields.text(a.instance_id, b.instance_id, "instance");
    fields.text(a.vpc_id, b.vpc_id, "VPC");
    fields.text(a.subnet_id, b.subnet_id, "subnet");
    fields.text(a.availability_zone, b.availability_zone, "availability zone");
    fields.text(a.account, b.account, "owner");
    fields.text(a.type, b.type, "type");
    fields.text(a.status, b.status, "status");
    fields.sorted_list(a.groups, b.groups, "security groups");
    fields.optional(a.mac, b.mac, "MAC address");
    if (!a.primary_address.is_set()) a.primary_address = b.primary_address;
    if (b.primary_address.is_set()) {
        fields.value(a.primary_address, b.primary_address, "primary address");
    }
    fields.sorted_list(a.addresses, b.addresses, "addresses");
    fields.list(a.delegated, b.delegated, "delegated prefixes");
}

void merge_fields(FieldMerge& fields, MirrorTarget& into, const MirrorTarget& from) {
    fields.text(into.type, from.type, "type");
    fields.text(into.resource, from.resource, "resource");
    fields.text(into.description, from.description, "description");
    fields.text(into.account, from.account, "owner");
}

void merge_fields(FieldMerge& fields, FilterRecord& into, const FilterRecord& from) {
    fields.text(into.filter.name, from.filter.name, "name");
    fields.value(into.filter.amazon_dns, from.filter.amazon_dns, "network services");
    if (!from.has_rules) return;
    if (into.has_rules) {
        fields.value(into.filter.ingress, from.filter.ingress, "ingress rules");
        fields.value(into.filter.egress, from.filter.egress, "egress rules");
    } else {
        into.filter.ingress = from.filter.ingress;
        into.filter.egress = from.filter.egress;
    }
    into.has_rules = true;
}

void merge_fields(FieldMerge& fields, RuleRecord& into, const RuleRecord& from) {
    fields.text(into.filter_id, from.filter_id, "filter");
    fields.value(into.rule, from.rule, "values");
}

void merge_fields(FieldMerge& fields, InstanceRecord& into, const InstanceRecord& from) {
    fields.text(into.name, from.name, "name");
    fields.text(into.type, from.type, "type");
    fields.text(into.state, from.state, "state");
}

}  // namespace vpcmirror
