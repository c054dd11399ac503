// SPDX-License-Identifier: GPL-2.0-or-later
#include "ports.h"

#include <array>

namespace vpcmirror {

namespace {

constexpr const char* kTable = "udp.port";
constexpr std::size_t kMostPorts = 64;

struct ClaimedPort {
    uint32_t port;
    dissector_handle_t owner;  // before us; null if nobody had it
};

struct Claims {
    std::array<ClaimedPort, kMostPorts> ports;
    std::size_t count = 0;
    dissector_handle_t ours = nullptr;
    dissector_handle_t dispatcher = nullptr;
};

Claims claims;

ClaimedPort* find_claim(uint32_t port) {
    for (std::size_t i = 0; i < claims.count; ++i) {
        if (claims.ports[i].port == port) return &claims.ports[i];
    }
    return nullptr;
}

int dispatch(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    if (const int taken = call_dissector_only(claims.ours, tvb, pinfo, tree, data)) return taken;
    const ClaimedPort* claim = find_claim(pinfo->match_uint);
    return claim && claim->owner ? call_dissector_only(claim->owner, tvb, pinfo, tree, data) : 0;
}

void claim_port(uint32_t port) {
    const dissector_table_t table = find_dissector_table(kTable);
    const dissector_handle_t owner = dissector_get_uint_handle(table, port);
    if (owner == claims.dispatcher || dissector_is_uint_changed(table, port)) return;
    ClaimedPort* claim = find_claim(port);
    if (!claim) {
        if (claims.count == kMostPorts) return;
        claim = &claims.ports[claims.count++];
    }
    *claim = {port, owner};
    dissector_add_uint(kTable, port, claims.dispatcher);
}

void give_back(const ClaimedPort& claim) {
    const dissector_table_t table = find_dissector_table(kTable);
    if (dissector_get_uint_handle(table, claim.port) != claims.dispatcher) return;
    if (claim.owner) {
        dissector_add_uint(kTable, claim.port, claim.owner);
    } else {
        dissector_delete_uint(kTable, claim.port, claims.dispatcher);
    }
}

void claim_next(uint32_t port, void* /*unused*/) {
    claim_port(port);
}

}  // namespace

void claim_ports(const range_t* ports, dissector_handle_t ours) {
    if (!claims.dispatcher) {
        claims.ours = ours;
        // Wireshark compares the descriptions of the handles of a table, so there must be one.
        claims.dispatcher = create_dissector_handle_with_name_and_description(
            dispatch, -1, "vpcmirror_port", "VPC Mirror, else as before");
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < claims.count; ++i) {
        if (value_is_in_range(ports, claims.ports[i].port)) {
            claims.ports[kept++] = claims.ports[i];
        } else {
            give_back(claims.ports[i]);
        }
    }
    claims.count = kept;
    range_foreach(const_cast<range_t*>(ports), claim_next, nullptr);
}

}  // namespace vpcmirror
