// SPDX-License-Identifier: GPL-2.0-or-later
#include "delivery/explain.h"

#include <algorithm>
#include <utility>

#include "analysis/to_string.h"
#include "catalogue/covers.h"
#include "delivery/at_source.h"
#include "delivery/filter_order.h"
#include "filter/never_mirrored.h"

namespace vpcmirror::delivery {

namespace {

Frame frame_of(const DescribedPacket& packet) {
    Frame frame;
    frame.network =
        packet.source.family == IpFamily::V6 ? vpcmirror::Network::Ipv6 : vpcmirror::Network::Ipv4;
    frame.has_addresses = true;
    frame.source = packet.source;
    frame.destination = packet.destination;
    frame.protocol = packet.protocol;
    if (has_ports(packet.protocol)) frame.ports = packet.ports;
    return frame;
}

std::string says_of(const Verdict& verdict) {
    switch (verdict.kind) {
        case VerdictKind::Accepted: return name_of_rule(*verdict.rule) + " accepts it";
        case VerdictKind::AcceptedAmazonDns: return "its filter accepts amazon-dns";
        case VerdictKind::Rejected: return name_of_rule(*verdict.rule) + " rejects it";
        case VerdictKind::NoRule: return "no rule of its filter matches";
        default: break;
    }
    // Nothing was cut off a packet that somebody describes.
    if (verdict.reason == UndeterminedReason::PortsCutOff) return "cannot be told without ports";
    return std::string("cannot be told: ") + to_string(verdict.reason);
}

bool accepts(const Verdict& verdict) {
    return verdict.kind == VerdictKind::Accepted || verdict.kind == VerdictKind::AcceptedAmazonDns;
}

// What AWS never mirrors, as far as ports that were not said leave it open.
struct Never {
    NeverMirrored kind = NeverMirrored::No;
    bool for_some_ports = false;
};

Never never_mirrored(Frame frame) {
    if (frame.ports || !has_ports(frame.protocol)) return {kind_never_mirrored(frame)};
    // Of services by an address of their own; any port may be DHCP's.
    constexpr std::uint16_t kPorts[] = {1, 123, 1688};
    for (const std::uint16_t port : kPorts) {
        frame.ports = Ports{port, port};
        const NeverMirrored kind = kind_never_mirrored(frame);
        if (kind != NeverMirrored::No) return {kind, port != kPorts[0]};
    }
    return {};
}

class Explainer {
  public:
    Explainer(const DescribedPacket& packet, const Topology& topology)
        : packet_(packet), topology_(topology), frame_(frame_of(packet)) {
        result_.direction = packet.direction;
    }

    Explanation explain() {
        if (packet_.source.family != packet_.destination.family || !packet_.source.is_set()) {
            return settle(Outcome::Undecidable, "the addresses are not of one family");
        }
        std::string id = packet_.interface_id;
        if (id.empty() && !find_interface()) return std::move(result_);
        if (id.empty()) id = result_.interface->id;
        result_.interface = topology_.interface(id);
        if (result_.direction == Direction::Unknown && !find_direction(id)) {
            return std::move(result_);
        }
        if (const Never never = never_mirrored(frame_); never.kind != NeverMirrored::No) {
            const std::string says = std::string("AWS never mirrors ") + to_string(never.kind);
            return never.for_some_ports
                       ? settle(Outcome::Undecidable,
                                says + ", and without ports it is not known whether it is that")
                       : settle(Outcome::NotMirrored, says);
        }
        if (result_.interface) {
            AtSource found = at_source(*result_.interface, result_.direction, packet_, topology_);
            if (!found.dropped_by.empty()) {
                return settle(Outcome::NotMirrored,
                              found.dropped_by + ": what is dropped is not mirrored");
            }
            result_.proviso = std::move(found.proviso);
        } else {
            result_.proviso = "interface " + id + " is in no file";
        }
        return ask_sessions(id);
    }

  private:
    Explanation settle(Outcome outcome, std::string says) {
        result_.outcome = outcome;
        result_.says = std::move(says);
        if (outcome == Outcome::NotMirrored) result_.proviso.clear();
        return std::move(result_);
    }

    // The one mirrored interface that the packet is from or to. Both ends may be.
    bool find_interface() {
        std::size_t count = 0;
        for (const NetworkInterface& interface : topology_.catalogue().interfaces()) {
            const bool from =
                packet_.direction != Direction::Ingress && interface.owns(packet_.source);
            const bool to =
                packet_.direction != Direction::Egress && interface.owns(packet_.destination);
            if ((!from && !to) || topology_.sessions_of(interface.id).empty()) continue;
            result_.interface = &interface;
            ++count;
        }
        if (count == 1) return true;
        result_.interface = nullptr;
        result_.says = count == 0
                           ? "no session of the catalogue mirrors an interface with such an address"
                           : "several mirrored interfaces have such an address: say which one";
        return false;
    }

    bool find_direction(const std::string& id) {
        if (result_.interface) {
            const bool from = result_.interface->owns(packet_.source);
            const bool to = result_.interface->owns(packet_.destination);
            if (from != to) result_.direction = from ? Direction::Egress : Direction::Ingress;
        }
        if (result_.direction != Direction::Unknown) return true;
        result_.says = "whether " + id + " sends or receives it is not known: say the direction";
        return false;
    }

    Explanation ask_sessions(const std::string& id) {
        const auto sessions = topology_.sessions_of(id);
        if (sessions.empty()) {
            return settle(Outcome::NotMirrored, "no session of the catalogue mirrors " + id);
        }
        const Step* rejecting = nullptr;
        const Step* unclear = nullptr;
        result_.steps.reserve(sessions.size());
        for (std::size_t i = 0; i < sessions.size(); ++i) {
            const Verdict verdict = decide_verdict(sessions[i], result_.direction, frame_);
            result_.steps.push_back({sessions[i], verdict, says_of(verdict)});
            const Step& step = result_.steps.back();
            if (verdict.kind == VerdictKind::Rejected && !rejecting) rejecting = &step;
            if (verdict.kind == VerdictKind::Undetermined && !unclear) unclear = &step;
            if (accepts(verdict)) return taken(step, rejecting, unclear, sessions.subspan(i));
        }
        if (unclear) return undecidable(*unclear);
        return settle(Outcome::NotMirrored, "no session of " + id + " accepts it");
    }

    Explanation undecidable(const Step& step) {
        return settle(Outcome::Undecidable, "session " + step.session->id + ": " + step.says);
    }

    // `rest` begins with the session that accepts the packet.
    Explanation taken(const Step& step, const Step* rejecting, const Step* unclear,
                      Topology::Sessions rest) {
        if (unclear) return undecidable(*unclear);
        if (rejecting) {
            return settle(Outcome::Undecidable,
                          "session " + rejecting->session->id + ": " + rejecting->says +
                              ", and AWS does not document whether a later session, here " +
                              step.session->id + ", gets it then");
        }
        const MirrorSession& session = *rest.front();
        if (const MirrorSession* rival = rival_of(session, rest.subspan(1))) {
            const bool tie = rival->number == session.number && session.number;
            const MirrorSession& unnumbered = session.number ? *rival : session;
            return settle(Outcome::Undecidable,
                          tie ? "sessions " + session.id + " and " + rival->id +
                                    " have the same number: which is asked first is not known"
                              : "the number of session " + unnumbered.id +
                                    " is in no file: which is asked first is not known");
        }
        result_.session = &session;
        result_.rule = step.verdict.rule;
        return settle(Outcome::Mirrored, "session " + session.id + " mirrors it: " + step.says);
    }

    // The one of `later` that may be asked before `session` in truth, and would have a say; or
    // null. Those without a number are the last ones, whatever their order.
    const MirrorSession* rival_of(const MirrorSession& session, Topology::Sessions later) {
        for (const MirrorSession* other : later) {
            if (other->number && other->number != session.number) continue;
            const Verdict verdict = decide_verdict(other, result_.direction, frame_);
            if (verdict.kind == VerdictKind::NoRule) continue;
            result_.steps.push_back({other, verdict, says_of(verdict)});
            return other;
        }
        return nullptr;
    }

    const DescribedPacket& packet_;
    const Topology& topology_;
    Frame frame_;
    Explanation result_;
};

}  // namespace

Explanation explain(const DescribedPacket& packet, const Topology& topology) {
    return Explainer(packet, topology).explain();
}

Explanation explain(const DescribedPacket& packet, const Catalogue& catalogue) {
    return explain(packet, Topology(catalogue));
}

const char* to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::Mirrored: return "mirrored";
        case Outcome::NotMirrored: return "not mirrored";
        case Outcome::Undecidable: return "undecidable";
    }
    return "";
}

}  // namespace vpcmirror::delivery
