// SPDX-License-Identifier: GPL-2.0-or-later
//
// A packet described in words, as somebody would say it: "egress tcp 10.0.1.10:40000 >
// 192.0.2.7:443", "udp from 10.0.1.10 port 68 to 10.0.1.1 port 67", "in icmp 10.0.0.1 10.0.1.10".
#pragma once

#include <string>
#include <vector>

#include "catalogue/model.h"
#include "wire/frame.h"

namespace vpcmirror {

struct PacketWords {
    Frame frame;                               // as far as it was described
    Direction direction = Direction::Unknown;  // unless it was said
};

// Throws std::runtime_error with what cannot be understood. Words may come as one text or as many.
PacketWords parse_packet(const std::vector<std::string>& words);

// The packet as it was understood: "egress TCP 10.0.1.10:40000 > 192.0.2.7:443".
std::string text(const PacketWords& packet);

}  // namespace vpcmirror
