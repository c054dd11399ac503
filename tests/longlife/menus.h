// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the plugin puts into Wireshark's menus, which are asked as Wireshark's window does.
#pragma once

#include <string>

#include "../../plugin/epanxx/headers.h"

// What Conversation Filter > VPC Mirror session says of the packet; "none" if it does not say
// anything, nothing without the plugin.
std::string session_filter(packet_info* pinfo);

// Prints where the plugin's menu stands, and each of its entries with its tooltip.
void print_menu();

// Chooses this entry; false if there is none.
bool choose(const std::string& label);
