// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/interface_entry.h"

#include <algorithm>
#include <utility>

namespace vpcmirror {

namespace {

enum class InterfaceMember {
    Ignored,
    Id,
    Mac,
    PrimaryAddress,
    Addresses,
    Delegated,
    Subnet,
    Vpc,
    Zone,
    Owner,
    Description,
    Type,
    Status,
    Groups,
    Attachment,
    Tags,
    AllTags
};

// The CLI calls the tags TagSet in its list of interfaces; Tags is for CloudFormation.
constexpr MemberName<InterfaceMember> kInterfaceMembers[] = {
    {"NetworkInterfaceId", "id", InterfaceMember::Id},
    {"MacAddress", "mac_address", InterfaceMember::Mac},
    {"PrivateIpAddress", "private_ip", InterfaceMember::PrimaryAddress},
    {"PrivateIpAddresses", "private_ips", InterfaceMember::Addresses},
    {"Ipv6Addresses", "ipv6_addresses", InterfaceMember::Addresses},
    {"Ipv4Prefixes", "ipv4_prefixes", InterfaceMember::Delegated},
    {"Ipv6Prefixes", "ipv6_prefixes", InterfaceMember::Delegated},
    {"SubnetId", "subnet_id", InterfaceMember::Subnet},
    {"VpcId", "vpc_id", InterfaceMember::Vpc},
    {"AvailabilityZone", "availability_zone", InterfaceMember::Zone},
    {"OwnerId", "owner_id", InterfaceMember::Owner},
    {"Description", "description", InterfaceMember::Description},
    {"InterfaceType", "interface_type", InterfaceMember::Type},
    {"Status", "", InterfaceMember::Status},
    {"Groups", "security_groups", InterfaceMember::Groups},
    {"Attachment", "attachment", InterfaceMember::Attachment},
    {"TagSet", "tags", InterfaceMember::Tags},
    {"Tags", "tags_all", InterfaceMember::AllTags},
};

// One that is written to both tags and tags_all has its name from the latter.
struct Name {
    std::string in_tags;
    std::string in_all_tags;

    std::string take() { return std::move(in_all_tags.empty() ? in_tags : in_all_tags); }
};

struct InterfaceDraft {
    InterfaceRecord record;
    Name name;
};

void add_address(NetworkInterface& interface, const IpAddress& address) {
    if (address.is_set()) interface.addresses.push_back(address);
}

// Brings the lists into the order that makes them comparable; the files promise none.
void settle(NetworkInterface& interface) {
    add_address(interface, interface.primary_address);
    auto& addresses = interface.addresses;
    std::ranges::sort(addresses);
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    std::ranges::sort(interface.groups);
    std::ranges::sort(interface.delegated, {}, [](const IpPrefix& prefix) {
        return std::pair(prefix.address, prefix.length);
    });
}

// An element of a list of addresses: a text, or an object that holds it among other things.
void read_address(Source& source, Entry& entry, NetworkInterface& interface) {
    IpAddress address;
    bool primary = false;
    if (!source.json.enter_object()) {
        entry.address(address);
    } else {
        while (source.json.next_member()) {
            const std::string_view key = source.json.key();
            if (key == "PrivateIpAddress" || key == "Ipv6Address") {
                entry.address(address);
            } else if (key == "Primary") {
                entry.boolean(primary);
            }
        }
    }
    add_address(interface, address);
    if (primary && !interface.primary_address.is_set()) interface.primary_address = address;
}

void read_delegated(Source& source, Entry& entry, NetworkInterface& interface) {
    std::optional<IpPrefix> prefix;
    if (!source.json.enter_object()) {
        entry.prefix(prefix);
    } else {
        while (source.json.next_member()) {
            const std::string_view key = source.json.key();
            if (key == "Ipv4Prefix" || key == "Ipv6Prefix") entry.prefix(prefix);
        }
    }
    if (prefix) interface.delegated.push_back(*prefix);
}

// {"InstanceId": "i-..."}, in Terraform [{"instance": "i-..."}], in its data sources instance_id.
void read_attached_instance(Source& source, Entry& entry, NetworkInterface& interface) {
    const auto read_object = [&] {
        if (!source.json.enter_object()) return;
        while (source.json.next_member()) {
            const std::string_view key = source.json.key();
            if (key == "InstanceId" || key == "instance" || key == "instance_id") {
                entry.text(interface.instance_id);
            }
        }
    };
    if (source.json.kind() == JsonReader::Kind::Array) {
        entry.each(read_object);
    } else {
        read_object();
    }
}

// [{"GroupId": "sg-..."}], in Terraform ["sg-..."].
void read_groups(Source& source, Entry& entry, NetworkInterface& interface) {
    entry.each([&] {
        std::string id;
        if (source.json.kind() != JsonReader::Kind::Object) {
            entry.text(id);
        } else if (source.json.enter_object()) {
            while (source.json.next_member()) {
                if (source.json.key() == "GroupId") entry.text(id);
            }
        }
        if (!id.empty()) interface.groups.push_back(std::move(id));
    });
}

void read_interface_member(Source& source, Entry& entry, InterfaceDraft& draft) {
    NetworkInterface& interface = draft.record.interface;
    switch (find_member(kInterfaceMembers, source)) {
        case InterfaceMember::Ignored: return;
        case InterfaceMember::Id: return entry.text(interface.id);
        case InterfaceMember::Mac: return entry.mac(interface.mac);
        case InterfaceMember::PrimaryAddress: return entry.address(interface.primary_address);
        case InterfaceMember::Addresses:
            return entry.each([&] { read_address(source, entry, interface); });
        case InterfaceMember::Delegated:
            return entry.each([&] { read_delegated(source, entry, interface); });
        case InterfaceMember::Subnet: return entry.text(interface.subnet_id);
        case InterfaceMember::Vpc: return entry.text(interface.vpc_id);
        case InterfaceMember::Zone: return entry.text(interface.availability_zone);
        case InterfaceMember::Owner: return entry.text(interface.account);
        case InterfaceMember::Description: return entry.text(draft.record.description);
        case InterfaceMember::Type: return entry.text(interface.type);
        case InterfaceMember::Status: return entry.text(interface.status);
        case InterfaceMember::Groups: return read_groups(source, entry, interface);
        case InterfaceMember::Attachment: return read_attached_instance(source, entry, interface);
        case InterfaceMember::Tags: return entry.name_tag(draft.name.in_tags);
        case InterfaceMember::AllTags: return entry.name_tag(draft.name.in_all_tags);
    }
}

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
void read_state(Source& source, Entry& entry, std::string& state) {
    if (source.json.kind() != JsonReader::Kind::Object) return entry.text(state);
    if (!source.json.enter_object()) return;
    while (source.json.next_member()) {
        if (source.json.key() == "Name") entry.text(state);
    }
}

void read_placement(Source& source, Entry& entry, NetworkInterface& interface) {
    if (!source.json.enter_object()) return;
    while (source.json.next_member()) {
        if (source.json.key() == "AvailabilityZone") entry.text(interface.availability_zone);
    }
}

void read_instance_member(Source& source, Entry& entry, InstanceDraft& draft) {
    switch (find_member(kInstanceMembers, source)) {
        case InstanceMember::Ignored: return;
        case InstanceMember::Id: return entry.text(draft.id);
        case InstanceMember::Interfaces: return entry.each([&] { read_interface(source); });
        case InstanceMember::Placement: return read_placement(source, entry, draft.primary);
        case InstanceMember::InterfaceId: return entry.text(draft.primary.id);
        case InstanceMember::PrimaryAddress: return entry.address(draft.primary.primary_address);
        case InstanceMember::Addresses:
            return entry.each([&] { read_address(source, entry, draft.primary); });
        case InstanceMember::Subnet: return entry.text(draft.primary.subnet_id);
        case InstanceMember::Zone: return entry.text(draft.primary.availability_zone);
        case InstanceMember::Type: return entry.text(draft.type);
        case InstanceMember::State: return read_state(source, entry, draft.state);
        case InstanceMember::Groups: return read_groups(source, entry, draft.primary);
        case InstanceMember::Tags: return entry.name_tag(draft.name.in_tags);
        case InstanceMember::AllTags: return entry.name_tag(draft.name.in_all_tags);
    }
}

}  // namespace

void read_interface(Source& source, const std::string& id) {
    Entry entry(source);
    if (!source.json.enter_object()) return entry.wrong("expected an object");
    InterfaceDraft draft;
    while (source.json.next_member()) read_interface_member(source, entry, draft);
    if (!entry.sound()) return;
    NetworkInterface& interface = draft.record.interface;
    if (interface.id.empty()) interface.id = id;
    if (interface.id.empty()) {
        // A template may describe an instance's interface without making it one of its resources:
        // no session can name that.
        if (source.dialect->has_functions) return;
        return entry.incomplete("the network interface id is missing");
    }
    settle(interface);
    draft.record.name_tag = draft.name.take();
    source.contents.interfaces.push_back(std::move(draft.record));
}

void read_instance(Source& source, const std::string& id) {
    Entry entry(source);
    if (!source.json.enter_object()) return entry.wrong("expected an object");
    InstanceDraft draft;
    auto& interfaces = source.contents.interfaces;
    const std::size_t first = interfaces.size();
    while (source.json.next_member()) read_instance_member(source, entry, draft);
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
    source.contents.instances.push_back(
        {std::move(draft.id), draft.name.take(), std::move(draft.type), std::move(draft.state)});
}

void read_attachment(Source& source, const std::string& /*id*/) {
    Entry entry(source);
    if (!source.json.enter_object()) return entry.wrong("expected an object");
    InterfaceRecord record;
    while (source.json.next_member()) {
        const std::string_view key = source.json.key();
        if (key == "NetworkInterfaceId" || key == "network_interface_id") {
            entry.text(record.interface.id);
        } else if (key == "InstanceId" || key == "instance_id") {
            entry.text(record.interface.instance_id);
        }
    }
    if (!entry.sound() || record.interface.id.empty()) return;
    source.contents.interfaces.push_back(std::move(record));
}

}  // namespace vpcmirror
