// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include "analysis/to_string.h"
#include "epanxx/addresses.h"
#include "epanxx/field.h"

namespace vpcmirror {

namespace {

epanxx::Finding ei_vpcmirror_unknown_session{"vpcmirror.unknown_session", PI_UNDECODED, PI_NOTE,
                                             "No session of the catalogue has this VNI"};
epanxx::Finding ei_vpcmirror_ambiguous_session{"vpcmirror.ambiguous_session", PI_UNDECODED, PI_NOTE,
                                               "Several sessions of the catalogue fit"};
epanxx::Finding ei_vpcmirror_other_source{
    "vpcmirror.other_source", PI_ASSUMPTION, PI_WARN,
    "The VNI belongs to a session of another interface than the one that sent this"};
epanxx::Finding ei_vpcmirror_other_mac{
    "vpcmirror.other_mac", PI_ASSUMPTION, PI_WARN,
    "VNI and source address fit a session whose interface has neither MAC address"};
epanxx::Finding ei_vpcmirror_stale_packet_length{"vpcmirror.stale_packet_length", PI_ASSUMPTION,
                                                 PI_WARN, "More bytes than the session mirrors"};
epanxx::Finding ei_vpcmirror_implausible_length{"vpcmirror.implausible_length", PI_PROTOCOL,
                                                PI_NOTE,
                                                "The packet claims a length that nothing explains"};
epanxx::Finding ei_vpcmirror_first_fragment{
    "vpcmirror.first_fragment", PI_REASSEMBLE, PI_NOTE,
    "Only the first fragment of the outer datagram is here, which is no cut by AWS; record all "
    "fragments whole and let Wireshark reassemble them (ip.defragment)"};
epanxx::Finding ei_vpcmirror_glued{"vpcmirror.glued_datagrams", PI_PROTOCOL, PI_WARN,
                                   "Several mirrored packets in one datagram"};
epanxx::Finding ei_vpcmirror_reserved_bits{
    "vpcmirror.reserved_bits", PI_PROTOCOL, PI_NOTE,
    "VXLAN flags or reserved bits that AWS does not set; something else may have sent this"};
epanxx::Finding ei_vpcmirror_rejected{
    "vpcmirror.rejected", PI_ASSUMPTION, PI_WARN,
    "The session's filter rejects this packet, yet it was mirrored"};
epanxx::Finding ei_vpcmirror_no_rule{
    "vpcmirror.no_rule", PI_ASSUMPTION, PI_WARN,
    "No rule of the session's filter accepts this packet, yet it was mirrored"};
epanxx::Finding ei_vpcmirror_never_mirrored{"vpcmirror.never_mirrored", PI_ASSUMPTION, PI_NOTE,
                                            "AWS does not mirror such packets"};
epanxx::Finding ei_vpcmirror_catalogue{"vpcmirror.catalogue", PI_UNDECODED, PI_WARN,
                                       "The catalogue has problems"};
epanxx::Finding ei_vpcmirror_bound{"vpcmirror.bound", PI_UNDECODED, PI_WARN,
                                   "From here on there is more than is told, or told apart"};

struct FindingReporter {
    packet_info* pinfo;
    proto_item* item;
    const PacketReport& report;
    FirstSeen& told;

    // True at the first packet of the session (VNI and source) that shows `finding`; `detail` tells
    // apart what the same finding says of several things.
    bool first(const expert_field& finding, std::uint64_t detail = 0) const {
        const auto source = words_of(report.outer_source);
        const std::uint64_t what =
            keyed_hash(std::uint64_t{report.vxlan.vni.value}, detail, source[0], source[1]);
        return told.is_first(static_cast<unsigned>(finding.ei), what, pinfo->num);
    }
};

// The catalogue knows this VNI, and what it knows says that it was another that sent this.
void report_contradiction(const FindingReporter& reporter) {
    const Identification& identification = reporter.report.identification;
    const unsigned vni = reporter.report.vxlan.vni.value;
    const bool other = identification.contradiction == Contradiction::SourceAddress;
    if ((other || identification.stranger) && reporter.first(ei_vpcmirror_other_source)) {
        const char* source = epanxx::text(reporter.pinfo->pool, reporter.report.outer_source);
        const char* who = identification.stranger
                              ? identification.stranger->id.c_str()
                              : wmem_strdup_printf(reporter.pinfo->pool,
                                                   "%s, which no interface there has,", source);
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_other_source,
                               "VNI %u belongs to sessions of other interfaces, but %s sent this; "
                               "fetch sessions and interfaces again, or another account uses the "
                               "same VNI: add its catalogue",
                               vni, who);
    }
    if (identification.contradiction == Contradiction::MacAddresses &&
        reporter.first(ei_vpcmirror_other_mac)) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_other_mac,
                               "VNI %u and the source address fit a session, but neither MAC "
                               "address is its interface's: another network uses both; add its "
                               "sessions and interfaces, or give sessions VNIs of their own",
                               vni);
    }
}

// The MAC addresses of a frame without its tunnel leave its session open.
void report_bare_session(const FindingReporter& reporter) {
    const SessionMatch match = reporter.report.identification.match;
    if (match == SessionMatch::Unknown && reporter.first(ei_vpcmirror_unknown_session)) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_unknown_session,
                               "The catalogue knows an interface with this MAC address, but no "
                               "session of it; fetch the sessions again");
    }
    if (match == SessionMatch::Ambiguous && reporter.first(ei_vpcmirror_ambiguous_session)) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_ambiguous_session,
                               "The MAC addresses fit several sessions, and a frame without its "
                               "tunnel tells no more; record where UDP port 4789 arrives instead");
    }
}

void report_session(const FindingReporter& reporter) {
    if (reporter.report.bare) {
        report_bare_session(reporter);
        return;
    }
    const Identification& identification = reporter.report.identification;
    const unsigned vni = reporter.report.vxlan.vni.value;
    if (identification.match == SessionMatch::Unknown &&
        identification.contradiction == Contradiction::None &&
        reporter.told.is_first(static_cast<unsigned>(ei_vpcmirror_unknown_session.ei),
                               keyed_hash(std::uint64_t{vni}), reporter.pinfo->num)) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_unknown_session,
                               "No session of the catalogue has VNI %u; fetch the sessions again, "
                               "of every account that mirrors to this target",
                               vni);
    }
    if (identification.match == SessionMatch::Ambiguous &&
        identification.contradiction == Contradiction::None &&
        reporter.first(ei_vpcmirror_ambiguous_session)) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_ambiguous_session,
                               "Several sessions of the catalogue fit VNI %u and this source; add "
                               "the network interfaces to the catalogue, or give the sessions "
                               "VNIs of their own",
                               vni);
    }
    report_contradiction(reporter);
}

void report_lengths(const FindingReporter& reporter) {
    const Truncation& truncation = reporter.report.truncation;
    if (truncation.exceeds_packet_length && reporter.first(ei_vpcmirror_stale_packet_length)) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_stale_packet_length,
                               "%u bytes were mirrored, but the session mirrors %u of each packet; "
                               "the catalogue is stale: fetch the sessions again",
                               truncation.mirrored,
                               *packet_length_of(*reporter.report.identification.session));
    }
    if (truncation.first_fragment_only && reporter.first(ei_vpcmirror_first_fragment)) {
        expert_add_info(reporter.pinfo, reporter.item, &ei_vpcmirror_first_fragment);
    }
    if (truncation.datagrams > 1) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_glued,
                               "%u mirrored packets, which the recording machine's offload glued "
                               "into one datagram; only the first is read. Record with ethtool -K "
                               "INTERFACE gro off rx-udp-gro-forwarding off",
                               truncation.datagrams);
    }
    if (truncation.implausible && truncation.longer_delivered) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_implausible_length,
                               "The packet claims %u bytes and %u arrived, but its session "
                               "delivers longer ones: AWS did not cut it, and its length is left "
                               "as it is",
                               *reporter.report.frame.claimed_length, truncation.mirrored);
    } else if (truncation.implausible) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_implausible_length,
                               "The packet claims %u bytes, more than a VPC carries, and nothing "
                               "explains a cut; its length is left as it is",
                               *reporter.report.frame.claimed_length);
    }
}

void report_verdict(const FindingReporter& reporter) {
    const Verdict& verdict = reporter.report.verdict;
    const auto direction = reporter.report.direction;
    const auto way = static_cast<std::uint64_t>(direction);
    if (verdict.kind == VerdictKind::Rejected &&
        reporter.first(ei_vpcmirror_rejected, way << 32 | verdict.rule->number)) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_rejected,
                               "Rule %u rejects this %s packet, yet it was mirrored; the filter "
                               "was changed or the catalogue is stale: fetch the filters again",
                               verdict.rule->number, to_string(direction));
    }
    if (verdict.kind == VerdictKind::NoRule && reporter.first(ei_vpcmirror_no_rule, way)) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_no_rule,
                               "No %s rule accepts this packet, yet it was mirrored; the filter "
                               "was changed or the catalogue is stale: fetch the filters again",
                               to_string(direction));
    }
    const NeverMirrored never = reporter.report.never_mirrored;
    if (never != NeverMirrored::No &&
        reporter.first(ei_vpcmirror_never_mirrored, static_cast<std::uint64_t>(never))) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_never_mirrored,
                               "AWS says that it never mirrors %s; something else may have sent "
                               "this",
                               to_string(never));
    }
}

// What is not told any more, or not told apart, because there is too much of it.
void report_bounds(const FindingReporter& reporter) {
    if (reporter.report.session_number == 0 &&
        reporter.told.is_first(static_cast<unsigned>(ei_vpcmirror_bound.ei), 0,
                               reporter.pinfo->num)) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_bound,
                               "There are more sessions than are told apart; of this one and all "
                               "further ones no duplicates and no loss are told");
    }
    if (reporter.told.leaves_untold(reporter.pinfo->num)) {
        expert_add_info_format(reporter.pinfo, reporter.item, &ei_vpcmirror_bound,
                               "There are more findings of one kind than the %zu that are told",
                               FirstSeen::kFactsOfKind);
    }
}

}  // namespace

void add_findings(packet_info* pinfo, proto_item* item, const PacketReport& report, FirstSeen& told,
                  const char* catalogue_trouble) {
    const FindingReporter reporter{pinfo, item, report, told};
    report_session(reporter);
    report_lengths(reporter);
    report_verdict(reporter);
    if (report.vxlan.reserved_bits_set && reporter.first(ei_vpcmirror_reserved_bits)) {
        expert_add_info(pinfo, item, &ei_vpcmirror_reserved_bits);
    }
    if (catalogue_trouble &&
        told.is_first(static_cast<unsigned>(ei_vpcmirror_catalogue.ei), 0, pinfo->num)) {
        expert_add_info_format(pinfo, item, &ei_vpcmirror_catalogue, "%s", catalogue_trouble);
    }
    report_bounds(reporter);
}

}  // namespace vpcmirror
