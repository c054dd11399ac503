// SPDX-License-Identifier: GPL-2.0-or-later
//
// Adds items to the packet's tree. All but addresses that stand in the packet are generated: they
// mark none of its bytes. May be used across Wireshark's longjmp: nothing here has a destructor.
#pragma once

#include <cstring>
#include <string>

#include "epanxx/headers.h"
#include "wire/address.h"

namespace vpcmirror {

// Adds items to one level of the packet's tree.
struct TreeBuilder {
    tvbuff_t* tvb;
    packet_info* pinfo;
    proto_tree* tree;
    proto_item* item;      // that the level belongs to: a few words can be added to it
    std::uint32_t header;  // bytes before the mirrored frame
};

inline proto_item* generated(proto_item* item) {
    proto_item_set_generated(item);
    return item;
}

// The level below a new item.
inline TreeBuilder below(const TreeBuilder& builder, proto_item* item, int subtree) {
    return {builder.tvb, builder.pinfo, proto_item_add_subtree(generated(item), subtree), item,
            builder.header};
}

inline TreeBuilder open_subtree(const TreeBuilder& builder, int id, int subtree) {
    return below(builder, proto_tree_add_item(builder.tree, id, builder.tvb, 0, 0, ENC_NA),
                 subtree);
}

// The name comes with the item: adding words to one makes Wireshark write its label first.
inline TreeBuilder open_named_subtree(const TreeBuilder& builder, int id, int subtree,
                                      const char* name) {
    return below(builder,
                 proto_tree_add_none_format(builder.tree, id, builder.tvb, 0, 0, "%s: %s",
                                            proto_registrar_get_name(id), name),
                 subtree);
}

inline void add_text(const TreeBuilder& builder, int id, const std::string& text) {
    if (!text.empty())
        generated(proto_tree_add_string(builder.tree, id, builder.tvb, 0, 0, text.c_str()));
}

inline void add_number(const TreeBuilder& builder, int id, uint32_t value) {
    generated(proto_tree_add_uint(builder.tree, id, builder.tvb, 0, 0, value));
}

inline uint32_t raw_ipv4(const IpAddress& address) {
    uint32_t raw;
    memcpy(&raw, address.bytes.data(), sizeof raw);
    return raw;
}

inline proto_item* add_address(const TreeBuilder& builder, int id4, int id6,
                               const IpAddress& address, int offset, int length) {
    if (address.family == IpFamily::V4) {
        return proto_tree_add_ipv4(builder.tree, id4, builder.tvb, offset, length,
                                   raw_ipv4(address));
    }
    ws_in6_addr raw;
    memcpy(&raw, address.bytes.data(), sizeof raw);
    return proto_tree_add_ipv6(builder.tree, id6, builder.tvb, offset, length, &raw);
}

}  // namespace vpcmirror
