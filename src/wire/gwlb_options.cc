// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire/gwlb_options.h"

#include "wire/ether_types.h"

namespace vpcmirror {

namespace {

constexpr std::uint32_t kHeaderLength = 8;
constexpr std::uint32_t kOptionHeaderLength = 4;
constexpr std::uint16_t kAwsClass = 0x0108;

std::optional<GwlbOption> read_option(ByteView bytes, std::uint32_t offset, std::uint32_t length) {
    if (!bytes.holds(offset, length)) return std::nullopt;
    GwlbOption option{offset, length, 0};
    for (std::uint32_t i = 0; i < length; ++i)
        option.value = option.value << 8 | *bytes.u8(offset + i);
    return option;
}

// RFC 8926, section 3.5: the first bit says that whoever does not know the option must drop it.
constexpr std::uint8_t kCritical = 0x80;

void take_option(GwlbOptions& options, std::uint8_t type, std::uint32_t length, ByteView bytes,
                 std::uint32_t offset) {
    if (type == 1 && length == 8) options.endpoint_id = read_option(bytes, offset, length);
    if (type == 2 && length == 8) options.attachment_id = read_option(bytes, offset, length);
    if (type == 3 && length == 4) options.flow_cookie = read_option(bytes, offset, length);
}

}  // namespace

std::optional<GwlbOptions> parse_gwlb_options(ByteView datagram) {
    const auto first = datagram.u8(0);
    const auto inner = datagram.u16(2);
    if (!first || *first >> 6 != 0 || (inner != kEtherTypeIpv4 && inner != kEtherTypeIpv6))
        return std::nullopt;
    const std::uint32_t end = kHeaderLength + (*first & 0x3FU) * 4;

    GwlbOptions options;
    std::uint32_t offset = kHeaderLength;
    while (offset < end) {
        const auto option_class = datagram.u16(offset);
        const auto type = datagram.u8(offset + 2);
        const auto words = datagram.u8(offset + 3);
        if (!option_class || !type || !words) break;
        const std::uint32_t length = (*words & 0x1FU) * 4;
        offset += kOptionHeaderLength;
        if (length > end - offset) break;
        if (option_class == kAwsClass)
            take_option(options, *type & ~kCritical, length, datagram, offset);
        offset += length;
    }
    if (!options.endpoint_id && !options.attachment_id && !options.flow_cookie) return std::nullopt;
    return options;
}

}  // namespace vpcmirror
