// SPDX-License-Identifier: GPL-2.0-or-later
//
// The protocol "AWS VPC Traffic Mirroring": registration and dissection.
#pragma once

namespace vpcmirror {

void proto_register_vpcmirror();
void proto_reg_handoff_vpcmirror();

}  // namespace vpcmirror
