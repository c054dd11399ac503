// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the catalogue shows as the reason why sessions stay silent.
#pragma once

#include <string>
#include <unordered_map>

#include "catalogue/catalogue.h"

namespace vpcmirror::delivery {

// One reason for each session that has one: a filter that accepts nothing, another session that
// takes all of its packets, the first condition of its delivery that does not hold, or a source
// that is in no file though others are. Keyed by pointers into the catalogue, so by nothing that
// anybody chooses. Conditions are asked of the first kMostSessions sessions only.
std::unordered_map<const MirrorSession*, std::string> silence(const Catalogue& catalogue);

}  // namespace vpcmirror::delivery
