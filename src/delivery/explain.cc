// SPDX-License-Identifier: GPL-2.0-or-later
#include "delivery/explain.h"

#include <algorithm>
#include <utility>

#include "analysis/to_string.h"
#include "catalogue/covers.h"
#include "delivery/access.h"
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
        case VerdictKind::Accepted: return text(*verdict.rule) + " accepts it";
        case VerdictKind::AcceptedAmazonDns: return "its filter accepts amazon-dns";
        case VerdictKind::Rejected: return text(*verdict.rule) + " rejects it";
        case VerdictKind::NoRule: return "no rule of its filter matches";
        default: return std::string("cannot be told: ") + to_string(verdict.reason);
    }
}

bool accepts(const Verdict& verdict) {
    return verdict.kind == VerdictKind::Accepted || verdict.kind == VerdictKind::AcceptedAmazonDns;
}

// What an interface's own rules make of a packet before it can be mirrored.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html
class AtSource {
  public:
    AtSource(const NetworkInterface& interface, const Explanation& explanation,
             const DescribedPacket& packet, const Topology& topology)
        : interface_(interface),
          ingress_(explanation.direction == Direction::Ingress),
          packet_(packet),
          topology_(topology) {}

    // What drops the packet for certain; empty: nothing does, as far as is known.
    std::string dropped_by() {
        const NetworkAcl* acl = topology_.acl_of(interface_.subnet_id);
        const bool acl_known = acl && acl->extent != Extent::Part && !acl->unreadable;
        const AclAccess by_acl = acl_known
                                     ? pass(ingress_ ? acl->ingress : acl->egress, flow(ingress_))
                                     : AclAccess{Access::Unknown, nullptr};
        if (by_acl.access == Access::Denied) {
            return "network ACL " + acl->id + " drops it" +
                   (by_acl.entry ? " by entry " + std::to_string(by_acl.entry->number) : "");
        }
        if (interface_.groups.empty()) {
            proviso_ = "the security groups of " + interface_.id + " are not known";
            return {};
        }
        const Access there = by_groups(ingress_);
        const Access back = by_groups(!ingress_);
        if (there == Access::Denied && back == Access::Denied) {
            return "the security groups of " + interface_.id + " drop it";
        }
        if (there == Access::Denied) {
            proviso_ = "the security groups of " + interface_.id +
                       " let it pass only if it answers a connection in the other direction";
        } else if (there == Access::Unknown || by_acl.access == Access::Unknown) {
            proviso_ = "whether the security groups and the network ACL of " + interface_.id +
                       " let it pass is not known";
        }
        return {};
    }

    std::string take_proviso() { return std::move(proviso_); }

  private:
    // The packet, or the one that it would answer.
    Flow flow(bool ingress) const {
        const bool same = ingress == ingress_;
        Flow flow;
        flow.protocol = packet_.protocol;
        const IpAddress& other_end = ingress_ ? packet_.source : packet_.destination;
        flow.other_end = only(other_end);
        if (packet_.ports && has_ports(packet_.protocol)) {
            flow.port = same ? packet_.ports->destination : packet_.ports->source;
        }
        for (const NetworkInterface* other : topology_.catalogue().interfaces_at(other_end)) {
            if (other->vpc_id == interface_.vpc_id) flow.other_interface = other;
        }
        return flow;
    }

    Access by_groups(bool ingress) const {
        return admit(interface_.groups, ingress ? Direction::Ingress : Direction::Egress,
                     flow(ingress), topology_)
            .access;
    }

    const NetworkInterface& interface_;
    bool ingress_;
    const DescribedPacket& packet_;
    const Topology& topology_;
    std::string proviso_;
};

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
        if (const NeverMirrored kind = kind_never_mirrored(frame_); kind != NeverMirrored::No) {
            return settle(Outcome::NotMirrored,
                          std::string("AWS never mirrors ") + to_string(kind));
        }
        if (result_.interface) {
            AtSource source(*result_.interface, result_, packet_, topology_);
            const std::string by = source.dropped_by();
            if (!by.empty()) {
                return settle(Outcome::NotMirrored, by + ": what is dropped is not mirrored");
            }
            result_.proviso = source.take_proviso();
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
        const bool alone = rest.size() == 1 && result_.steps.size() == 1;
        const bool tie = rest.size() > 1 && rest[1]->number == session.number;
        if (!alone && (!session.number || tie)) {
            return settle(Outcome::Undecidable,
                          tie && session.number
                              ? "sessions " + session.id + " and " + rest[1]->id +
                                    " have the same number: which is asked first is not known"
                              : "the number of session " + session.id +
                                    " is in no file: which is asked first is not known");
        }
        result_.session = &session;
        result_.rule = step.verdict.rule;
        return settle(Outcome::Mirrored, "session " + session.id + " mirrors it: " + step.says);
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
