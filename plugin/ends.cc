// SPDX-License-Identifier: GPL-2.0-or-later
#include "ends.h"

#include "analysis/session_label.h"
#include "epanxx/addresses.h"
#include "fields.h"

namespace vpcmirror {

namespace {

address inner_address(wmem_allocator_t* pool, const Frame& frame, const IpAddress& ip,
                      const MacAddress& mac) {
    address result;
    clear_address(&result);
    if (frame.has_addresses) {
        epanxx::set(result, pool, ip);
    } else if (frame.has_macs) {
        alloc_address_wmem(pool, &result, AT_ETHER, static_cast<int>(mac.bytes.size()),
                           mac.bytes.data());
    }
    return result;
}

// `text` with a backslash before whatever ends a quoted text in a display filter.
const char* quotable(wmem_allocator_t* pool, const char* text) {
    wmem_strbuf_t* quoted = wmem_strbuf_new(pool, "");
    for (const char* at = text; *at; ++at) {
        if (*at == '"' || *at == '\\') wmem_strbuf_append_c(quoted, '\\');
        wmem_strbuf_append_c(quoted, *at);
    }
    return wmem_strbuf_finalize(quoted);
}

bool mirrored_end_sends(const PacketReport& report) {
    return report.direction == Direction::Egress;
}

bool mirrored_end_receives(const PacketReport& report) {
    return report.direction == Direction::Ingress;
}

struct EndFields {
    int any;
    int one;
};

void add_end(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const EndFields& fields,
             const address& end, const char* label) {
    if (!label && end.type == AT_NONE) return;
    const char* text = label ? label : address_to_str(pinfo->pool, &end);
    for (const int field : {fields.any, fields.one}) {
        proto_item* item = proto_tree_add_string(tree, field, tvb, 0, 0, text);
        proto_item_set_generated(item);
        proto_item_set_hidden(item);
    }
}

}  // namespace

Ends ends_of(packet_info* pinfo, const PacketReport& report) {
    const Frame& frame = report.frame;
    Ends ends{inner_address(pinfo->pool, frame, frame.source, frame.source_mac),
              inner_address(pinfo->pool, frame, frame.destination, frame.destination_mac)};
    if (!mirrored_end_sends(report) && !mirrored_end_receives(report)) return ends;
    const char* label = quotable(pinfo->pool, SessionLabel(report).text());
    address& own = mirrored_end_sends(report) ? ends.sender : ends.receiver;
    set_address(&own, AT_STRINGZ, static_cast<int>(strlen(label)) + 1, label);
    return ends;
}

void add_ends(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const PacketReport& report) {
    if (pinfo->flags.in_error_pkt) return;
    if (!proto_field_is_referenced(tree, hf_vpcmirror_end) &&
        !proto_field_is_referenced(tree, hf_vpcmirror_end_src) &&
        !proto_field_is_referenced(tree, hf_vpcmirror_end_dst)) {
        return;
    }
    const Ends ends = ends_of(pinfo, report);
    const SessionLabel session(report);
    const char* label = session.text();
    add_end(tvb, pinfo, tree, {hf_vpcmirror_end, hf_vpcmirror_end_src}, ends.sender,
            mirrored_end_sends(report) ? label : nullptr);
    add_end(tvb, pinfo, tree, {hf_vpcmirror_end, hf_vpcmirror_end_dst}, ends.receiver,
            mirrored_end_receives(report) ? label : nullptr);
}

}  // namespace vpcmirror
