// SPDX-License-Identifier: GPL-2.0-or-later
#include "gwlb.h"

#include "conversations.h"
#include "epanxx/addresses.h"
#include "epanxx/captured_bytes.h"
#include "fields.h"
#include "ports.h"
#include "protocol.h"
#include "wire/gwlb_options.h"

namespace vpcmirror {

namespace {

constexpr const char* kGenevePort = "6081";

int proto_gwlb;      // of its own: what stands in the tree beside protocols must be one
PortClaims* claims;  // never freed, see packet-vpcmirror.cc
range_t* geneve_port;
bool any_envelope;  // was ever remembered: spares most captures the look-up

// An AWS id has seventeen hexadecimal digits after its prefix, the cookie eight.
void add_option(proto_tree* tree, packet_info* pinfo, tvbuff_t* tvb, int id,
                const std::optional<GwlbOption>& option) {
    if (!option || !proto_field_is_referenced(tree, id)) return;
    const char* digits =
        wmem_strdup_printf(pinfo->pool, "%0*" PRIx64, option->length == 8 ? 17 : 8, option->value);
    proto_tree_add_string(tree, id, tvb, static_cast<int>(option->offset),
                          static_cast<int>(option->length), digits);
}

void show(const GwlbOptions& options, tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree) {
    proto_item* item = proto_tree_add_item(tree, proto_gwlb, tvb, 0, 0, ENC_NA);
    proto_tree* subtree = proto_item_add_subtree(item, ett_vpcmirror_gwlb);
    add_option(subtree, pinfo, tvb, hf_vpcmirror_gwlb_endpoint_id, options.endpoint_id);
    add_option(subtree, pinfo, tvb, hf_vpcmirror_gwlb_attachment_id, options.attachment_id);
    add_option(subtree, pinfo, tvb, hf_vpcmirror_gwlb_flow_cookie, options.flow_cookie);
}

void remember_envelope(tvbuff_t* tvb, packet_info* pinfo) {
    auto* envelope = wmem_new(pinfo->pool, GeneveEnvelope);
    any_envelope = true;
    envelope->whole = !pinfo->fragmented;
    envelope->target = epanxx::ip_address(pinfo->dst);
    envelope->datagram_length =
        epanxx::ip_datagram_length(envelope->target.family, tvb_reported_length(tvb));
    p_add_proto_data(pinfo->pool, pinfo, proto_vpcmirror, kEnvelope, envelope);
}

int dispatch_geneve(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    if (proto_is_protocol_enabled(find_protocol_by_id(proto_vpcmirror))) {
        if (const auto options = parse_gwlb_options(epanxx::captured_bytes(tvb))) {
            // Of several envelopes the outermost; what a mirrored frame carries is none of ours.
            if (!geneve_envelope(pinfo) && !inside_mirrored_frame(pinfo)) {
                remember_envelope(tvb, pinfo);
            }
            if (tree) show(*options, tvb, pinfo, tree);
        }
    }
    return claims->pass_on(tvb, pinfo, tree, data);
}

}  // namespace

void register_gwlb() {
    proto_gwlb = proto_register_protocol_in_name_only(
        "AWS Gateway Load Balancer", "GWLB", "vpcmirror.gwlb", proto_vpcmirror, FT_PROTOCOL);
    claims = new PortClaims;
    claims->set_dispatcher(dispatch_geneve, "vpcmirror_geneve", "GENEVE, AWS options named");
    range_convert_str(wmem_epan_scope(), &geneve_port, kGenevePort, 65535);
}

void claim_geneve_port() {
    claims->claim(geneve_port);
}

const GeneveEnvelope* geneve_envelope(packet_info* pinfo) {
    if (!any_envelope) return nullptr;
    return static_cast<const GeneveEnvelope*>(
        p_get_proto_data(pinfo->pool, pinfo, proto_vpcmirror, kEnvelope));
}

}  // namespace vpcmirror
