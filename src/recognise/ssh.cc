// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/ssh.h"

#include <algorithm>
#include <string_view>

namespace vpcmirror {

namespace {

constexpr std::size_t kLongestBanner = 255;
constexpr std::uint32_t kLongestPacket = 35000;
constexpr std::size_t kLists = 4 + 1 + 1 + 16;  // length, padding, message, cookie

std::string_view text_of(ByteView bytes, std::size_t offset, std::size_t count) {
    return {reinterpret_cast<const char*>(bytes.data()) + offset, count};
}

bool names_none(std::string_view list) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        if (list.substr(0, comma) == "none") return true;
        if (comma == std::string_view::npos) break;
        list.remove_prefix(comma + 1);
    }
    return false;
}

}  // namespace

bool is_ssh_banner(ByteView payload) {
    if (!payload.holds(0, 8)) return false;
    const std::string_view start = text_of(payload, 0, 8);
    return start == "SSH-2.0-" || start == "SSH-1.99";
}

std::size_t ssh_banner_length(ByteView payload) {
    const std::size_t most = std::min(payload.size(), kLongestBanner);
    const std::size_t end = text_of(payload, 0, most).find('\n');
    return end == std::string_view::npos ? payload.size() : end + 1;
}

std::optional<SshPacket> ssh_packet(ByteView bytes) {
    const auto length = bytes.u32(0);
    const auto padding = bytes.u8(4);
    const auto message = bytes.u8(5);
    if (!message || *length < 8 || *length > kLongestPacket || (*length + 4) % 8 != 0) return {};
    if (*padding < 4 || *padding + 2U > *length)
        return {};  // a byte tells its length, one the message
    const bool early = (*message >= 1 && *message <= 4) || (*message >= 20 && *message <= 49);
    if (!early) return {};
    const auto list = bytes.u32(kLists);
    const std::uint32_t end = *length + 4 - *padding;
    if (*message == kSshOffer && list && std::uint64_t{*list} + kLists + 4 > end) return {};
    return SshPacket{*length + 4, *message};
}

bool ssh_offers_none(ByteView offer) {
    std::size_t offset = kLists;
    for (int list = 0; list < 4; ++list) {  // key exchange, host key, encryption there, and back
        const auto length = offer.u32(offset);
        if (!length || !offer.holds(offset + 4, *length)) return false;
        if (list >= 2 && names_none(text_of(offer, offset + 4, *length))) return true;
        offset += 4 + *length;
    }
    return false;
}

}  // namespace vpcmirror
