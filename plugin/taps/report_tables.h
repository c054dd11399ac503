// SPDX-License-Identifier: GPL-2.0-or-later
//
// The reports as Wireshark's statistics tables: tshark -z vpcmirror,NAME[,FILTER] and a window in
// the Statistics menu from one registration.
#pragma once

namespace vpcmirror {

void register_report_tables();

}  // namespace vpcmirror
