// SPDX-License-Identifier: GPL-2.0-or-later
//
// The submenu Statistics > VPC Mirror.
#pragma once

namespace vpcmirror {

inline constexpr const char* kMenu = "VPC Mirror";

void register_menu(int protocol);

}  // namespace vpcmirror
