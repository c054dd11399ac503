// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is known about a mirrored packet in a line, as the plugin's comments have it.
#pragma once

#include <string>

#include "analysis/packet_report.h"

namespace vpcmirror {

// "VPC Mirror: web-a (tms-1), egress, cut to 128 of 1514 bytes by packet length, filter: accepted
// by rule 100"
std::string summary(const PacketReport& report);

}  // namespace vpcmirror
