// SPDX-License-Identifier: GPL-2.0-or-later
//
// Taking UDP ports over from the dissectors that own them, so that what is not ours still reaches
// them untouched.
//
// A port is taken over with an anonymous handle: one without a protocol leaves no trace in
// frame.protocols and cannot be disabled. What it does with a datagram is the dispatcher's
// decision; pass_on() gives it to the port's previous owner.
#pragma once

#include <vector>

#include "epanxx/headers.h"

namespace vpcmirror {

class PortClaims {
  public:
    // `description` must be unique: Wireshark compares those of the handles of a table.
    void set_dispatcher(dissector_t dispatcher, const char* name, const char* description);

    // The dissector that owns the ports by default, by the name of its preferences. To be called
    // before preferences are read.
    void set_rival(const char* module);

    // Until the user's Decode As entries are loaded, lists of dissectors (tshark -G decodes of 4.0)
    // name `protocol` for those of the ports that it owned. To be called after claim().
    void list_as(int protocol);

    // Takes over `ports` and gives back those that are no longer wanted. Respects Decode As: a port
    // that the user gave to another dissector stays there, but for the ports in the rival's own
    // preference. To be called again for each capture, since other dissectors claim their ports
    // anew when their preferences change.
    void claim(const range_t* ports);

    // Calls the previous owner of the port that led to the dispatcher; 0 if there is none.
    int pass_on(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data);

  private:
    struct Claim {
        uint32_t port;
        dissector_handle_t owner;  // before us; null if nobody had it
    };

    std::vector<Claim>::iterator place_of(uint32_t port);
    void claim_one(uint32_t port);
    void end_listing();
    bool rival_wants(uint32_t port) const;
    void give_back(const Claim& claim) const;

    std::vector<Claim> claims_;  // ascending port
    dissector_t dispatcher_function_ = nullptr;
    dissector_handle_t dispatcher_ = nullptr;
    dissector_handle_t listed_ = nullptr;  // stands for the dispatcher in lists
    const char* rival_ = nullptr;
    const range_t* rival_default_ = nullptr;
};

}  // namespace vpcmirror
