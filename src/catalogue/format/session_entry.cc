// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/session_entry.h"

#include <utility>

#include "catalogue/format/foreign.h"

namespace vpcmirror {

namespace {

enum class SessionMember {
    Ignored,
    Id,
    Source,
    Target,
    Filter,
    Owner,
    PacketLength,
    Number,
    Vni,
    Description,
    Tags,
    AllTags,
    OtherCloud
};

constexpr MemberName<SessionMember> kSessionMembers[] = {
    {"TrafficMirrorSessionId", "id", SessionMember::Id},
    {"NetworkInterfaceId", "network_interface_id", SessionMember::Source},
    {"TrafficMirrorTargetId", "traffic_mirror_target_id", SessionMember::Target},
    {"TrafficMirrorFilterId", "traffic_mirror_filter_id", SessionMember::Filter},
    {"OwnerId", "owner_id", SessionMember::Owner},
    {"PacketLength", "packet_length", SessionMember::PacketLength},
    {"SessionNumber", "session_number", SessionMember::Number},
    {"VirtualNetworkId", "virtual_network_id", SessionMember::Vni},
    {"Description", "description", SessionMember::Description},
    {"Tags", "tags", SessionMember::Tags},
    {"Tags", "tags_all", SessionMember::AllTags},
    {"TrafficMirrorSourceIds", "", SessionMember::OtherCloud},
    {"TrafficMirrorSessionName", "", SessionMember::OtherCloud},
};

void read_vni(EntryReader& entry, std::optional<Vni>& vni) {
    std::optional<std::uint32_t> value;
    entry.integer(value, 0, Vni::kLargest);
    if (value) vni = Vni{*value};
}

void read_session_member(Input& input, EntryReader& entry, MirrorSession& session,
                         std::vector<Tag>& all_tags) {
    switch (find_member(kSessionMembers, input)) {
        case SessionMember::Ignored: return;
        case SessionMember::Id: return entry.text(session.id);
        case SessionMember::Source: return entry.text(session.interface_id);
        case SessionMember::Target: return entry.text(session.target_id);
        case SessionMember::Filter: return entry.text(session.filter_id);
        case SessionMember::Owner: return entry.text(session.account);
        case SessionMember::PacketLength:
            return entry.integer(session.packet_length, 0, kLargestNumber);
        case SessionMember::Number: return entry.integer(session.number, 0, kLargestNumber);
        case SessionMember::Vni: return read_vni(entry, session.vni);
        case SessionMember::Description: return entry.text(session.description);
        case SessionMember::Tags: return entry.tags(session.tags);
        case SessionMember::AllTags: return entry.tags(all_tags);
        case SessionMember::OtherCloud: return input.json.refuse(kAlibabaCloud);
    }
}

enum class TargetMember {
    Ignored,
    Id,
    Type,
    Interface,
    LoadBalancer,
    Endpoint,
    Description,
    Owner
};

constexpr MemberName<TargetMember> kTargetMembers[] = {
    {"TrafficMirrorTargetId", "id", TargetMember::Id},
    {"Type", "", TargetMember::Type},
    {"NetworkInterfaceId", "network_interface_id", TargetMember::Interface},
    {"NetworkLoadBalancerArn", "network_load_balancer_arn", TargetMember::LoadBalancer},
    {"GatewayLoadBalancerEndpointId", "gateway_load_balancer_endpoint_id", TargetMember::Endpoint},
    {"Description", "description", TargetMember::Description},
    {"OwnerId", "owner_id", TargetMember::Owner},
};

// The resource that a target stands for; of its three members one is set.
void read_resource(EntryReader& entry, MirrorTarget& target, const char* type) {
    std::string resource;
    entry.text(resource);
    if (resource.empty()) return;
    target.resource = std::move(resource);
    target.type = type;
}

void read_target_member(Input& input, EntryReader& entry, MirrorTarget& target, std::string& type) {
    switch (find_member(kTargetMembers, input)) {
        case TargetMember::Ignored: return;
        case TargetMember::Id: return entry.text(target.id);
        case TargetMember::Type: return entry.text(type);
        case TargetMember::Interface: return read_resource(entry, target, "network-interface");
        case TargetMember::LoadBalancer:
            return read_resource(entry, target, "network-load-balancer");
        case TargetMember::Endpoint:
            return read_resource(entry, target, "gateway-load-balancer-endpoint");
        case TargetMember::Description: return entry.text(target.description);
        case TargetMember::Owner: return entry.text(target.account);
    }
}

}  // namespace

void read_session(Input& input, const std::string& id) {
    EntryReader entry(input);
    if (!input.json.enter_object()) return entry.wrong("expected an object");
    MirrorSession session;
    std::vector<Tag> all_tags;
    while (input.json.next_member()) read_session_member(input, entry, session, all_tags);
    if (!entry.sound()) return;
    if (session.id.empty()) session.id = id;
    if (session.id.empty()) return entry.incomplete("the session id is missing");
    if (!session.vni && input.dialect->no_vni) entry.warn(input.dialect->no_vni);
    // Nothing can ask for 0 bytes of each packet; Terraform writes 0 for not said.
    if (session.packet_length == 0u) session.packet_length.reset();
    if (!all_tags.empty()) session.tags = std::move(all_tags);
    session.name = given_name(session.tags, session.description);
    if (session.name.empty()) session.name = session.id;
    input.contents.sessions.push_back(std::move(session));
}

void read_target(Input& input, const std::string& id) {
    EntryReader entry(input);
    if (!input.json.enter_object()) return entry.wrong("expected an object");
    MirrorTarget target;
    std::string type;
    while (input.json.next_member()) read_target_member(input, entry, target, type);
    if (!entry.sound()) return;
    if (target.id.empty()) target.id = id;
    if (target.id.empty()) return entry.incomplete("the target id is missing");
    if (!type.empty()) target.type = std::move(type);
    input.contents.targets.push_back(std::move(target));
}

}  // namespace vpcmirror
