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
    // Of the value, behind the option's own four bytes.
    std::uint32_t offset = 0;
    // As captured and as the option says: an option that was cut is not reported.
    std::uint32_t length = 0;
    // Read as big-endian; all of it fits, since AWS's values have four or eight bytes.
    std::uint64_t value = 0;
};

// Those that were found; offsets are for Wireshark, which marks the bytes.
struct GwlbOptions {
    std::optional<GwlbOption> endpoint_id;  // the GWLB endpoint: the digits of its AWS id
    // The attachment that the endpoint's traffic came by; a number of AWS's own.
    std::optional<GwlbOption> attachment_id;
    // The same for all packets of a flow, which the appliance has to send back unchanged.
    std::optional<GwlbOption> flow_cookie;
};

// Nothing unless `datagram` (a UDP payload) starts with a GENEVE header of version 0 with an IP
// packet inside and at least one of the options. Options that were cut off are absent.
std::optional<GwlbOptions> parse_gwlb_options(ByteView datagram);

}  // namespace vpcmirror
