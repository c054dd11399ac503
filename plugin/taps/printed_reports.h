// SPDX-License-Identifier: GPL-2.0-or-later
//
// What -z prints: the document of all reports, vpcmirror,json; in tshark each report as the text
// that the program vpcmirror prints too. Each may be asked for as often as one likes.
#pragma once

namespace vpcmirror {

void register_printed_reports();

}  // namespace vpcmirror
