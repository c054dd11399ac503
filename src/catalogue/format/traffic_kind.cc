// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/traffic_kind.h"

#include <charconv>
#include <string_view>

namespace vpcmirror {

namespace {

constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kIcmpV6 = 58;

struct NamedProtocol {
    std::string_view name;
    std::uint8_t number;
};

constexpr NamedProtocol kNamed[] = {
    {"tcp", kProtocolTcp}, {"udp", kProtocolUdp}, {"icmp", kIcmp}, {"icmpv6", kIcmpV6}};

// False if it is none.
bool read_protocol(const std::string& text, std::optional<std::uint8_t>& protocol) {
    if (text == "-1" || text == "all") return true;
    for (const NamedProtocol& named : kNamed) {
        if (text == named.name) {
            protocol = named.number;
            return true;
        }
    }
    std::uint8_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return false;
    protocol = number;
    return true;
}

}  // namespace

TrafficKind settle(EntryReader& entry, const TrafficKindDraft& draft) {
    TrafficKind kind;
    if (!read_protocol(draft.protocol, kind.protocol)) {
        entry.incomplete(draft.protocol.empty() ? "the protocol is missing"
                                                : "the protocol is neither a name that AWS uses "
                                                  "nor a number from 0 to 255");
        return kind;
    }
    const std::int32_t from = draft.from.value_or(-1);
    const std::int32_t to = draft.to.value_or(-1);
    if (kind.protocol == kProtocolTcp || kind.protocol == kProtocolUdp) {
        if (from < 0 && to < 0) return kind;
        kind.ports = PortRange{static_cast<std::uint16_t>(from < 0 ? 0 : from),
                               static_cast<std::uint16_t>(to < 0 ? 65535 : to)};
        if (kind.ports->from > kind.ports->to) {
            entry.incomplete("the first port is above the last one");
        }
    } else if (kind.protocol == kIcmp || kind.protocol == kIcmpV6) {
        kind.some_icmp = draft.icmp_type.value_or(from) >= 0;
    }
    return kind;
}

void read_texts(EntryReader& entry, std::vector<std::string>& values) {
    entry.each([&] {
        std::string value;
        entry.id_in_list(value);
        if (!value.empty()) values.push_back(std::move(value));
    });
}

}  // namespace vpcmirror
