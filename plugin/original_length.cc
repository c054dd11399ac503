// SPDX-License-Identifier: GPL-2.0-or-later
#include "original_length.h"

#include "epanxx/captured_bytes.h"

namespace vpcmirror {

tvbuff_t* with_original_length(tvbuff_t* tvb, packet_info* pinfo, const Truncation& truncation,
                               std::size_t header) {
    if (!truncation.truncated()) return tvb;
    // A subset would still know that it lies within a shorter datagram, and running off its end
    // would be called malformed. Real data knows only what was captured and what was reported.
    const ByteView bytes = epanxx::captured_bytes(tvb);
    tvbuff_t* restored =
        tvb_new_child_real_data(tvb, bytes.data(), static_cast<unsigned>(bytes.size()),
                                static_cast<int>(header + *truncation.original));
    add_new_data_source(pinfo, restored, "Mirrored packet");
    return restored;
}

}  // namespace vpcmirror
