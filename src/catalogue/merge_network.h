// SPDX-License-Identifier: GPL-2.0-or-later
//
// The part of merge.h that joins what lies between source and target. Entries with the same id are
// one; rules, entries, routes and associations that stand on their own are added to the thing that
// they name. Where two lists that claim to be whole differ, the later one is used.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "catalogue/merge.h"

namespace vpcmirror {

// Called where `file` and `other` (places in the list of files) say different things of `what`.
// `what` is a thing with its id, "subnet subnet-0a"; `difference` names the member, a literal.
using Disagreement = std::function<void(std::size_t file, std::size_t other, std::string what,
                                        const char* difference)>;

// All but the instances. In ascending precedence, as merge() has them. An id is there once in the
// result. Takes time in proportion to the entries, by tables of ids. Throws std::bad_alloc only.
NetworkParts merge_network(std::span<const NamedContents> files, const Disagreement& disagree);

}  // namespace vpcmirror
