// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/conversation_tables.h"

#include "ends.h"
#include "fields.h"
#include "taps/mirror_tap.h"

namespace vpcmirror {

namespace {

// Every end is a text in the packet (ends.h), whatever the table takes it for.
const char* conversation_filter(conv_item_t* /*item*/, conv_filter_type_e wanted) {
    switch (wanted) {
        case CONV_FT_SRC_ADDRESS: return hf_vpcmirror_end_src.name();
        case CONV_FT_DST_ADDRESS: return hf_vpcmirror_end_dst.name();
        case CONV_FT_ANY_ADDRESS: return hf_vpcmirror_end.name();
        default: return CONV_FILTER_INVALID;
    }
}

const char* endpoint_filter(endpoint_item_t* /*item*/, conv_filter_type_e wanted) {
    return conversation_filter(nullptr, wanted);
}

ct_dissector_info_t conversation_info = {conversation_filter};
et_dissector_info_t endpoint_info = {endpoint_filter};

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
