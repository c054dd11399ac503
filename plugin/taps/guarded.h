// SPDX-License-Identifier: GPL-2.0-or-later
//
// No C++ exception may leave a callback into Wireshark.
#pragma once

#include <exception>

#include "epanxx/headers.h"

namespace vpcmirror {

// Does `work`; says so if memory ran out. True if it was done.
template <class Work>
bool guarded(const char* what, const Work& work) noexcept {
    try {
        work();
        return true;
    } catch (const std::exception& failure) {
        report_failure("VPC Mirror %s: %s", what, failure.what());
        return false;
    }
}

}  // namespace vpcmirror
