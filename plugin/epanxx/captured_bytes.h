// SPDX-License-Identifier: GPL-2.0-or-later
//
// A tvbuff's captured bytes for the core. The only place that asks for a raw pointer: offset 0 and
// the captured length are always there, so it cannot throw.
#pragma once

#include "epanxx/headers.h"
#include "wire/byte_view.h"

namespace vpcmirror::epanxx {

inline ByteView captured_bytes(tvbuff_t* tvb) {
    const unsigned captured = tvb_captured_length(tvb);
    if (captured == 0) return {};
    return {tvb_get_ptr(tvb, 0, static_cast<int>(captured)), captured};
}

}  // namespace vpcmirror::epanxx
