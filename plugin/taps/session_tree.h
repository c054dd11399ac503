// SPDX-License-Identifier: GPL-2.0-or-later
//
// The statistics tree session > direction > service: tshark -z vpcmirror,tree[,FILTER], and
// Statistics > VPC Mirror > Sessions and services.
#pragma once

namespace vpcmirror {

void register_session_tree();

}  // namespace vpcmirror
