// SPDX-License-Identifier: GPL-2.0-or-later
//
// Taking UDP ports over from the dissectors that own them, so that what is not ours still reaches
// them untouched.
//
// A port is taken over with an anonymous handle: one without a protocol leaves no trace in
// frame.protocols and cannot be disabled. What it does with a datagram is the dispatcher's
// decision; pass_on() gives it to the port's previous owner.
#pragma once

#include <array>

#include "epanxx/headers.h"

namespace vpcmirror {

class PortClaims {
  public:
    // `description` must be unique: Wireshark compares those of the handles of a table.
    void set_dispatcher(dissector_t dispatcher, const char* name, const char* description);

    // Takes over `ports` and gives back those that are no longer wanted. Respects Decode As: a port
    // that the user gave to another dissector stays there. To be called again for each capture,
    // since other dissectors claim their ports anew when their preferences change.
    void claim(const range_t* ports);

    // Calls the previous owner of the port that led to the dispatcher; 0 if there is none.
    int pass_on(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) const;

  private:
    static constexpr std::size_t kMostPorts = 64;
    struct Claim {
        uint32_t port;
        dissector_handle_t owner;  // before us; null if nobody had it
    };

    const Claim* find(uint32_t port) const;
    void claim_one(uint32_t port);
    void give_back(const Claim& claim) const;

    std::array<Claim, kMostPorts> claims_;
    std::size_t count_ = 0;
    dissector_handle_t dispatcher_ = nullptr;
};

}  // namespace vpcmirror
