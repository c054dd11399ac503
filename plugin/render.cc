// SPDX-License-Identifier: GPL-2.0-or-later
#include "render.h"

#include <algorithm>
#include <span>

#include "analysis/session_label.h"
#include "analysis/to_string.h"
#include "ends.h"
#include "epanxx/addresses.h"
#include "epanxx/times.h"
#include "fields.h"
#include "summary.h"
#include "table/bounds.h"
#include "tree_builder.h"

namespace vpcmirror {

namespace {

constexpr int kVniOffset = 4;
constexpr int kVniLength = 3;

void add_candidates(const TreeBuilder& builder, const Identification& identification) {
    std::size_t listed = 0;
    std::size_t all = 0;
    for (const auto& group : identification.candidates) {
        all += group.size();
        for (const MirrorSession* session : group) {
            if (listed == bounds::kListedCandidates) break;
            add_text(builder, hf_vpcmirror_session_candidate, session->id);
            ++listed;
        }
    }
    if (all > listed) {
        proto_tree_add_subtree_format(builder.tree, builder.tvb, 0, 0, ett_vpcmirror_session,
                                      nullptr, "%zu more candidates", all - listed);
    }
}

void add_tags(const TreeBuilder& builder, const std::vector<Tag>& tags) {
    if (!proto_field_is_referenced(builder.tree, hf_vpcmirror_session_tag)) return;
    for (const Tag& tag : std::span(tags).first(std::min(tags.size(), bounds::kListedTags))) {
        generated(proto_tree_add_string(
            builder.tree, hf_vpcmirror_session_tag, builder.tvb, 0, 0,
            wmem_strconcat(builder.pinfo->pool, tag.key.c_str(), "=", tag.value.c_str(), nullptr)));
    }
    if (tags.size() > bounds::kListedTags) {
        proto_tree_add_subtree_format(builder.tree, builder.tvb, 0, 0, ett_vpcmirror_session,
                                      nullptr, "%zu more tags", tags.size() - bounds::kListedTags);
    }
}

void add_session(const TreeBuilder& builder, const Identification& identification) {
    if (identification.match == SessionMatch::NoCatalogue) return;
    const MirrorSession* session = identification.session;
    const char* name = session ? session->name.c_str() : to_string(identification.match);
    const TreeBuilder inside =
        open_named_subtree(builder, hf_vpcmirror_session, ett_vpcmirror_session, name);
    if (session) {
        add_text(inside, hf_vpcmirror_session_id, session->id);
        add_text(inside, hf_vpcmirror_session_name, session->name);
        if (session->number) add_number(inside, hf_vpcmirror_session_number, *session->number);
        add_text(inside, hf_vpcmirror_session_description, session->description);
        if (session->packet_length)
            add_number(inside, hf_vpcmirror_session_packet_length, *session->packet_length);
        add_tags(inside, session->tags);
    }
    add_number(inside, hf_vpcmirror_session_match, static_cast<uint32_t>(identification.match));
    add_candidates(inside, identification);
}

void add_source(const TreeBuilder& builder, const NetworkInterface* source,
                const IpAddress& address) {
    const TreeBuilder inside =
        source ? open_named_subtree(builder, hf_vpcmirror_source, ett_vpcmirror_source,
                                    source->id.c_str())
               : open_subtree(builder, hf_vpcmirror_source, ett_vpcmirror_source);
    if (source) {
        add_text(inside, hf_vpcmirror_source_eni, source->id);
        add_text(inside, hf_vpcmirror_source_name, source->name);
        add_text(inside, hf_vpcmirror_source_instance, source->instance_id);
        add_text(inside, hf_vpcmirror_source_vpc, source->vpc_id);
        add_text(inside, hf_vpcmirror_source_subnet, source->subnet_id);
        add_text(inside, hf_vpcmirror_source_zone, source->availability_zone);
        add_text(inside, hf_vpcmirror_source_account, source->account);
    }
    if (address.is_set()) {
        generated(
            add_address(inside, hf_vpcmirror_source_ip, hf_vpcmirror_source_ipv6, address, 0, 0));
    }
}

void add_target(const TreeBuilder& builder, const MirrorTarget* target) {
    if (!target) return;
    const TreeBuilder inside =
        open_named_subtree(builder, hf_vpcmirror_target, ett_vpcmirror_target, target->id.c_str());
    add_text(inside, hf_vpcmirror_target_id, target->id);
    add_text(inside, hf_vpcmirror_target_type, target->type);
    add_text(inside, hf_vpcmirror_target_resource, target->resource);
}

void add_peer(const TreeBuilder& builder, const NetworkInterface* peer) {
    if (!peer) return;
    const TreeBuilder inside =
        open_named_subtree(builder, hf_vpcmirror_peer, ett_vpcmirror_peer, peer->id.c_str());
    add_text(inside, hf_vpcmirror_peer_eni, peer->id);
    add_text(inside, hf_vpcmirror_peer_name, peer->name);
    add_text(inside, hf_vpcmirror_peer_instance, peer->instance_id);
    add_text(inside, hf_vpcmirror_peer_description, peer->description);
    add_text(inside, hf_vpcmirror_peer_vpc, peer->vpc_id);
}

void add_inner_addresses(const TreeBuilder& builder, const Frame& frame) {
    const bool four = frame.network == Network::Ipv4;
    const int length = four ? 4 : 16;
    const int network = static_cast<int>(builder.header + frame.network_offset);
    const int source = network + (four ? 12 : 8);
    const int destination = source + length;
    add_address(builder, hf_vpcmirror_inner_ip_src, hf_vpcmirror_inner_ipv6_src, frame.source,
                source, length);
    add_address(builder, hf_vpcmirror_inner_ip_dst, hf_vpcmirror_inner_ipv6_dst, frame.destination,
                destination, length);
    proto_item_set_hidden(add_address(builder, hf_vpcmirror_inner_ip_addr,
                                      hf_vpcmirror_inner_ipv6_addr, frame.source, source, length));
    proto_item_set_hidden(add_address(builder, hf_vpcmirror_inner_ip_addr,
                                      hf_vpcmirror_inner_ipv6_addr, frame.destination, destination,
                                      length));
}

void add_inner_ports(const TreeBuilder& builder, const Frame& frame) {
    const int source = static_cast<int>(builder.header + *frame.transport_offset);
    const int destination = source + 2;
    proto_tree_add_uint(builder.tree, hf_vpcmirror_inner_srcport, builder.tvb, source, 2,
                        frame.ports->source);
    proto_tree_add_uint(builder.tree, hf_vpcmirror_inner_dstport, builder.tvb, destination, 2,
                        frame.ports->destination);
    proto_item_set_hidden(proto_tree_add_uint(builder.tree, hf_vpcmirror_inner_port, builder.tvb,
                                              source, 2, frame.ports->source));
    proto_item_set_hidden(proto_tree_add_uint(builder.tree, hf_vpcmirror_inner_port, builder.tvb,
                                              destination, 2, frame.ports->destination));
}

// "10.0.1.10:40000 → 198.51.100.23:443"
const char* path_of(wmem_allocator_t* pool, const Frame& frame) {
    const char* source = epanxx::text(pool, frame.source);
    const char* destination = epanxx::text(pool, frame.destination);
    constexpr const char* kArrow = " \u2192 ";
    if (!frame.ports) return wmem_strconcat(pool, source, kArrow, destination, nullptr);
    const char* form = frame.source.family == IpFamily::V6 ? "[%s]:%u%s[%s]:%u" : "%s:%u%s%s:%u";
    return wmem_strdup_printf(pool, form, source, frame.ports->source, kArrow, destination,
                              frame.ports->destination);
}

void add_inner(const TreeBuilder& builder, const Frame& frame) {
    if (!frame.has_addresses && !frame.protocol) return;
    const TreeBuilder inside =
        frame.has_addresses && PTREE_DATA(builder.tree)->visible
            ? open_named_subtree(builder, hf_vpcmirror_inner, ett_vpcmirror_inner,
                                 path_of(builder.pinfo->pool, frame))
            : open_subtree(builder, hf_vpcmirror_inner, ett_vpcmirror_inner);
    if (frame.has_addresses) add_inner_addresses(inside, frame);
    if (frame.protocol) add_number(inside, hf_vpcmirror_inner_protocol, *frame.protocol);
    if (frame.ports) add_inner_ports(inside, frame);
}

void add_verdict(const TreeBuilder& builder, const MirrorSession* session, const Verdict& verdict) {
    if (verdict.kind == VerdictKind::None) return;
    const TreeBuilder inside = open_subtree(builder, hf_vpcmirror_filter, ett_vpcmirror_filter);
    proto_item_append_text(inside.item, ": %s", to_string(verdict.kind));
    add_text(inside, hf_vpcmirror_filter_id, session->filter_id);
    if (session->filter) add_text(inside, hf_vpcmirror_filter_name, session->filter->name);
    add_number(inside, hf_vpcmirror_filter_verdict, static_cast<uint32_t>(verdict.kind));
    if (verdict.rule) {
        proto_item_append_text(inside.item, " by rule %u", verdict.rule->number);
        add_number(inside, hf_vpcmirror_filter_rule_number, verdict.rule->number);
        add_text(inside, hf_vpcmirror_filter_rule_id, verdict.rule->id);
    }
    if (verdict.reason != UndeterminedReason::None) {
        const char* reason = to_string(verdict.reason);
        proto_item_append_text(inside.item, ": %s", reason);
        generated(proto_tree_add_string(inside.tree, hf_vpcmirror_filter_reason, inside.tvb, 0, 0,
                                        reason));
    }
}

void add_lengths(const TreeBuilder& builder, const Truncation& truncation) {
    const TreeBuilder inside = open_subtree(builder, hf_vpcmirror_length, ett_vpcmirror_length);
    if (truncation.original) {
        generated(proto_tree_add_boolean(inside.tree, hf_vpcmirror_truncated, inside.tvb, 0, 0,
                                         truncation.truncated()));
    }
    if (truncation.truncated()) {
        add_number(inside, hf_vpcmirror_truncated_cause, static_cast<uint32_t>(truncation.cause));
    }
    if (truncation.original) add_number(inside, hf_vpcmirror_length_original, *truncation.original);
    add_number(inside, hf_vpcmirror_length_mirrored, truncation.mirrored);
    add_number(inside, hf_vpcmirror_length_captured, truncation.captured);
    if (truncation.truncated())
        add_number(inside, hf_vpcmirror_length_missing, truncation.missing());
}

// Wireshark's frame numbers have 32 bits.
std::uint32_t frame_number(std::uint64_t number) {
    return static_cast<std::uint32_t>(number);
}

void add_duplicates(const TreeBuilder& builder, const std::optional<DuplicateLink>& duplicate_of,
                    std::span<const DuplicateLink> seen_in) {
    if (!duplicate_of && seen_in.empty()) return;
    const TreeBuilder inside =
        open_subtree(builder, hf_vpcmirror_duplicate, ett_vpcmirror_duplicate);
    if (duplicate_of) {
        proto_item_append_text(inside.item, " of frame %u", frame_number(duplicate_of->first));
        add_number(inside, hf_vpcmirror_duplicate_of, frame_number(duplicate_of->first));
        const nstime_t delay = epanxx::nstime(duplicate_of->delay);
        generated(proto_tree_add_time(inside.tree, hf_vpcmirror_duplicate_delay, inside.tvb, 0, 0,
                                      &delay));
    }
    for (const DuplicateLink& link : seen_in) {
        proto_item_append_text(inside.item, " in frame %u", frame_number(link.duplicate));
        add_number(inside, hf_vpcmirror_duplicate_seen_in, frame_number(link.duplicate));
    }
}

}  // namespace

proto_item* render(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, int protocol,
                   const PacketReport& report) {
    const std::uint32_t header = report.bare ? 0 : kVxlanHeaderLength;
    proto_item* item =
        proto_tree_add_item(tree, protocol, tvb, 0, static_cast<int>(header), ENC_NA);
    // True also where only one of the protocol's fields is asked for, by a filter or a column.
    if (!proto_field_is_referenced(tree, protocol)) return item;
    proto_item_append_text(item, ", %s", summary(pinfo->pool, report));
    const TreeBuilder builder{tvb, pinfo, proto_item_add_subtree(item, ett_vpcmirror), item,
                              header};
    if (!report.bare) {
        proto_tree_add_uint(builder.tree, hf_vpcmirror_vni, tvb, kVniOffset, kVniLength,
                            report.vxlan.vni.value);
    }
    const SessionLabel label(report);
    generated(
        proto_tree_add_string(builder.tree, hf_vpcmirror_session_label, tvb, 0, 0, label.text()));
    add_session(builder, report.identification);
    add_source(builder, report.identification.source,
               report.bare ? IpAddress{} : report.outer_source);
    if (report.identification.session) add_target(builder, report.identification.session->target);
    generated(proto_tree_add_uint(builder.tree, hf_vpcmirror_direction, tvb, 0, 0,
                                  static_cast<uint32_t>(report.direction)));
    const Peer peer = peer_of(report);
    generated(proto_tree_add_uint(builder.tree, hf_vpcmirror_remote, tvb, 0, 0,
                                  static_cast<uint32_t>(peer.remote)));
    add_peer(builder, peer.interface);
    add_ends(tvb, pinfo, builder.tree, report);
    add_inner(builder, report.frame);
    add_lengths(builder, report.truncation);
    add_verdict(builder, report.identification.session, report.verdict);
    add_duplicates(builder, report.duplicate_of, report.seen_in);
    return item;
}

}  // namespace vpcmirror
