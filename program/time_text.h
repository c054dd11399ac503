// SPDX-License-Identifier: GPL-2.0-or-later
//
// Times as people write them: RFC 3339 with or without a fraction and a zone (UTC without one; a
// blank in place of the T), or seconds since the epoch.
#pragma once

#include <optional>
#include <string_view>

#include "wire/capture_time.h"

namespace vpcmirror {

std::optional<Timestamp> parse_time(std::string_view text);

}  // namespace vpcmirror
