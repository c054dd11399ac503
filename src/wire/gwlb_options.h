// SPDX-License-Identifier: GPL-2.0-or-later
//
// The GENEVE options that AWS's Gateway Load Balancer adds (RFC 8926; option class 0x0108). Other
// options, of whatever vendor, are not ours. Their values are numbers without a documented meaning
// beyond "which endpoint", "which attachment", "which flow".
// https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/gateway-load-balancers.html
// https://github.com/aws-samples/aws-gateway-load-balancer-tunnel-handler
#pragma once

#include <cstdint>
#include <optional>

#include "wire/byte_view.h"

namespace vpcmirror {

// The value of one option: `length` bytes (at most eight) at `offset` from the GENEVE header.
struct GwlbOption {
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
    std::uint64_t value = 0;
};

// Those that were found; offsets are for Wireshark, which marks the bytes.
struct GwlbOptions {
    std::optional<GwlbOption> endpoint_id;  // the GWLB endpoint: the digits of its AWS id
    std::optional<GwlbOption> attachment_id;
    std::optional<GwlbOption> flow_cookie;
};

// Nothing unless `datagram` (a UDP payload) starts with a GENEVE header of version 0 with an IP
// packet inside and at least one of the options. Options that were cut off are absent.
std::optional<GwlbOptions> parse_gwlb_options(ByteView datagram);

}  // namespace vpcmirror
