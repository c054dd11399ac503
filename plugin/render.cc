// SPDX-License-Identifier: GPL-2.0-or-later
#include "render.h"

#include "fields.h"

namespace vpcmirror {

namespace {

// Candidates beyond these are counted, not listed: one VNI may serve thousands of sessions.
constexpr std::size_t kListedCandidates = 16;

constexpr int kVniOffset = 4;
constexpr int kVniLength = 3;

struct Canvas {
    tvbuff_t* tvb;
    proto_tree* tree;
};

proto_item* generated(proto_item* item) {
    proto_item_set_generated(item);
    return item;
}

void add_text(Canvas canvas, int id, const std::string& text) {
    if (!text.empty())
        generated(proto_tree_add_string(canvas.tree, id, canvas.tvb, 0, 0, text.c_str()));
}

void add_number(Canvas canvas, int id, uint32_t value) {
    generated(proto_tree_add_uint(canvas.tree, id, canvas.tvb, 0, 0, value));
}

uint32_t raw_ipv4(const IpAddress& address) {
    uint32_t raw;
    memcpy(&raw, address.bytes.data(), sizeof raw);
    return raw;
}

proto_item* add_address(Canvas canvas, int id4, int id6, const IpAddress& address, int offset,
                        int length) {
    if (address.family == IpFamily::V4) {
        return proto_tree_add_ipv4(canvas.tree, id4, canvas.tvb, offset, length, raw_ipv4(address));
    }
    ws_in6_addr raw;
    memcpy(&raw, address.bytes.data(), sizeof raw);
    return proto_tree_add_ipv6(canvas.tree, id6, canvas.tvb, offset, length, &raw);
}

void add_candidates(Canvas canvas, const Identification& identification) {
    std::size_t listed = 0;
    std::size_t all = 0;
    for (const auto& group : identification.candidates) {
        all += group.size();
        for (const MirrorSession* session : group) {
            if (listed == kListedCandidates) break;
            add_text(canvas, hf_vpcmirror_session_candidate, session->id);
            ++listed;
        }
    }
    if (all > listed) {
        proto_tree_add_subtree_format(canvas.tree, canvas.tvb, 0, 0, ett_vpcmirror_session, nullptr,
                                      "%zu more candidates", all - listed);
    }
}

void add_tags(Canvas canvas, packet_info* pinfo, const std::vector<Tag>& tags) {
    if (!proto_field_is_referenced(canvas.tree, hf_vpcmirror_session_tag)) return;
    for (const Tag& tag : tags) {
        generated(proto_tree_add_string(
            canvas.tree, hf_vpcmirror_session_tag, canvas.tvb, 0, 0,
            wmem_strdup_printf(pinfo->pool, "%s=%s", tag.key.c_str(), tag.value.c_str())));
    }
}

void add_session(Canvas canvas, packet_info* pinfo, const Identification& identification) {
    if (identification.match == SessionMatch::NoCatalogue) return;
    const MirrorSession* session = identification.session;
    proto_item* item;
    const Canvas inside{
        canvas.tvb, proto_tree_add_subtree_format(
                        canvas.tree, canvas.tvb, 0, 0, ett_vpcmirror_session, &item, "Session: %s",
                        session ? session->name.c_str()
                                : val_to_str_const(static_cast<uint32_t>(identification.match),
                                                   session_match_names, ""))};
    generated(item);
    if (session) {
        add_text(inside, hf_vpcmirror_session_id, session->id);
        add_text(inside, hf_vpcmirror_session_name, session->name);
        if (session->number) add_number(inside, hf_vpcmirror_session_number, *session->number);
        add_text(inside, hf_vpcmirror_session_description, session->description);
        if (session->packet_length)
            add_number(inside, hf_vpcmirror_session_packet_length, *session->packet_length);
        add_tags(inside, pinfo, session->tags);
    }
    add_number(inside, hf_vpcmirror_session_match, static_cast<uint32_t>(identification.match));
    add_candidates(inside, identification);
}

void add_source(Canvas canvas, const NetworkInterface* source, const IpAddress& address) {
    proto_item* item;
    const Canvas inside{
        canvas.tvb, proto_tree_add_subtree_format(
                        canvas.tree, canvas.tvb, 0, 0, ett_vpcmirror_source, &item, "Source%s%s",
                        source ? ": " : "", source ? source->id.c_str() : "")};
    generated(item);
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

void add_target(Canvas canvas, const MirrorTarget* target) {
    if (!target) return;
    proto_item* item;
    const Canvas inside{canvas.tvb, proto_tree_add_subtree_format(
                                        canvas.tree, canvas.tvb, 0, 0, ett_vpcmirror_target, &item,
                                        "Target: %s", target->id.c_str())};
    generated(item);
    add_text(inside, hf_vpcmirror_target_id, target->id);
    add_text(inside, hf_vpcmirror_target_type, target->type);
    add_text(inside, hf_vpcmirror_target_resource, target->resource);
}

void add_inner_addresses(Canvas canvas, const Frame& frame) {
    const bool four = frame.network == Network::Ipv4;
    const int length = four ? 4 : 16;
    const int network = static_cast<int>(kVxlanHeaderLength + frame.network_offset);
    const int source = network + (four ? 12 : 8);
    const int destination = source + length;
    add_address(canvas, hf_vpcmirror_inner_ip_src, hf_vpcmirror_inner_ipv6_src, frame.source,
                source, length);
    add_address(canvas, hf_vpcmirror_inner_ip_dst, hf_vpcmirror_inner_ipv6_dst, frame.destination,
                destination, length);
    proto_item_set_hidden(add_address(canvas, hf_vpcmirror_inner_ip_addr,
                                      hf_vpcmirror_inner_ipv6_addr, frame.source, source, length));
    proto_item_set_hidden(add_address(canvas, hf_vpcmirror_inner_ip_addr,
                                      hf_vpcmirror_inner_ipv6_addr, frame.destination, destination,
                                      length));
}

void add_inner_ports(Canvas canvas, const Frame& frame) {
    const int source = static_cast<int>(kVxlanHeaderLength + *frame.transport_offset);
    const int destination = source + 2;
    proto_tree_add_uint(canvas.tree, hf_vpcmirror_inner_srcport, canvas.tvb, source, 2,
                        frame.ports->source);
    proto_tree_add_uint(canvas.tree, hf_vpcmirror_inner_dstport, canvas.tvb, destination, 2,
                        frame.ports->destination);
    proto_item_set_hidden(proto_tree_add_uint(canvas.tree, hf_vpcmirror_inner_port, canvas.tvb,
                                              source, 2, frame.ports->source));
    proto_item_set_hidden(proto_tree_add_uint(canvas.tree, hf_vpcmirror_inner_port, canvas.tvb,
                                              destination, 2, frame.ports->destination));
}

void add_inner(Canvas canvas, const Frame& frame) {
    if (!frame.has_addresses && !frame.protocol) return;
    const Canvas inside{canvas.tvb,
                        proto_tree_add_subtree(canvas.tree, canvas.tvb, 0, 0, ett_vpcmirror_inner,
                                               nullptr, "Mirrored packet")};
    if (frame.has_addresses) add_inner_addresses(inside, frame);
    if (frame.protocol) add_number(inside, hf_vpcmirror_inner_protocol, *frame.protocol);
    if (frame.ports) add_inner_ports(inside, frame);
}

void add_lengths(Canvas canvas, const Truncation& truncation) {
    proto_item* item;
    const Canvas inside{canvas.tvb, proto_tree_add_subtree(canvas.tree, canvas.tvb, 0, 0,
                                                           ett_vpcmirror_length, &item, "Lengths")};
    generated(item);
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

// The line that says it all: session, direction, cut or whole.
void summarise(proto_item* item, const PacketReport& report) {
    const Identification& identification = report.identification;
    if (identification.session) {
        proto_item_append_text(item, ", %s", identification.session->name.c_str());
    } else {
        proto_item_append_text(item, ", VNI %u", report.vxlan.vni.value);
        if (identification.match == SessionMatch::Unknown)
            proto_item_append_text(item, " (unknown session)");
        if (identification.match == SessionMatch::Ambiguous)
            proto_item_append_text(item, " (ambiguous session)");
    }
    proto_item_append_text(
        item, ", %s",
        report.direction == Direction::Unknown
            ? "direction unknown"
            : val_to_str_const(static_cast<uint32_t>(report.direction), direction_names, ""));
    const Truncation& truncation = report.truncation;
    if (truncation.truncated()) {
        proto_item_append_text(item, ", cut to %u of %u bytes", truncation.mirrored,
                               *truncation.original);
        if (truncation.cause != TruncationCause::Unknown) {
            proto_item_append_text(item, " by %s",
                                   val_to_str_const(static_cast<uint32_t>(truncation.cause),
                                                    truncation_cause_names, ""));
        }
    } else {
        proto_item_append_text(item, ", %s%u bytes", truncation.original ? "whole, " : "",
                               truncation.mirrored);
    }
    if (truncation.captured < truncation.mirrored) {
        proto_item_append_text(item, ", sliced to %u", truncation.captured);
    }
}

// A fact about the capture, which the first packet that shows it tells.
bool first_to_tell(packet_info* pinfo, const RenderContext& context, const expert_field& finding,
                   const PacketReport& report, const Datagram& datagram) {
    const auto kind = static_cast<std::uint64_t>(finding.ei);
    return context.first_seen->is_first(hash(datagram.source, mix(kind, report.vxlan.vni.value)),
                                        pinfo->num);
}

void add_session_findings(packet_info* pinfo, proto_item* item, const Datagram& datagram,
                          const PacketReport& report, const RenderContext& context) {
    const Identification& identification = report.identification;
    const unsigned vni = report.vxlan.vni.value;
    if (identification.match == SessionMatch::Unknown &&
        first_to_tell(pinfo, context, ei_vpcmirror_unknown_session, report, datagram)) {
        expert_add_info_format(pinfo, item, &ei_vpcmirror_unknown_session,
                               "No session of the catalogue has VNI %u; fetch the sessions again, "
                               "of every account that "
                               "mirrors to this target",
                               vni);
    }
    if (identification.match == SessionMatch::Ambiguous &&
        first_to_tell(pinfo, context, ei_vpcmirror_ambiguous_session, report, datagram)) {
        expert_add_info_format(
            pinfo, item, &ei_vpcmirror_ambiguous_session,
            "Several sessions of the catalogue fit VNI %u and this source; add the network "
            "interfaces to the catalogue, or give the sessions VNIs of their own",
            vni);
    }
    if (identification.stranger &&
        first_to_tell(pinfo, context, ei_vpcmirror_other_source, report, datagram)) {
        expert_add_info_format(pinfo, item, &ei_vpcmirror_other_source,
                               "VNI %u belongs to sessions of other interfaces, but %s sent this; "
                               "the catalogue is stale "
                               "or another account uses the same VNI",
                               vni, identification.stranger->id.c_str());
    }
    if (report.truncation.exceeds_packet_length &&
        first_to_tell(pinfo, context, ei_vpcmirror_stale_packet_length, report, datagram)) {
        expert_add_info_format(
            pinfo, item, &ei_vpcmirror_stale_packet_length,
            "%u bytes were mirrored, but the session mirrors %u of each packet; the catalogue is "
            "stale: fetch the sessions again",
            report.truncation.mirrored, *identification.session->packet_length);
    }
}

void add_findings(packet_info* pinfo, proto_item* item, const Datagram& datagram,
                  const PacketReport& report, const RenderContext& context) {
    add_session_findings(pinfo, item, datagram, report, context);
    if (report.truncation.implausible) {
        expert_add_info_format(
            pinfo, item, &ei_vpcmirror_implausible_length,
            "The packet claims %u bytes, more than a VPC carries, and nothing explains a cut; its "
            "length is left as it is",
            *report.frame.claimed_length);
    }
    if (report.vxlan.reserved_bits_set &&
        first_to_tell(pinfo, context, ei_vpcmirror_reserved_bits, report, datagram)) {
        expert_add_info(pinfo, item, &ei_vpcmirror_reserved_bits);
    }
    if (context.catalogue_trouble &&
        context.first_seen->is_first(mix(static_cast<std::uint64_t>(ei_vpcmirror_catalogue.ei), 1),
                                     pinfo->num)) {
        expert_add_info_format(pinfo, item, &ei_vpcmirror_catalogue, "%s",
                               context.catalogue_trouble);
    }
}

}  // namespace

void render(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const Datagram& datagram,
            const PacketReport& report, const RenderContext& context) {
    proto_item* item = proto_tree_add_item(tree, context.protocol, tvb, 0,
                                           static_cast<int>(kVxlanHeaderLength), ENC_NA);
    if (tree) {
        summarise(item, report);
        const Canvas canvas{tvb, proto_item_add_subtree(item, ett_vpcmirror)};
        proto_tree_add_uint(canvas.tree, hf_vpcmirror_vni, tvb, kVniOffset, kVniLength,
                            report.vxlan.vni.value);
        add_session(canvas, pinfo, report.identification);
        add_source(canvas, report.identification.source, datagram.source);
        if (report.identification.session)
            add_target(canvas, report.identification.session->target);
        generated(proto_tree_add_uint(canvas.tree, hf_vpcmirror_direction, tvb, 0, 0,
                                      static_cast<uint32_t>(report.direction)));
        add_inner(canvas, report.frame);
        add_lengths(canvas, report.truncation);
    }
    add_findings(pinfo, item, datagram, report, context);
}

}  // namespace vpcmirror
