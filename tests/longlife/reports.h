// SPDX-License-Identifier: GPL-2.0-or-later
//
// All of the plugin's reports, started once and left running, as Wireshark's windows are while one
// capture after the other is opened: tables, tree, conversations, endpoints, and the document.
#pragma once

// From now on draw_tap_listeners() prints each of them to stdout, after a line "-- NAME", as -z of
// tshark calls it; but for the document, which the plugin prints. None without the plugin.
void start_reports();
