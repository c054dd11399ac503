// SPDX-License-Identifier: GPL-2.0-or-later
//
// The words for the facts of a packet report: the same in fields, comments, reports and documents.
// They are an interface: filters, scripts and the schema of the reports hold them, so that they are
// not changed later. Literals, empty where there is nothing to say.
#pragma once

#include "catalogue/model.h"
#include "filter/never_mirrored.h"
#include "filter/verdict.h"
#include "peer/peer.h"
#include "session/identify.h"
#include "truncation/truncation.h"

namespace vpcmirror {

// As AWS calls it, seen from the mirrored interface. Also what --direction of the program takes.
constexpr const char* to_string(Direction direction) {
    switch (direction) {
        case Direction::Unknown: return "unknown";
        case Direction::Ingress: return "ingress";
        case Direction::Egress: return "egress";
    }
    return "";
}

// Whether the other end is inside the VPC of the mirrored interface. Values of vpcmirror.remote and
// of the encryption report's column `remote`.
constexpr const char* to_string(Remote remote) {
    switch (remote) {
        case Remote::Unknown: return "unknown";
        case Remote::Inside: return "inside";
        case Remote::Outside: return "outside";
    }
    return "";
}

// What identified the session. Values of vpcmirror.session.match and of session.match in documents.
constexpr const char* to_string(SessionMatch match) {
    switch (match) {
        case SessionMatch::NoCatalogue: return "no catalogue";
        case SessionMatch::SourceAddress: return "source address";
        case SessionMatch::SourceMac: return "source MAC";
        case SessionMatch::VniOnly: return "VNI only";
        case SessionMatch::Ambiguous: return "ambiguous";
        case SessionMatch::Unknown: return "unknown";
    }
    return "";
}

// Why the mirror delivered less than the original. Values of vpcmirror.truncated.cause; of cut.by
// in documents, which has words of its own where nothing was cut.
constexpr const char* to_string(TruncationCause cause) {
    switch (cause) {
        case TruncationCause::None: return "none";
        case TruncationCause::PacketLength: return "packet length";
        case TruncationCause::TargetMtu: return "target MTU";
        case TruncationCause::Unknown: return "unknown";
    }
    return "";
}

// What the session's filter says. None is what is left where no session is known. Values of
// vpcmirror.filter.verdict and of `verdict` in documents.
constexpr const char* to_string(VerdictKind verdict) {
    switch (verdict) {
        case VerdictKind::None: return "session unknown";
        case VerdictKind::Accepted: return "accepted";
        case VerdictKind::AcceptedAmazonDns: return "accepted (amazon-dns)";
        case VerdictKind::Rejected: return "rejected";
        case VerdictKind::NoRule: return "no rule";
        case VerdictKind::Undetermined: return "undetermined";
    }
    return "";
}

// Ends a sentence that begins with the verdict: "undetermined: the ports were cut off". A value of
// vpcmirror.filter.reason, too.
constexpr const char* to_string(UndeterminedReason reason) {
    switch (reason) {
        case UndeterminedReason::None: return "";
        case UndeterminedReason::NoFilter:
            return "the catalogue does not hold the session's filter";
        case UndeterminedReason::UnknownDirection: return "the direction is unknown";
        case UndeterminedReason::NotIp: return "not an IP packet";
        case UndeterminedReason::AddressesCutOff: return "the addresses were cut off";
        case UndeterminedReason::ProtocolCutOff: return "the protocol was cut off";
        case UndeterminedReason::PortsCutOff: return "the ports were cut off";
        case UndeterminedReason::LaterFragment: return "a later fragment has no ports";
        case UndeterminedReason::ResolverUnknown:
            return "DNS with what may be the VPC's resolver, whose network the catalogue does not "
                   "tell";
    }
    return "";
}

// Ends a sentence that begins with "AWS never mirrors". As the page of AWS that
// filter/never_mirrored.h names calls it.
constexpr const char* to_string(NeverMirrored kind) {
    switch (kind) {
        case NeverMirrored::No: return "";
        case NeverMirrored::Arp: return "ARP";
        case NeverMirrored::Dhcp: return "DHCP";
        case NeverMirrored::InstanceMetadata: return "the instance metadata service";
        case NeverMirrored::AmazonTime: return "the Amazon Time Sync Service";
        case NeverMirrored::WindowsActivation: return "Windows activation";
    }
    return "";
}

}  // namespace vpcmirror
