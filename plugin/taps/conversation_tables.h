// SPDX-License-Identifier: GPL-2.0-or-later
//
// Who talks with each mirrored interface: the tab VPC Mirror of Statistics > Conversations and
// Endpoints, and tshark -z conv,vpcmirror and -z endpoints,vpcmirror.
#pragma once

namespace vpcmirror {

void register_conversation_tables(int protocol);

}  // namespace vpcmirror
