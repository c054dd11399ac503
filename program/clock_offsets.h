// SPDX-License-Identifier: GPL-2.0-or-later
//
// By how much the clocks of recording machines are to be set right, as the command line says it.
#pragma once

#include <string>
#include <vector>

#include "wire/capture_time.h"

namespace vpcmirror {

// For each path what is to be added to its times. `offsets` are "PATTERN=SECONDS", a pattern of the
// shell for the path or the end of it behind a slash; of several that fit the last one counts.
// Empty if there are none. Throws std::runtime_error with what cannot be understood.
std::vector<Nanoseconds> clock_offsets(const std::vector<std::string>& offsets,
                                       const std::vector<std::string>& paths);

}  // namespace vpcmirror
