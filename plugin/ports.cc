// SPDX-License-Identifier: GPL-2.0-or-later
#include "ports.h"

#include <algorithm>

namespace vpcmirror {

namespace {

constexpr const char* kUdpPorts = "udp.port";
constexpr const char* kPreference = "udp.port";

}  // namespace

void PortClaims::set_dispatcher(dissector_t dispatcher, const char* name, const char* description) {
    dispatcher_function_ = dispatcher;
    dispatcher_ =
        create_dissector_handle_with_name_and_description(dispatcher, -1, name, description);
}

void PortClaims::set_rival(const char* module) {
    rival_ = module;
    const range_t* ports = prefs_get_range_value(rival_, kPreference);
    if (ports) rival_default_ = range_copy(wmem_epan_scope(), ports);
}

// The rival's own preference marks its ports as Decode As does; at its default it does not.
bool PortClaims::rival_wants(uint32_t port) const {
    const range_t* ports = rival_default_ ? prefs_get_range_value(rival_, kPreference) : nullptr;
    return ports && !ranges_are_equal(ports, rival_default_) && value_is_in_range(ports, port);
}

std::vector<PortClaims::Claim>::iterator PortClaims::place_of(uint32_t port) {
    return std::ranges::lower_bound(claims_, port, {}, &Claim::port);
}

int PortClaims::pass_on(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    const auto claim = place_of(pinfo->match_uint);
    if (claim == claims_.end() || claim->port != pinfo->match_uint || !claim->owner) return 0;
    return call_dissector_only(claim->owner, tvb, pinfo, tree, data);
}

void PortClaims::claim_one(uint32_t port) {
    const dissector_table_t table = find_dissector_table(kUdpPorts);
    const dissector_handle_t owner = dissector_get_uint_handle(table, port);
    if (owner == dispatcher_) return;
    if (dissector_is_uint_changed(table, port) && !rival_wants(port)) return;
    const auto claim = place_of(port);
    if (claim != claims_.end() && claim->port == port) {
        claim->owner = owner;
    } else {
        claims_.insert(claim, {port, owner});
    }
    dissector_add_uint(kUdpPorts, port, dispatcher_);
}

void PortClaims::give_back(const Claim& claim) const {
    const dissector_table_t table = find_dissector_table(kUdpPorts);
    if (dissector_get_uint_handle(table, claim.port) != dispatcher_) return;
    if (claim.owner) {
        dissector_add_uint(kUdpPorts, claim.port, claim.owner);
    } else {
        dissector_delete_uint(kUdpPorts, claim.port, dispatcher_);
    }
}

// What a list shows is the entry's present handle. One that is put there as Decode As does it, but
// is none that Decode As offers: whoever chooses the protocol itself is told from one who did not
// choose. Before Wireshark loads the user's entries it takes back all that differ from the first
// handle, and so this.
void PortClaims::list_as(int protocol) {
    listed_ = create_dissector_handle(dispatcher_function_, protocol);
    for (const Claim& claim : claims_) {
        if (claim.owner && dissector_handle_get_protocol_index(claim.owner) == protocol) {
            dissector_change_uint(kUdpPorts, claim.port, listed_);
        }
    }
}

void PortClaims::end_listing() {
    if (!listed_) return;
    const dissector_table_t table = find_dissector_table(kUdpPorts);
    for (const Claim& claim : claims_) {
        if (dissector_get_uint_handle(table, claim.port) == listed_) {
            dissector_reset_uint(kUdpPorts, claim.port);
        }
    }
    listed_ = nullptr;
}

void PortClaims::claim(const range_t* ports) {
    end_listing();
    std::erase_if(claims_, [&](const Claim& claim) {
        const bool unwanted = !value_is_in_range(ports, claim.port);
        if (unwanted) give_back(claim);
        return unwanted;
    });
    for (unsigned i = 0; i < ports->nranges; ++i) {
        for (uint32_t port = ports->ranges[i].low; port <= ports->ranges[i].high; ++port) {
            if (port != 0) claim_one(port);
        }
    }
}

}  // namespace vpcmirror
