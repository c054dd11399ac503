// SPDX-License-Identifier: GPL-2.0-or-later
//
// All reports as one JSON document: tshark -q -z vpcmirror,json[,FILTER]. It is printed to standard
// output when the capture has been read.
#pragma once

namespace vpcmirror {

void register_report_document();

}  // namespace vpcmirror
