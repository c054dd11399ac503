// SPDX-License-Identifier: GPL-2.0-or-later
//
// The same work on many things, on as many processors as there are.
#pragma once

#include <cstddef>
#include <functional>

namespace vpcmirror {

// More would wait for memory, and hold as many files in it.
inline constexpr std::size_t kMostSideBySide = 4;

// Calls `work` once for each number below `count`, from this thread and from up to three more,
// which have ended when it returns. `work` is called from several threads at once and must touch
// nothing that two calls share. What one throws is thrown here once all have ended, and what has
// not been begun by then is left. Where no thread can be had this one does all.
void for_each_side_by_side(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace vpcmirror
