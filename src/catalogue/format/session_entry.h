// SPDX-License-Identifier: GPL-2.0-or-later
//
// Sessions and targets: each function reads the object that comes next and adds it to the contents
// of the input. `id` is used where the object itself does not say one.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TrafficMirrorSession.html
#pragma once

#include <string>

#include "catalogue/format/entry.h"

namespace vpcmirror {

// A session without VNI is read and kept: it recognises no packet, but lint and delivery speak of
// it.
void read_session(Input& input, const std::string& id = {});
void read_target(Input& input, const std::string& id = {});

}  // namespace vpcmirror
