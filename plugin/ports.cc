// SPDX-License-Identifier: GPL-2.0-or-later
#include "ports.h"

namespace vpcmirror {

namespace {

constexpr const char* kTable = "udp.port";

}  // namespace

void PortClaims::set_dispatcher(dissector_t dispatcher, const char* name, const char* description) {
    dispatcher_ =
        create_dissector_handle_with_name_and_description(dispatcher, -1, name, description);
}

const PortClaims::Claim* PortClaims::find(uint32_t port) const {
    for (std::size_t i = 0; i < count_; ++i) {
        if (claims_[i].port == port) return &claims_[i];
    }
    return nullptr;
}

int PortClaims::pass_on(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) const {
    const Claim* claim = find(pinfo->match_uint);
    return claim && claim->owner ? call_dissector_only(claim->owner, tvb, pinfo, tree, data) : 0;
}

void PortClaims::claim_one(uint32_t port) {
    const dissector_table_t table = find_dissector_table(kTable);
    const dissector_handle_t owner = dissector_get_uint_handle(table, port);
    if (owner == dispatcher_ || dissector_is_uint_changed(table, port)) return;
    std::size_t index = 0;
    while (index < count_ && claims_[index].port != port) ++index;
    if (index == kMostPorts) return;
    if (index == count_) ++count_;
    claims_[index] = {port, owner};
    dissector_add_uint(kTable, port, dispatcher_);
}

void PortClaims::give_back(const Claim& claim) const {
    const dissector_table_t table = find_dissector_table(kTable);
    if (dissector_get_uint_handle(table, claim.port) != dispatcher_) return;
    if (claim.owner) {
        dissector_add_uint(kTable, claim.port, claim.owner);
    } else {
        dissector_delete_uint(kTable, claim.port, dispatcher_);
    }
}

void PortClaims::claim(const range_t* ports) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        if (value_is_in_range(ports, claims_[i].port)) {
            claims_[kept++] = claims_[i];
        } else {
            give_back(claims_[i]);
        }
    }
    count_ = kept;
    for (unsigned i = 0; i < ports->nranges; ++i) {
        for (uint32_t port = ports->ranges[i].low; port <= ports->ranges[i].high; ++port) {
            if (port != 0) claim_one(port);
        }
    }
}

}  // namespace vpcmirror
