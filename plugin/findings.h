// SPDX-License-Identifier: GPL-2.0-or-later
//
// What deserves the analyst's attention, as expert information. A fact about a session or about the
// capture is told once, at the first packet that shows it; only what is odd about a packet itself
// is told at each.
//
// epan calls leave by longjmp: no local in findings.cc may have a destructor.
#pragma once

#include "analysis/first_seen.h"
#include "analysis/packet_report.h"
#include "epanxx/headers.h"

namespace vpcmirror {

// `item` is what the findings belong to, or null. `catalogue_trouble` says what is wrong with the
// catalogue, null if nothing is. To be called for every packet, with and without a tree.
void add_findings(packet_info* pinfo, proto_item* item, const PacketReport& report, FirstSeen& told,
                  const char* catalogue_trouble);

}  // namespace vpcmirror
