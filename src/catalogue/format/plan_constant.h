// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a constant of a plan's configuration says, where it is what an argument that names things
// holds: a text, or a list of texts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vpcmirror {

// Every text of a list of them, or the one text; nothing if it holds anything else, or is empty.
// `json` is a whole JSON value; a text alone has no escapes, which ids have none of.
std::optional<std::vector<std::string>> plain_texts(std::string_view json);

}  // namespace vpcmirror
