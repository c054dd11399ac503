// SPDX-License-Identifier: GPL-2.0-or-later
#include "filter/rule_text.h"

#include "wire/frame.h"

namespace vpcmirror {

namespace {

std::string protocol_text(const std::optional<std::uint8_t>& protocol) {
    if (!protocol) return "any protocol";
    switch (*protocol) {
        case kProtocolTcp: return "TCP";
        case kProtocolUdp: return "UDP";
        default: return "protocol " + std::to_string(*protocol);
    }
}

std::string end_text(const IpPrefix& prefix, const std::optional<PortRange>& ports) {
    std::string text = prefix.text();
    if (!ports) return text;
    text += " port " + std::to_string(ports->from);
    if (ports->to != ports->from) text += '-' + std::to_string(ports->to);
    return text;
}

}  // namespace

std::string rule_text(const FilterRule& rule) {
    return std::string(rule.action == RuleAction::Accept ? "accept " : "reject ") +
           protocol_text(rule.protocol) + " from " + end_text(rule.source, rule.source_ports) +
           " to " + end_text(rule.destination, rule.destination_ports);
}

}  // namespace vpcmirror
