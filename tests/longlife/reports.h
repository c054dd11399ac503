// SPDX-License-Identifier: GPL-2.0-or-later
//
// All of the plugin's reports, started once and left running, as Wireshark's windows are while one
// capture after the other is opened: tables, tree, conversations, endpoints, and the document.
#pragma once

// From now on draw_tap_listeners() prints each of them to stdout, after a line "-- NAME", as -z of
// tshark calls it; but for the document, which the plugin prints. Of tables the columns, with ">"
// in front of those that stand to the right, and the cells, each followed by a tab. None without
// the plugin. With `only` not null, only the tables of this name: "vpcmirror,sessions".
void start_reports(const char* only);

// Closes the windows of all tables and opens them again.
void open_again();

// Opens a second window of the tables of this name: Wireshark has one set of them for both.
void open_another(const char* name);
