// SPDX-License-Identifier: GPL-2.0-or-later
//
// Every field and subtree of the protocol, in one place: a field is declared here and nowhere else.
// Names and types are a promise to users: they stand in filters, columns and scripts. The texts are
// what Wireshark's status bar and the guide say of a field. Findings are in findings.cc.
#pragma once

#include "epanxx/field.h"

namespace vpcmirror {

void register_fields(int protocol);

// The words for the values of a field, ended by {0, nullptr}.
extern const value_string direction_names[];
extern const value_string remote_names[];
extern const value_string session_match_names[];
extern const value_string truncation_cause_names[];
extern const value_string verdict_names[];

inline epanxx::Field hf_vpcmirror_vni{"vpcmirror.vni", "VNI", FT_UINT24,
                                      "Virtual network id of the mirror session", BASE_DEC};
inline epanxx::Field hf_vpcmirror_session_label{
    "vpcmirror.session.label", "Label", FT_STRING,
    "What the session is called: its name, or VNI and source address where none is known"};
inline epanxx::Field hf_vpcmirror_session{"vpcmirror.session", "Session", FT_NONE,
                                          "The mirror session and what identified it"};
inline epanxx::Field hf_vpcmirror_session_id{"vpcmirror.session.id", "Session ID", FT_STRING,
                                             "Id of the mirror session (tms-...)"};
inline epanxx::Field hf_vpcmirror_session_name{
    "vpcmirror.session.name", "Session name", FT_STRING,
    "Name tag of the mirror session, else its description, else its id"};
inline epanxx::Field hf_vpcmirror_session_number{
    "vpcmirror.session.number", "Session number", FT_UINT32,
    "Order in which the sessions of one interface are tried", BASE_DEC};
inline epanxx::Field hf_vpcmirror_session_description{
    "vpcmirror.session.description", "Description", FT_STRING, "Description of the mirror session"};
inline epanxx::Field hf_vpcmirror_session_packet_length{
    "vpcmirror.session.packet_length",
    "Packet length",
    FT_UINT32,
    "Bytes of each packet that the session mirrors; absent if it mirrors whole packets",
    BASE_DEC | BASE_UNIT_STRING,
    &units_byte_bytes};
inline epanxx::Field hf_vpcmirror_session_tag{"vpcmirror.session.tag", "Tag", FT_STRING,
                                              "A tag of the mirror session, as Key=Value"};
inline epanxx::Field hf_vpcmirror_session_match{
    "vpcmirror.session.match",     "Matched by", FT_UINT8,
    "What identified the session", BASE_DEC,     VALS(session_match_names)};
inline epanxx::Field hf_vpcmirror_session_candidate{"vpcmirror.session.candidate", "Candidate",
                                                    FT_STRING,
                                                    "Id of a session that fits as well as others"};
inline epanxx::Field hf_vpcmirror_source{"vpcmirror.source", "Source", FT_NONE,
                                         "The mirrored network interface"};
inline epanxx::Field hf_vpcmirror_source_eni{"vpcmirror.source.eni", "Network interface", FT_STRING,
                                             "Id of the mirrored interface (eni-...)"};
inline epanxx::Field hf_vpcmirror_source_name{
    "vpcmirror.source.name", "Name", FT_STRING,
    "Name tag of the mirrored interface, else of its instance"};
inline epanxx::Field hf_vpcmirror_source_instance{"vpcmirror.source.instance", "Instance",
                                                  FT_STRING, "Id of the instance (i-...)"};
inline epanxx::Field hf_vpcmirror_source_vpc{"vpcmirror.source.vpc", "VPC", FT_STRING,
                                             "Id of the mirrored interface's VPC"};
inline epanxx::Field hf_vpcmirror_source_subnet{"vpcmirror.source.subnet", "Subnet", FT_STRING,
                                                "Id of the mirrored interface's subnet"};
inline epanxx::Field hf_vpcmirror_source_zone{"vpcmirror.source.zone", "Availability Zone",
                                              FT_STRING,
                                              "Availability Zone of the mirrored interface"};
inline epanxx::Field hf_vpcmirror_source_account{"vpcmirror.source.account", "Account", FT_STRING,
                                                 "Account that owns the mirrored interface"};
inline epanxx::Field hf_vpcmirror_source_ip{"vpcmirror.source.ip", "Source address", FT_IPv4,
                                            "Outer source address: the mirrored interface's"};
inline epanxx::Field hf_vpcmirror_source_ipv6{"vpcmirror.source.ipv6", "Source address", FT_IPv6,
                                              "Outer source address: the mirrored interface's"};
inline epanxx::Field hf_vpcmirror_target{"vpcmirror.target", "Target", FT_NONE,
                                         "The mirror target"};
inline epanxx::Field hf_vpcmirror_target_id{"vpcmirror.target.id", "Target ID", FT_STRING,
                                            "Id of the mirror target (tmt-...)"};
inline epanxx::Field hf_vpcmirror_target_type{"vpcmirror.target.type", "Type", FT_STRING,
                                              "Type of the mirror target"};
inline epanxx::Field hf_vpcmirror_target_resource{
    "vpcmirror.target.resource", "Resource", FT_STRING,
    "Interface, load balancer or endpoint that is the mirror target"};
inline epanxx::Field hf_vpcmirror_direction{
    "vpcmirror.direction",
    "Direction",
    FT_UINT8,
    "Whether the mirrored interface received (ingress) or sent (egress) the packet",
    BASE_DEC,
    VALS(direction_names)};
inline epanxx::Field hf_vpcmirror_remote{
    "vpcmirror.remote",
    "Other end",
    FT_UINT8,
    "Whether the other end of the packet is inside the VPC of the mirrored interface",
    BASE_DEC,
    VALS(remote_names)};
inline epanxx::Field hf_vpcmirror_peer{"vpcmirror.peer", "Peer", FT_NONE,
                                       "The network interface at the other end of the packet"};
inline epanxx::Field hf_vpcmirror_peer_eni{"vpcmirror.peer.eni", "Network interface", FT_STRING,
                                           "Id of the interface at the other end (eni-...)"};
inline epanxx::Field hf_vpcmirror_peer_name{
    "vpcmirror.peer.name", "Name", FT_STRING,
    "Name tag of the interface at the other end, else of its instance, else its description"};
inline epanxx::Field hf_vpcmirror_peer_instance{"vpcmirror.peer.instance", "Instance", FT_STRING,
                                                "Id of the instance at the other end (i-...)"};
inline epanxx::Field hf_vpcmirror_peer_description{
    "vpcmirror.peer.description", "Description", FT_STRING,
    "Description of the interface at the other end, by which AWS names those of load "
    "balancers, NAT gateways, endpoints and databases"};
inline epanxx::Field hf_vpcmirror_peer_vpc{"vpcmirror.peer.vpc", "VPC", FT_STRING,
                                           "Id of the VPC of the interface at the other end"};
inline epanxx::Field hf_vpcmirror_end{
    "vpcmirror.end", "End", FT_STRING,
    "Either end as the conversations have it: what the session is called, the other end's address"};
inline epanxx::Field hf_vpcmirror_end_src{"vpcmirror.end.src", "Sending end", FT_STRING,
                                          "The end that sent, as the conversations have it"};
inline epanxx::Field hf_vpcmirror_end_dst{"vpcmirror.end.dst", "Receiving end", FT_STRING,
                                          "The end that received, as the conversations have it"};
inline epanxx::Field hf_vpcmirror_inner{"vpcmirror.inner", "Mirrored packet", FT_NONE,
                                        "Addresses of the mirrored packet"};
inline epanxx::Field hf_vpcmirror_inner_ip_src{"vpcmirror.inner.ip.src", "Source", FT_IPv4,
                                               "Source address of the mirrored packet"};
inline epanxx::Field hf_vpcmirror_inner_ip_dst{"vpcmirror.inner.ip.dst", "Destination", FT_IPv4,
                                               "Destination address of the mirrored packet"};
inline epanxx::Field hf_vpcmirror_inner_ip_addr{
    "vpcmirror.inner.ip.addr", "Address", FT_IPv4,
    "Source or destination address of the mirrored packet"};
inline epanxx::Field hf_vpcmirror_inner_ipv6_src{"vpcmirror.inner.ipv6.src", "Source", FT_IPv6,
                                                 "Source address of the mirrored packet"};
inline epanxx::Field hf_vpcmirror_inner_ipv6_dst{"vpcmirror.inner.ipv6.dst", "Destination", FT_IPv6,
                                                 "Destination address of the mirrored packet"};
inline epanxx::Field hf_vpcmirror_inner_ipv6_addr{
    "vpcmirror.inner.ipv6.addr", "Address", FT_IPv6,
    "Source or destination address of the mirrored packet"};
inline epanxx::Field hf_vpcmirror_inner_srcport{"vpcmirror.inner.srcport", "Source port", FT_UINT16,
                                                "TCP or UDP source port of the mirrored packet",
                                                BASE_DEC};
inline epanxx::Field hf_vpcmirror_inner_dstport{
    "vpcmirror.inner.dstport", "Destination port", FT_UINT16,
    "TCP or UDP destination port of the mirrored packet", BASE_DEC};
inline epanxx::Field hf_vpcmirror_inner_port{
    "vpcmirror.inner.port", "Port", FT_UINT16,
    "TCP or UDP source or destination port of the mirrored packet", BASE_DEC};
inline epanxx::Field hf_vpcmirror_inner_protocol{
    "vpcmirror.inner.protocol",
    "Protocol",
    FT_UINT8,
    "IP protocol number of the mirrored packet, after IPv6 extension headers",
    BASE_DEC | BASE_EXT_STRING,
    &ipproto_val_ext};
inline epanxx::Field hf_vpcmirror_length{
    "vpcmirror.length", "Lengths", FT_NONE,
    "How much of the packet there was, was mirrored and was captured"};
inline epanxx::Field hf_vpcmirror_truncated{"vpcmirror.truncated", "Truncated", FT_BOOLEAN,
                                            "The mirror delivered less than the original"};
inline epanxx::Field hf_vpcmirror_truncated_cause{"vpcmirror.truncated.cause",
                                                  "Truncated by",
                                                  FT_UINT8,
                                                  "Why the mirror delivered less than the original",
                                                  BASE_DEC,
                                                  VALS(truncation_cause_names)};
inline epanxx::Field hf_vpcmirror_length_original{
    "vpcmirror.length.original",
    "Original length",
    FT_UINT32,
    "Bytes that the workload sent or received, from the Ethernet header on; absent if the packet "
    "does not tell",
    BASE_DEC | BASE_UNIT_STRING,
    &units_byte_bytes};
inline epanxx::Field hf_vpcmirror_length_mirrored{
    "vpcmirror.length.mirrored",
    "Mirrored length",
    FT_UINT32,
    "Bytes that the mirror delivered, from the inner Ethernet header on",
    BASE_DEC | BASE_UNIT_STRING,
    &units_byte_bytes};
inline epanxx::Field hf_vpcmirror_length_captured{
    "vpcmirror.length.captured",
    "Captured length",
    FT_UINT32,
    "Bytes that the capture file holds, from the inner Ethernet header on",
    BASE_DEC | BASE_UNIT_STRING,
    &units_byte_bytes};
inline epanxx::Field hf_vpcmirror_length_missing{"vpcmirror.length.missing",
                                                 "Missing",
                                                 FT_UINT32,
                                                 "Bytes of the original that were not mirrored",
                                                 BASE_DEC | BASE_UNIT_STRING,
                                                 &units_byte_bytes};
inline epanxx::Field hf_vpcmirror_filter{"vpcmirror.filter", "Filter", FT_NONE,
                                         "What the session's filter says to the packet"};
inline epanxx::Field hf_vpcmirror_filter_id{"vpcmirror.filter.id", "Filter ID", FT_STRING,
                                            "Id of the session's filter (tmf-...)"};
inline epanxx::Field hf_vpcmirror_filter_name{
    "vpcmirror.filter.name", "Filter name", FT_STRING,
    "Name tag of the session's filter, else its description, else its id"};
inline epanxx::Field hf_vpcmirror_filter_verdict{"vpcmirror.filter.verdict",
                                                 "Verdict",
                                                 FT_UINT8,
                                                 "What the session's filter says to the packet",
                                                 BASE_DEC,
                                                 VALS(verdict_names)};
inline epanxx::Field hf_vpcmirror_filter_rule_number{"vpcmirror.filter.rule_number", "Rule number",
                                                     FT_UINT32, "Number of the rule that decided",
                                                     BASE_DEC};
inline epanxx::Field hf_vpcmirror_filter_rule_id{"vpcmirror.filter.rule_id", "Rule ID", FT_STRING,
                                                 "Id of the rule that decided (tmfr-...)"};
inline epanxx::Field hf_vpcmirror_filter_reason{"vpcmirror.filter.reason", "Reason", FT_STRING,
                                                "Why the verdict is undetermined"};
inline epanxx::Field hf_vpcmirror_duplicate{"vpcmirror.duplicate", "Duplicate", FT_NONE,
                                            "The other copies of the packet"};
inline epanxx::Field hf_vpcmirror_duplicate_of{
    "vpcmirror.duplicate.of", "Duplicate of", FT_FRAMENUM,
    "The first copy of this packet, from another session"};
inline epanxx::Field hf_vpcmirror_duplicate_delay{"vpcmirror.duplicate.delay", "Delay",
                                                  FT_RELATIVE_TIME, "Time since the first copy"};
inline epanxx::Field hf_vpcmirror_duplicate_seen_in{
    "vpcmirror.duplicate.seen_in", "Seen again in", FT_FRAMENUM,
    "A later copy of this packet, from another session; known from the second pass on"};
inline epanxx::Field hf_vpcmirror_gwlb_endpoint_id{
    "vpcmirror.gwlb.endpoint_id", "Endpoint ID", FT_STRING,
    "The Gateway Load Balancer endpoint, as the hexadecimal digits of its id"};
inline epanxx::Field hf_vpcmirror_gwlb_attachment_id{
    "vpcmirror.gwlb.attachment_id", "Attachment ID", FT_STRING,
    "The attachment that the packet came through, in hexadecimal"};
inline epanxx::Field hf_vpcmirror_gwlb_flow_cookie{
    "vpcmirror.gwlb.flow_cookie", "Flow cookie", FT_STRING,
    "The load balancer's mark of the flow, in hexadecimal"};

inline epanxx::Subtree ett_vpcmirror;
inline epanxx::Subtree ett_vpcmirror_session;
inline epanxx::Subtree ett_vpcmirror_source;
inline epanxx::Subtree ett_vpcmirror_target;
inline epanxx::Subtree ett_vpcmirror_inner;
inline epanxx::Subtree ett_vpcmirror_peer;
inline epanxx::Subtree ett_vpcmirror_length;
inline epanxx::Subtree ett_vpcmirror_filter;
inline epanxx::Subtree ett_vpcmirror_duplicate;
inline epanxx::Subtree ett_vpcmirror_gwlb;

}  // namespace vpcmirror
