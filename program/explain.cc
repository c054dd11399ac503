// SPDX-License-Identifier: GPL-2.0-or-later
//
// vpcmirror explain: which session mirrors a packet that is described in words, and which rule
// decides.
#include <stdexcept>

#include "analysis/to_string.h"
#include "catalogue.h"
#include "commands.h"
#include "delivery/explain.h"
#include "filter/rule_text.h"
#include "messages.h"
#include "packet_words.h"
#include "text/sanitize.h"

namespace vpcmirror {

namespace {

std::string name_of(const std::string& name, const std::string& id) {
    return sanitize(name.empty() || name == id ? id : name + " (" + id + ')');
}

// The packet at one end: as an interface sends it, or receives it.
std::vector<delivery::DescribedPacket> ends_of(const ExplainOptions& options,
                                               const PacketWords& words,
                                               const delivery::Topology& network) {
    delivery::DescribedPacket packet;
    packet.interface_id = options.interface;
    packet.direction = words.direction;
    packet.protocol = *words.frame.protocol;
    packet.source = words.frame.source;
    packet.destination = words.frame.destination;
    packet.ports = words.frame.ports;
    std::vector<delivery::DescribedPacket> ends;
    for (const NetworkInterface& interface : network.catalogue().interfaces()) {
        if (!options.interface.empty() || network.sessions_of(interface.id).empty()) continue;
        for (const Direction direction : {Direction::Egress, Direction::Ingress}) {
            const bool fits = words.direction == Direction::Unknown || words.direction == direction;
            const IpAddress& own =
                direction == Direction::Egress ? packet.source : packet.destination;
            if (!fits || !interface.owns(own)) continue;
            ends.push_back(packet);
            ends.back().interface_id = interface.id;
            ends.back().direction = direction;
        }
    }
    if (ends.empty()) ends.push_back(packet);  // it will say why
    return ends;
}

std::string text_of(const delivery::Explanation& explanation) {
    std::string text;
    if (explanation.interface) {
        text += name_of(explanation.interface->name, explanation.interface->id) + ", " +
                to_string(explanation.direction) + ": ";
    }
    text +=
        std::string(delivery::to_string(explanation.outcome)) + ", " + sanitize(explanation.says);
    if (explanation.rule) text += ": " + rule_text(*explanation.rule);
    text += '\n';
    if (!explanation.proviso.empty()) {
        text += "  but: " + sanitize(explanation.proviso) + '\n';
    }
    for (const delivery::Step& step : explanation.steps) {
        text += "  " + name_of(step.session->name, step.session->id) + ": " + sanitize(step.says) +
                '\n';
    }
    return text;
}

}  // namespace

int explain(const ExplainOptions& options) {
    const PacketWords words = parse_packet(options.words);
    if (!words.frame.protocol)
        throw std::runtime_error("say the protocol, too: tcp, udp, icmp ...");
    CatalogueLoader loader;
    const bool good = load_catalogue(loader, options.catalogue);
    const auto catalogue = loader.catalogue();
    if (catalogue->empty()) {
        say("the catalogue holds no session");
        return kCouldNot;
    }
    const delivery::Topology network(*catalogue);
    std::string text = vpcmirror::text(words) + '\n';
    bool mirrored = false;
    for (const delivery::DescribedPacket& packet : ends_of(options, words, network)) {
        const delivery::Explanation explanation = explain(packet, network);
        text += text_of(explanation);
        mirrored = mirrored || explanation.outcome == delivery::Outcome::Mirrored;
    }
    if (!print(text) || !good) return kCouldNot;
    return mirrored ? kDone : kFoundSomething;
}

}  // namespace vpcmirror
