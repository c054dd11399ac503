// SPDX-License-Identifier: GPL-2.0-or-later
#include "truncation/glued.h"

#include <algorithm>
#include <string_view>

#include "wire/vxlan.h"

namespace vpcmirror {

namespace {

constexpr std::uint32_t kGluedHeader = kVxlanHeaderLength;
constexpr std::uint32_t kShortestGlued =
    kGluedHeader + 14;  // nothing is mirrored of less than its Ethernet
constexpr int kTriedDistances = 4;

bool header_at(ByteView datagram, std::uint32_t offset) {
    return datagram.holds(offset, kGluedHeader) &&
           std::equal(datagram.data(), datagram.data() + kGluedHeader, datagram.data() + offset);
}

// True if a datagram may begin at every multiple of `distance`, as far as was captured; at the
// first one it must.
bool is_distance(ByteView datagram, std::uint32_t length, std::uint32_t distance) {
    if (distance < kShortestGlued || !header_at(datagram, distance)) return false;
    const std::uint32_t last = (length - 1) / distance * distance;
    if (length - last < kShortestGlued) return false;
    for (std::uint32_t at = 2 * distance; at <= last; at += distance) {
        if (datagram.holds(at, kGluedHeader) && !header_at(datagram, at)) return false;
    }
    return true;
}

Glued glued(std::uint32_t length, std::uint32_t distance) {
    return {distance, (length + distance - 1) / distance};
}

}  // namespace

std::optional<Glued> find_glued(ByteView datagram, std::uint32_t length, const Frame& frame,
                                std::optional<std::uint32_t> packet_length) {
    if (length < 2 * kShortestGlued || !frame.claimed_length) return std::nullopt;
    if (packet_length && is_distance(datagram, length, kGluedHeader + *packet_length)) {
        return glued(length, kGluedHeader + *packet_length);
    }
    const std::uint32_t claimed = kGluedHeader + *frame.claimed_length;
    if (claimed < length) {
        if (is_distance(datagram, length, claimed)) return glued(length, claimed);
    }
    if (claimed == length || packet_length) return std::nullopt;
    // Cut frames of a session whose packet length is not known.
    const std::string_view bytes(reinterpret_cast<const char*>(datagram.data()), datagram.size());
    const std::string_view header = bytes.substr(0, kGluedHeader);
    std::size_t at = kShortestGlued;
    for (int tried = 0; tried < kTriedDistances; ++tried, ++at) {
        at = bytes.find(header, at);
        if (at >= length) break;  // or none
        const auto distance = static_cast<std::uint32_t>(at);
        if (distance < claimed && is_distance(datagram, length, distance)) {
            return glued(length, distance);
        }
    }
    return std::nullopt;
}

}  // namespace vpcmirror
