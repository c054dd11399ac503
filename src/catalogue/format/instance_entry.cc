// SPDX-License-Identifier: GPL-2.0-or-later
//
// Instances, and what they say of their interfaces.
#include <string>
#include <utility>

#include "catalogue/format/interface_entry.h"
#include "catalogue/format/interface_parts.h"

namespace vpcmirror {

namespace {

enum class InstanceMember {
    Ignored,
    Id,
    Interfaces,
    Placement,
    InterfaceId,
    PrimaryAddress,
    Addresses,
    Subnet,
    Zone,
    Type,
    State,
    Groups,
    Tags,
    AllTags
};

// Terraform's aws_instance says something about its primary interface only.
constexpr MemberName<InstanceMember> kInstanceMembers[] = {
    {"InstanceId", "id", InstanceMember::Id},
    {"NetworkInterfaces", "", InstanceMember::Interfaces},
    {"Placement", "", InstanceMember::Placement},
    {"", "primary_network_interface_id", InstanceMember::InterfaceId},
    {"", "network_interface_id", InstanceMember::InterfaceId},
    {"", "private_ip", InstanceMember::PrimaryAddress},
    {"", "secondary_private_ips", InstanceMember::Addresses},
    {"", "ipv6_addresses", InstanceMember::Addresses},
    {"", "subnet_id", InstanceMember::Subnet},
    {"AvailabilityZone", "availability_zone", InstanceMember::Zone},
    {"InstanceType", "instance_type", InstanceMember::Type},
    {"State", "instance_state", InstanceMember::State},
    {"", "vpc_security_group_ids", InstanceMember::Groups},
    {"Tags", "tags", InstanceMember::Tags},
    {"Tags", "tags_all", InstanceMember::AllTags},
};

struct InstanceDraft {
    std::string id;
    std::string type;
    std::string state;
    NetworkInterface primary;
    Name name;
};

// "running", or {"Code": 16, "Name": "running"}.
void read_instance_state(Input& input, EntryReader& entry, std::string& state) {
    if (input.json.kind() != JsonReader::Kind::Object) return entry.text(state);
    if (!input.json.enter_object()) return;
    while (input.json.next_member()) {
        if (input.json.key() == "Name") entry.text(state);
    }
}

void read_placement(Input& input, EntryReader& entry, NetworkInterface& interface) {
    if (!input.json.enter_object()) return;
    while (input.json.next_member()) {
        if (input.json.key() == "AvailabilityZone") entry.text(interface.availability_zone);
    }
}

void read_instance_member(Input& input, EntryReader& entry, InstanceDraft& draft) {
    switch (find_member(kInstanceMembers, input)) {
        case InstanceMember::Ignored: return;
        case InstanceMember::Id: return entry.text(draft.id);
        case InstanceMember::Interfaces: return entry.each([&] { read_interface(input); });
        case InstanceMember::Placement: return read_placement(input, entry, draft.primary);
        case InstanceMember::InterfaceId: return entry.text(draft.primary.id);
        case InstanceMember::PrimaryAddress: return entry.address(draft.primary.primary_address);
        case InstanceMember::Addresses:
            return entry.each([&] { read_address(input, entry, draft.primary); });
        case InstanceMember::Subnet: return entry.text(draft.primary.subnet_id);
        case InstanceMember::Zone: return entry.text(draft.primary.availability_zone);
        case InstanceMember::Type: return entry.text(draft.type);
        case InstanceMember::State: return read_instance_state(input, entry, draft.state);
        case InstanceMember::Groups: return read_groups(input, entry, draft.primary);
        case InstanceMember::Tags: return entry.name_tag(draft.name.in_tags);
        case InstanceMember::AllTags: return entry.name_tag(draft.name.in_all_tags);
    }
}

}  // namespace

void read_instance(Input& input, const std::string& id) {
    EntryReader entry(input);
    if (!input.json.enter_object()) return entry.wrong("expected an object");
    InstanceDraft draft;
    auto& interfaces = input.contents.interfaces;
    const std::size_t first = interfaces.size();
    while (input.json.next_member()) read_instance_member(input, entry, draft);
    if (!entry.sound()) return;
    if (draft.id.empty()) draft.id = id;
    if (draft.id.empty()) return entry.incomplete("the instance id is missing");
    if (!draft.primary.id.empty()) {
        settle(draft.primary);
        interfaces.push_back({draft.primary, {}, {}});
    }
    for (std::size_t i = first; i < interfaces.size(); ++i) {
        NetworkInterface& interface = interfaces[i].interface;
        interface.instance_id = draft.id;
        if (interface.availability_zone.empty()) {
            interface.availability_zone = draft.primary.availability_zone;
        }
    }
    input.contents.instances.push_back(
        {std::move(draft.id), draft.name.take(), std::move(draft.type), std::move(draft.state)});
}

}  // namespace vpcmirror
