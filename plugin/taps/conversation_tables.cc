// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/conversation_tables.h"

#include "analysis/session_label.h"
#include "epanxx/addresses.h"
#include "taps/mirror_tap.h"

namespace vpcmirror {

namespace {

const char* filter_field(const address& end) {
    switch (end.type) {
        case AT_IPv4: return "vpcmirror.inner.ip.addr";
        case AT_IPv6: return "vpcmirror.inner.ipv6.addr";
        case AT_ETHER: return "eth.addr";
        case AT_STRINGZ:
            if (g_str_has_prefix(static_cast<const char*>(end.data), SessionLabel::kNoName)) break;
            return "vpcmirror.session.name";
        default: break;
    }
    return CONV_FILTER_INVALID;
}

const char* conversation_filter(conv_item_t* item, conv_filter_type_e wanted) {
    if (wanted == CONV_FT_SRC_ADDRESS) return filter_field(item->src_address);
    if (wanted == CONV_FT_DST_ADDRESS) return filter_field(item->dst_address);
    return CONV_FILTER_INVALID;
}

const char* endpoint_filter(endpoint_item_t* item, conv_filter_type_e wanted) {
    return wanted == CONV_FT_ANY_ADDRESS ? filter_field(item->myaddress) : CONV_FILTER_INVALID;
}

ct_dissector_info_t conversation_info = {conversation_filter};
et_dissector_info_t endpoint_info = {endpoint_filter};

struct Ends {
    address sender;
    address receiver;
};

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

// The mirrored interface stands for its own end; where the direction is not known, the packet's
// addresses stand for themselves.
Ends ends_of(packet_info* pinfo, const PacketReport& report) {
    const Frame& frame = report.frame;
    Ends ends{inner_address(pinfo->pool, frame, frame.source, frame.source_mac),
              inner_address(pinfo->pool, frame, frame.destination, frame.destination_mac)};
    if (report.direction == Direction::Unknown) return ends;
    const char* label = wmem_strdup(pinfo->pool, SessionLabel(report).text());
    address& own = report.direction == Direction::Egress ? ends.sender : ends.receiver;
    set_address(&own, AT_STRINGZ, static_cast<int>(strlen(label)) + 1, label);
    return ends;
}

tap_packet_status add_conversation(void* table, packet_info* pinfo, epan_dissect_t* /*edt*/,
                                   const void* data, tap_flags_t flags) noexcept {
    auto* hash = static_cast<conv_hash_t*>(table);
    hash->flags = flags;
    const auto& report = *static_cast<const PacketReport*>(data);
    const Ends ends = ends_of(pinfo, report);
    add_conversation_table_data(hash, &ends.sender, &ends.receiver, 0, 0, 1,
                                static_cast<int>(report.original_bytes()), &pinfo->rel_ts,
                                &pinfo->abs_ts, &conversation_info, CONVERSATION_NONE);
    return TAP_PACKET_REDRAW;
}

tap_packet_status add_endpoints(void* table, packet_info* pinfo, epan_dissect_t* /*edt*/,
                                const void* data, tap_flags_t flags) noexcept {
    auto* hash = static_cast<conv_hash_t*>(table);
    hash->flags = flags;
    const auto& report = *static_cast<const PacketReport*>(data);
    const Ends ends = ends_of(pinfo, report);
    const int bytes = static_cast<int>(report.original_bytes());
    add_endpoint_table_data(hash, &ends.sender, 0, TRUE, 1, bytes, &endpoint_info, ENDPOINT_NONE);
    add_endpoint_table_data(hash, &ends.receiver, 0, FALSE, 1, bytes, &endpoint_info,
                            ENDPOINT_NONE);
    return TAP_PACKET_REDRAW;
}

}  // namespace

void register_conversation_tables(int protocol) {
    register_conversation_table(protocol, TRUE, add_conversation, add_endpoints);
}

}  // namespace vpcmirror
