// SPDX-License-Identifier: GPL-2.0-or-later
#include "fields.h"

#include "analysis/packet_report.h"
#include "analysis/words.h"
#include "epanxx/field.h"

namespace vpcmirror {

int hf_vpcmirror_vni = -1;
int hf_vpcmirror_session = -1;
int hf_vpcmirror_session_label = -1;
int hf_vpcmirror_session_id = -1;
int hf_vpcmirror_session_name = -1;
int hf_vpcmirror_session_number = -1;
int hf_vpcmirror_session_description = -1;
int hf_vpcmirror_session_packet_length = -1;
int hf_vpcmirror_session_tag = -1;
int hf_vpcmirror_session_match = -1;
int hf_vpcmirror_session_candidate = -1;
int hf_vpcmirror_source = -1;
int hf_vpcmirror_source_eni = -1;
int hf_vpcmirror_source_name = -1;
int hf_vpcmirror_source_instance = -1;
int hf_vpcmirror_source_vpc = -1;
int hf_vpcmirror_source_subnet = -1;
int hf_vpcmirror_source_zone = -1;
int hf_vpcmirror_source_account = -1;
int hf_vpcmirror_source_ip = -1;
int hf_vpcmirror_source_ipv6 = -1;
int hf_vpcmirror_target = -1;
int hf_vpcmirror_target_id = -1;
int hf_vpcmirror_target_type = -1;
int hf_vpcmirror_target_resource = -1;
int hf_vpcmirror_direction = -1;
int hf_vpcmirror_remote = -1;
int hf_vpcmirror_peer = -1;
int hf_vpcmirror_peer_eni = -1;
int hf_vpcmirror_peer_name = -1;
int hf_vpcmirror_peer_instance = -1;
int hf_vpcmirror_peer_description = -1;
int hf_vpcmirror_peer_vpc = -1;
int hf_vpcmirror_inner = -1;
int hf_vpcmirror_inner_ip_src = -1;
int hf_vpcmirror_inner_ip_dst = -1;
int hf_vpcmirror_inner_ip_addr = -1;
int hf_vpcmirror_inner_ipv6_src = -1;
int hf_vpcmirror_inner_ipv6_dst = -1;
int hf_vpcmirror_inner_ipv6_addr = -1;
int hf_vpcmirror_inner_srcport = -1;
int hf_vpcmirror_inner_dstport = -1;
int hf_vpcmirror_inner_port = -1;
int hf_vpcmirror_inner_protocol = -1;
int hf_vpcmirror_truncated = -1;
int hf_vpcmirror_truncated_cause = -1;
int hf_vpcmirror_length = -1;
int hf_vpcmirror_length_original = -1;
int hf_vpcmirror_length_mirrored = -1;
int hf_vpcmirror_length_captured = -1;
int hf_vpcmirror_length_missing = -1;
int hf_vpcmirror_filter = -1;
int hf_vpcmirror_filter_id = -1;
int hf_vpcmirror_filter_name = -1;
int hf_vpcmirror_filter_verdict = -1;
int hf_vpcmirror_filter_rule_number = -1;
int hf_vpcmirror_filter_rule_id = -1;
int hf_vpcmirror_filter_reason = -1;
int hf_vpcmirror_duplicate = -1;
int hf_vpcmirror_duplicate_of = -1;
int hf_vpcmirror_duplicate_delay = -1;
int hf_vpcmirror_duplicate_seen_in = -1;
int hf_vpcmirror_gwlb_endpoint_id = -1;
int hf_vpcmirror_gwlb_attachment_id = -1;
int hf_vpcmirror_gwlb_flow_cookie = -1;

int ett_vpcmirror = -1;
int ett_vpcmirror_session = -1;
int ett_vpcmirror_source = -1;
int ett_vpcmirror_target = -1;
int ett_vpcmirror_inner = -1;
int ett_vpcmirror_peer = -1;
int ett_vpcmirror_length = -1;
int ett_vpcmirror_filter = -1;
int ett_vpcmirror_duplicate = -1;
int ett_vpcmirror_gwlb = -1;

expert_field ei_vpcmirror_unknown_session = EI_INIT;
expert_field ei_vpcmirror_ambiguous_session = EI_INIT;
expert_field ei_vpcmirror_other_source = EI_INIT;
expert_field ei_vpcmirror_other_mac = EI_INIT;
expert_field ei_vpcmirror_stale_packet_length = EI_INIT;
expert_field ei_vpcmirror_implausible_length = EI_INIT;
expert_field ei_vpcmirror_first_fragment = EI_INIT;
expert_field ei_vpcmirror_glued = EI_INIT;
expert_field ei_vpcmirror_reserved_bits = EI_INIT;
expert_field ei_vpcmirror_rejected = EI_INIT;
expert_field ei_vpcmirror_no_rule = EI_INIT;
expert_field ei_vpcmirror_never_mirrored = EI_INIT;
expert_field ei_vpcmirror_catalogue = EI_INIT;
expert_field ei_vpcmirror_bound = EI_INIT;

namespace {

template <typename Enum>
constexpr value_string entry(Enum value) {
    return {static_cast<uint32_t>(value), word(value)};
}

const value_string direction_names[] = {
    entry(Direction::Unknown),
    entry(Direction::Ingress),
    entry(Direction::Egress),
    {0, nullptr},
};

const value_string remote_names[] = {
    entry(Remote::Unknown),
    entry(Remote::Inside),
    entry(Remote::Outside),
    {0, nullptr},
};

const value_string session_match_names[] = {
    entry(SessionMatch::SourceAddress), entry(SessionMatch::SourceMac),
    entry(SessionMatch::VniOnly),       entry(SessionMatch::Ambiguous),
    entry(SessionMatch::Unknown),       {0, nullptr},
};

const value_string truncation_cause_names[] = {
    entry(TruncationCause::PacketLength),
    entry(TruncationCause::TargetMtu),
    entry(TruncationCause::Unknown),
    {0, nullptr},
};

const value_string verdict_names[] = {
    entry(VerdictKind::Accepted),     entry(VerdictKind::AcceptedAmazonDns),
    entry(VerdictKind::Rejected),     entry(VerdictKind::NoRule),
    entry(VerdictKind::Undetermined), {0, nullptr},
};

using epanxx::field;
using epanxx::finding;

hf_register_info header_fields[] = {
    field(hf_vpcmirror_vni, "vpcmirror.vni", "VNI", FT_UINT24,
          "Virtual network id of the mirror session", BASE_DEC),
    field(hf_vpcmirror_session_label, "vpcmirror.session.label", "Label", FT_STRING,
          "What the session is called: its name, or VNI and source address where none is known"),
    field(hf_vpcmirror_session, "vpcmirror.session", "Session", FT_NONE,
          "The mirror session and what identified it"),
    field(hf_vpcmirror_session_id, "vpcmirror.session.id", "Session ID", FT_STRING,
          "Id of the mirror session (tms-...)"),
    field(hf_vpcmirror_session_name, "vpcmirror.session.name", "Session name", FT_STRING,
          "Name tag of the mirror session, else its description, else its id"),
    field(hf_vpcmirror_session_number, "vpcmirror.session.number", "Session number", FT_UINT32,
          "Order in which the sessions of one interface are tried", BASE_DEC),
    field(hf_vpcmirror_session_description, "vpcmirror.session.description", "Description",
          FT_STRING, "Description of the mirror session"),
    field(hf_vpcmirror_session_packet_length, "vpcmirror.session.packet_length", "Packet length",
          FT_UINT32,
          "Bytes of each packet that the session mirrors; absent if it mirrors whole packets",
          BASE_DEC),
    field(hf_vpcmirror_session_tag, "vpcmirror.session.tag", "Tag", FT_STRING,
          "A tag of the mirror session, as Key=Value"),
    field(hf_vpcmirror_session_match, "vpcmirror.session.match", "Matched by", FT_UINT8,
          "What identified the session", BASE_DEC, VALS(session_match_names)),
    field(hf_vpcmirror_session_candidate, "vpcmirror.session.candidate", "Candidate", FT_STRING,
          "Id of a session that fits as well as others"),
    field(hf_vpcmirror_source, "vpcmirror.source", "Source", FT_NONE,
          "The mirrored network interface"),
    field(hf_vpcmirror_source_eni, "vpcmirror.source.eni", "Network interface", FT_STRING,
          "Id of the mirrored interface (eni-...)"),
    field(hf_vpcmirror_source_name, "vpcmirror.source.name", "Name", FT_STRING,
          "Name tag of the mirrored interface, else of its instance"),
    field(hf_vpcmirror_source_instance, "vpcmirror.source.instance", "Instance", FT_STRING,
          "Id of the instance (i-...)"),
    field(hf_vpcmirror_source_vpc, "vpcmirror.source.vpc", "VPC", FT_STRING,
          "Id of the mirrored interface's VPC"),
    field(hf_vpcmirror_source_subnet, "vpcmirror.source.subnet", "Subnet", FT_STRING,
          "Id of the mirrored interface's subnet"),
    field(hf_vpcmirror_source_zone, "vpcmirror.source.zone", "Availability Zone", FT_STRING,
          "Availability Zone of the mirrored interface"),
    field(hf_vpcmirror_source_account, "vpcmirror.source.account", "Account", FT_STRING,
          "Account that owns the mirrored interface"),
    field(hf_vpcmirror_source_ip, "vpcmirror.source.ip", "Source address", FT_IPv4,
          "Outer source address: the mirrored interface's"),
    field(hf_vpcmirror_source_ipv6, "vpcmirror.source.ipv6", "Source address", FT_IPv6,
          "Outer source address: the mirrored interface's"),
    field(hf_vpcmirror_target, "vpcmirror.target", "Target", FT_NONE, "The mirror target"),
    field(hf_vpcmirror_target_id, "vpcmirror.target.id", "Target ID", FT_STRING,
          "Id of the mirror target (tmt-...)"),
    field(hf_vpcmirror_target_type, "vpcmirror.target.type", "Type", FT_STRING,
          "Type of the mirror target"),
    field(hf_vpcmirror_target_resource, "vpcmirror.target.resource", "Resource", FT_STRING,
          "Interface, load balancer or endpoint that is the mirror target"),
    field(hf_vpcmirror_direction, "vpcmirror.direction", "Direction", FT_UINT8,
          "Whether the mirrored interface received (ingress) or sent (egress) the packet", BASE_DEC,
          VALS(direction_names)),
    field(hf_vpcmirror_remote, "vpcmirror.remote", "Other end", FT_UINT8,
          "Whether the other end of the packet is inside the VPC of the mirrored interface",
          BASE_DEC, VALS(remote_names)),
    field(hf_vpcmirror_peer, "vpcmirror.peer", "Peer", FT_NONE,
          "The network interface at the other end of the packet"),
    field(hf_vpcmirror_peer_eni, "vpcmirror.peer.eni", "Network interface", FT_STRING,
          "Id of the interface at the other end (eni-...)"),
    field(hf_vpcmirror_peer_name, "vpcmirror.peer.name", "Name", FT_STRING,
          "Name tag of the interface at the other end, else of its instance, else its description"),
    field(hf_vpcmirror_peer_instance, "vpcmirror.peer.instance", "Instance", FT_STRING,
          "Id of the instance at the other end (i-...)"),
    field(hf_vpcmirror_peer_description, "vpcmirror.peer.description", "Description", FT_STRING,
          "Description of the interface at the other end, by which AWS names those of load "
          "balancers, NAT gateways, endpoints and databases"),
    field(hf_vpcmirror_peer_vpc, "vpcmirror.peer.vpc", "VPC", FT_STRING,
          "Id of the VPC of the interface at the other end"),
    field(hf_vpcmirror_inner, "vpcmirror.inner", "Mirrored packet", FT_NONE,
          "Addresses of the mirrored packet"),
    field(hf_vpcmirror_inner_ip_src, "vpcmirror.inner.ip.src", "Source", FT_IPv4,
          "Source address of the mirrored packet"),
    field(hf_vpcmirror_inner_ip_dst, "vpcmirror.inner.ip.dst", "Destination", FT_IPv4,
          "Destination address of the mirrored packet"),
    field(hf_vpcmirror_inner_ip_addr, "vpcmirror.inner.ip.addr", "Address", FT_IPv4,
          "Source or destination address of the mirrored packet"),
    field(hf_vpcmirror_inner_ipv6_src, "vpcmirror.inner.ipv6.src", "Source", FT_IPv6,
          "Source address of the mirrored packet"),
    field(hf_vpcmirror_inner_ipv6_dst, "vpcmirror.inner.ipv6.dst", "Destination", FT_IPv6,
          "Destination address of the mirrored packet"),
    field(hf_vpcmirror_inner_ipv6_addr, "vpcmirror.inner.ipv6.addr", "Address", FT_IPv6,
          "Source or destination address of the mirrored packet"),
    field(hf_vpcmirror_inner_srcport, "vpcmirror.inner.srcport", "Source port", FT_UINT16,
          "TCP or UDP source port of the mirrored packet", BASE_DEC),
    field(hf_vpcmirror_inner_dstport, "vpcmirror.inner.dstport", "Destination port", FT_UINT16,
          "TCP or UDP destination port of the mirrored packet", BASE_DEC),
    field(hf_vpcmirror_inner_port, "vpcmirror.inner.port", "Port", FT_UINT16,
          "TCP or UDP source or destination port of the mirrored packet", BASE_DEC),
    field(hf_vpcmirror_inner_protocol, "vpcmirror.inner.protocol", "Protocol", FT_UINT8,
          "IP protocol number of the mirrored packet, after IPv6 extension headers",
          BASE_DEC | BASE_EXT_STRING, &ipproto_val_ext),
    field(hf_vpcmirror_length, "vpcmirror.length", "Lengths", FT_NONE,
          "How much of the packet there was, was mirrored and was captured"),
    field(hf_vpcmirror_truncated, "vpcmirror.truncated", "Truncated", FT_BOOLEAN,
          "The mirror delivered less than the original"),
    field(hf_vpcmirror_truncated_cause, "vpcmirror.truncated.cause", "Truncated by", FT_UINT8,
          "Why the mirror delivered less than the original", BASE_DEC,
          VALS(truncation_cause_names)),
    field(hf_vpcmirror_length_original, "vpcmirror.length.original", "Original length", FT_UINT32,
          "Bytes that the workload sent or received, from the Ethernet header on; absent if the "
          "packet does not tell",
          BASE_DEC),
    field(hf_vpcmirror_length_mirrored, "vpcmirror.length.mirrored", "Mirrored length", FT_UINT32,
          "Bytes that the mirror delivered, from the inner Ethernet header on", BASE_DEC),
    field(hf_vpcmirror_length_captured, "vpcmirror.length.captured", "Captured length", FT_UINT32,
          "Bytes that the capture file holds, from the inner Ethernet header on", BASE_DEC),
    field(hf_vpcmirror_length_missing, "vpcmirror.length.missing", "Missing", FT_UINT32,
          "Bytes of the original that were not mirrored", BASE_DEC),
    field(hf_vpcmirror_filter, "vpcmirror.filter", "Filter", FT_NONE,
          "What the session's filter says to the packet"),
    field(hf_vpcmirror_filter_id, "vpcmirror.filter.id", "Filter ID", FT_STRING,
          "Id of the session's filter (tmf-...)"),
    field(hf_vpcmirror_filter_name, "vpcmirror.filter.name", "Filter name", FT_STRING,
          "Name tag of the session's filter, else its description, else its id"),
    field(hf_vpcmirror_filter_verdict, "vpcmirror.filter.verdict", "Verdict", FT_UINT8,
          "What the session's filter says to the packet", BASE_DEC, VALS(verdict_names)),
    field(hf_vpcmirror_filter_rule_number, "vpcmirror.filter.rule_number", "Rule number", FT_UINT32,
          "Number of the rule that decided", BASE_DEC),
    field(hf_vpcmirror_filter_rule_id, "vpcmirror.filter.rule_id", "Rule ID", FT_STRING,
          "Id of the rule that decided (tmfr-...)"),
    field(hf_vpcmirror_filter_reason, "vpcmirror.filter.reason", "Reason", FT_STRING,
          "Why the verdict is undetermined"),
    field(hf_vpcmirror_duplicate, "vpcmirror.duplicate", "Duplicate", FT_NONE,
          "The other copies of the packet"),
    field(hf_vpcmirror_duplicate_of, "vpcmirror.duplicate.of", "Duplicate of", FT_FRAMENUM,
          "The first copy of this packet, from another session"),
    field(hf_vpcmirror_duplicate_delay, "vpcmirror.duplicate.delay", "Delay", FT_RELATIVE_TIME,
          "Time since the first copy"),
    field(hf_vpcmirror_duplicate_seen_in, "vpcmirror.duplicate.seen_in", "Seen again in",
          FT_FRAMENUM,
          "A later copy of this packet, from another session; known from the second pass on"),
    field(hf_vpcmirror_gwlb_endpoint_id, "vpcmirror.gwlb.endpoint_id", "Endpoint ID", FT_STRING,
          "The Gateway Load Balancer endpoint, as the hexadecimal digits of its id"),
    field(hf_vpcmirror_gwlb_attachment_id, "vpcmirror.gwlb.attachment_id", "Attachment ID",
          FT_STRING, "The attachment that the packet came through, in hexadecimal"),
    field(hf_vpcmirror_gwlb_flow_cookie, "vpcmirror.gwlb.flow_cookie", "Flow cookie", FT_STRING,
          "The load balancer's mark of the flow, in hexadecimal"),
};

int* subtrees[] = {
    &ett_vpcmirror,           &ett_vpcmirror_session, &ett_vpcmirror_source, &ett_vpcmirror_target,
    &ett_vpcmirror_inner,     &ett_vpcmirror_peer,    &ett_vpcmirror_length, &ett_vpcmirror_filter,
    &ett_vpcmirror_duplicate, &ett_vpcmirror_gwlb,
};

ei_register_info findings[] = {
    finding(ei_vpcmirror_unknown_session, "vpcmirror.unknown_session", PI_UNDECODED, PI_NOTE,
            "No session of the catalogue has this VNI"),
    finding(ei_vpcmirror_ambiguous_session, "vpcmirror.ambiguous_session", PI_UNDECODED, PI_NOTE,
            "Several sessions of the catalogue fit"),
    finding(ei_vpcmirror_other_source, "vpcmirror.other_source", PI_ASSUMPTION, PI_WARN,
            "The VNI belongs to a session of another interface than the one that sent this"),
    finding(ei_vpcmirror_other_mac, "vpcmirror.other_mac", PI_ASSUMPTION, PI_WARN,
            "VNI and source address fit a session whose interface has neither MAC address"),
    finding(ei_vpcmirror_stale_packet_length, "vpcmirror.stale_packet_length", PI_ASSUMPTION,
            PI_WARN, "More bytes than the session mirrors"),
    finding(ei_vpcmirror_implausible_length, "vpcmirror.implausible_length", PI_PROTOCOL, PI_NOTE,
            "The packet claims a length that nothing explains"),
    finding(ei_vpcmirror_first_fragment, "vpcmirror.first_fragment", PI_REASSEMBLE, PI_NOTE,
            "Only the first fragment of the outer datagram is here, which is no cut by AWS; record "
            "all fragments whole and let Wireshark reassemble them (ip.defragment)"),
    finding(ei_vpcmirror_glued, "vpcmirror.glued_datagrams", PI_PROTOCOL, PI_WARN,
            "Several mirrored packets in one datagram"),
    finding(
        ei_vpcmirror_reserved_bits, "vpcmirror.reserved_bits", PI_PROTOCOL, PI_NOTE,
        "VXLAN flags or reserved bits that AWS does not set; something else may have sent this"),
    finding(ei_vpcmirror_rejected, "vpcmirror.rejected", PI_ASSUMPTION, PI_WARN,
            "The session's filter rejects this packet, yet it was mirrored"),
    finding(ei_vpcmirror_no_rule, "vpcmirror.no_rule", PI_ASSUMPTION, PI_WARN,
            "No rule of the session's filter accepts this packet, yet it was mirrored"),
    finding(ei_vpcmirror_never_mirrored, "vpcmirror.never_mirrored", PI_ASSUMPTION, PI_NOTE,
            "AWS does not mirror such packets"),
    finding(ei_vpcmirror_catalogue, "vpcmirror.catalogue", PI_UNDECODED, PI_WARN,
            "The catalogue has problems"),
    finding(ei_vpcmirror_bound, "vpcmirror.bound", PI_UNDECODED, PI_WARN,
            "From here on there is more than is told, or told apart"),
};

}  // namespace

void register_fields(int protocol) {
    proto_register_field_array(protocol, header_fields, array_length(header_fields));
    proto_register_subtree_array(subtrees, array_length(subtrees));
    expert_register_field_array(expert_register_protocol(protocol), findings,
                                array_length(findings));
}

}  // namespace vpcmirror
