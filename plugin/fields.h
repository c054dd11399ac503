// SPDX-License-Identifier: GPL-2.0-or-later
//
// Every field, subtree and finding of the protocol, in one place. The names are a promise to users:
// they stand in filters, columns and scripts.
#pragma once

#include "epanxx/headers.h"

namespace vpcmirror {

void register_fields(int protocol);

extern int hf_vpcmirror_vni;
extern int hf_vpcmirror_session;
extern int hf_vpcmirror_session_label;
extern int hf_vpcmirror_session_id;
extern int hf_vpcmirror_session_name;
extern int hf_vpcmirror_session_number;
extern int hf_vpcmirror_session_description;
extern int hf_vpcmirror_session_packet_length;
extern int hf_vpcmirror_session_tag;
extern int hf_vpcmirror_session_match;
extern int hf_vpcmirror_session_candidate;
extern int hf_vpcmirror_source;
extern int hf_vpcmirror_source_eni;
extern int hf_vpcmirror_source_name;
extern int hf_vpcmirror_source_instance;
extern int hf_vpcmirror_source_vpc;
extern int hf_vpcmirror_source_subnet;
extern int hf_vpcmirror_source_zone;
extern int hf_vpcmirror_source_account;
extern int hf_vpcmirror_source_ip;
extern int hf_vpcmirror_source_ipv6;
extern int hf_vpcmirror_target;
extern int hf_vpcmirror_target_id;
extern int hf_vpcmirror_target_type;
extern int hf_vpcmirror_target_resource;
extern int hf_vpcmirror_direction;
extern int hf_vpcmirror_remote;
extern int hf_vpcmirror_peer;
extern int hf_vpcmirror_peer_eni;
extern int hf_vpcmirror_peer_name;
extern int hf_vpcmirror_peer_instance;
extern int hf_vpcmirror_peer_description;
extern int hf_vpcmirror_peer_vpc;
extern int hf_vpcmirror_inner;
extern int hf_vpcmirror_inner_ip_src;
extern int hf_vpcmirror_inner_ip_dst;
extern int hf_vpcmirror_inner_ip_addr;
extern int hf_vpcmirror_inner_ipv6_src;
extern int hf_vpcmirror_inner_ipv6_dst;
extern int hf_vpcmirror_inner_ipv6_addr;
extern int hf_vpcmirror_inner_srcport;
extern int hf_vpcmirror_inner_dstport;
extern int hf_vpcmirror_inner_port;
extern int hf_vpcmirror_inner_protocol;
extern int hf_vpcmirror_truncated;
extern int hf_vpcmirror_truncated_cause;
extern int hf_vpcmirror_length;
extern int hf_vpcmirror_length_original;
extern int hf_vpcmirror_length_mirrored;
extern int hf_vpcmirror_length_captured;
extern int hf_vpcmirror_length_missing;
extern int hf_vpcmirror_filter;
extern int hf_vpcmirror_filter_id;
extern int hf_vpcmirror_filter_name;
extern int hf_vpcmirror_filter_verdict;
extern int hf_vpcmirror_filter_rule_number;
extern int hf_vpcmirror_filter_rule_id;
extern int hf_vpcmirror_filter_reason;
extern int hf_vpcmirror_duplicate;
extern int hf_vpcmirror_duplicate_of;
extern int hf_vpcmirror_duplicate_delay;
extern int hf_vpcmirror_duplicate_seen_in;
extern int hf_vpcmirror_gwlb_endpoint_id;
extern int hf_vpcmirror_gwlb_attachment_id;
extern int hf_vpcmirror_gwlb_flow_cookie;

extern int ett_vpcmirror;
extern int ett_vpcmirror_session;
extern int ett_vpcmirror_source;
extern int ett_vpcmirror_target;
extern int ett_vpcmirror_inner;
extern int ett_vpcmirror_peer;
extern int ett_vpcmirror_length;
extern int ett_vpcmirror_filter;
extern int ett_vpcmirror_duplicate;
extern int ett_vpcmirror_gwlb;

extern expert_field ei_vpcmirror_unknown_session;
extern expert_field ei_vpcmirror_ambiguous_session;
extern expert_field ei_vpcmirror_other_source;
extern expert_field ei_vpcmirror_other_mac;
extern expert_field ei_vpcmirror_stale_packet_length;
extern expert_field ei_vpcmirror_implausible_length;
extern expert_field ei_vpcmirror_first_fragment;
extern expert_field ei_vpcmirror_glued;
extern expert_field ei_vpcmirror_reserved_bits;
extern expert_field ei_vpcmirror_rejected;
extern expert_field ei_vpcmirror_no_rule;
extern expert_field ei_vpcmirror_never_mirrored;
extern expert_field ei_vpcmirror_catalogue;
extern expert_field ei_vpcmirror_bound;

}  // namespace vpcmirror
