// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/interface_entry.h"

#include <algorithm>
#include <utility>

#include "catalogue/format/interface_parts.h"

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

struct InterfaceDraft {
    InterfaceRecord record;
    Name name;
};

void read_delegated(Input& input, EntryReader& entry, NetworkInterface& interface) {
    std::optional<IpPrefix> prefix;
    if (!input.json.enter_object()) {
        entry.prefix(prefix);
    } else {
        while (input.json.next_member()) {
            const std::string_view key = input.json.key();
            if (key == "Ipv4Prefix" || key == "Ipv6Prefix") entry.prefix(prefix);
        }
    }
    if (prefix) interface.delegated.push_back(*prefix);
}

// {"InstanceId": "i-..."}, in Terraform [{"instance": "i-..."}], in its data sources instance_id.
void read_attached_instance(Input& input, EntryReader& entry, NetworkInterface& interface) {
    const auto read_object = [&] {
        if (!input.json.enter_object()) return;
        while (input.json.next_member()) {
            const std::string_view key = input.json.key();
            if (key == "InstanceId" || key == "instance" || key == "instance_id") {
                entry.text(interface.instance_id);
            }
        }
    };
    if (input.json.kind() == JsonReader::Kind::Array) {
        entry.each(read_object);
    } else {
        read_object();
    }
}

void read_interface_member(Input& input, EntryReader& entry, InterfaceDraft& draft) {
    NetworkInterface& interface = draft.record.interface;
    switch (find_member(kInterfaceMembers, input)) {
        case InterfaceMember::Ignored: return;
        case InterfaceMember::Id: return entry.text(interface.id);
        case InterfaceMember::Mac: return entry.mac(interface.mac);
        case InterfaceMember::PrimaryAddress: return entry.address(interface.primary_address);
        case InterfaceMember::Addresses:
            return entry.each([&] { read_address(input, entry, interface); });
        case InterfaceMember::Delegated:
            return entry.each([&] { read_delegated(input, entry, interface); });
        case InterfaceMember::Subnet: return entry.text(interface.subnet_id);
        case InterfaceMember::Vpc: return entry.text(interface.vpc_id);
        case InterfaceMember::Zone: return entry.text(interface.availability_zone);
        case InterfaceMember::Owner: return entry.text(interface.account);
        case InterfaceMember::Description: return entry.text(draft.record.description);
        case InterfaceMember::Type: return entry.text(interface.type);
        case InterfaceMember::Status: return entry.text(interface.status);
        case InterfaceMember::Groups: return read_groups(input, entry, interface);
        case InterfaceMember::Attachment: return read_attached_instance(input, entry, interface);
        case InterfaceMember::Tags: return entry.name_tag(draft.name.in_tags);
        case InterfaceMember::AllTags: return entry.name_tag(draft.name.in_all_tags);
    }
}

}  // namespace

static void add_address(NetworkInterface& interface, const IpAddress& address) {
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
void read_address(Input& input, EntryReader& entry, NetworkInterface& interface) {
    IpAddress address;
    bool primary = false;
    if (!input.json.enter_object()) {
        entry.address(address);
    } else {
        while (input.json.next_member()) {
            const std::string_view key = input.json.key();
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

// [{"GroupId": "sg-..."}], in Terraform ["sg-..."].
void read_groups(Input& input, EntryReader& entry, NetworkInterface& interface) {
    entry.each([&] {
        std::string id;
        if (input.json.kind() != JsonReader::Kind::Object) {
            entry.id_in_list(id);
        } else if (input.json.enter_object()) {
            while (input.json.next_member()) {
                if (input.json.key() == "GroupId") entry.text(id);
            }
        }
        if (!id.empty()) interface.groups.push_back(std::move(id));
    });
}

void read_interface(Input& input, const std::string& id) {
    EntryReader entry(input);
    if (!input.json.enter_object()) return entry.wrong("expected an object");
    InterfaceDraft draft;
    while (input.json.next_member()) read_interface_member(input, entry, draft);
    if (!entry.sound()) return;
    NetworkInterface& interface = draft.record.interface;
    if (interface.id.empty()) interface.id = id;
    if (interface.id.empty()) {
        // A template may describe an instance's interface without making it one of its resources:
        // no session can name that.
        if (input.dialect->has_functions) return;
        return entry.incomplete("the network interface id is missing");
    }
    settle(interface);
    draft.record.name_tag = draft.name.take();
    input.contents.interfaces.push_back(std::move(draft.record));
}

void read_attachment(Input& input, const std::string& /*id*/) {
    EntryReader entry(input);
    if (!input.json.enter_object()) return entry.wrong("expected an object");
    InterfaceRecord record;
    while (input.json.next_member()) {
        const std::string_view key = input.json.key();
        if (key == "NetworkInterfaceId" || key == "network_interface_id") {
            entry.text(record.interface.id);
        } else if (key == "InstanceId" || key == "instance_id") {
            entry.text(record.interface.instance_id);
        }
    }
    if (!entry.sound() || record.interface.id.empty()) return;
    input.contents.interfaces.push_back(std::move(record));
}

}  // namespace vpcmirror
