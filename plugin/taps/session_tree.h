// SPDX-License-Identifier: GPL-2.0-or-later
//
// The statistics tree session > direction > service: tshark -z vpcmirror,tree[,FILTER], and
// Statistics > VPC Mirror Sessions and services: Wireshark lists trees by themselves, and -z opens
// none in a window, so that it stands beside the submenu of the reports (menu.cc).
#pragma once

namespace vpcmirror {

void register_session_tree();

}  // namespace vpcmirror
