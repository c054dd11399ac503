// SPDX-License-Identifier: GPL-2.0-or-later
//
// One mirrored packet as the reports see it: what the core says of it, and what the dissectors
// above made of what it carries.
#pragma once

#include <optional>
#include <string_view>

#include "analysis/packet_report.h"
#include "statistics/flow_key.h"

namespace vpcmirror {

// What the dissectors above made of a packet's payload: their word for it. They are often chosen by
// a port alone, so it is a name and proves nothing; see recognise/ for what does.
struct Recognised {
    // What the dissectors call it.
    std::string_view service;  // "TLS", "DNS"; empty: nothing. Lives as long as the program
    // Of a dissector's word only: the encryption report believes bytes.
    bool encrypts = false;  // the service, or a layer within it, usually does
    bool tunnel = false;    // carries whole packets, which only the dissectors looked into
};

// Valid during the call it is handed to, like what it refers to. A tap carries no more than the
// report either; what dissectors said is asked when the tap is called.
class MirroredPacket {
  public:
    // What they refer to must outlive it.
    // NOLINTNEXTLINE(google-explicit-constructor): a packet is what is said of it
    MirroredPacket(const PacketReport& said, const Recognised& by_dissectors = {})
        : report(said), recognised(by_dissectors) {}

    // Its flow, found out once for all reports that ask; so a packet is for one thread. Nothing
    // where there is none: see FlowOf::packet(). Good as long as the packet.
    const std::optional<FlowOf>& flow() const {
        if (!flow_known_) flow_ = FlowOf::packet(report);
        flow_known_ = true;
        return flow_;
    }

    const PacketReport& report;
    Recognised recognised;  // for those who count by it

  private:
    mutable std::optional<FlowOf> flow_;
    mutable bool flow_known_ = false;
};

}  // namespace vpcmirror
