// SPDX-License-Identifier: GPL-2.0-or-later
#include "shard/fact_finder.h"

#include <algorithm>

namespace vpcmirror {

void FactFinder::add(const CapturePlace& place, const Datagram& datagram,
                     const PacketReport& report) {
    found_ = false;
    if (report.session_number > sessions_) add_session(place, report);
    if (!report.truncation.first_fragment_only) add_length(place, datagram, report);
}

void FactFinder::add_session(const CapturePlace& place, const PacketReport& report) {
    sessions_ = report.session_number;
    SessionFact& fact = facts_.sessions.emplace_back();
    fact.vni = report.vxlan.vni;
    fact.bare = report.bare;
    if (!report.bare) fact.source = report.outer_source;
    const std::size_t length = std::min(report.bytes.size(), SessionFact::kHead);
    std::copy_n(report.bytes.data(), length, fact.head.begin());
    fact.head_length = static_cast<std::uint8_t>(length);
    fact.place = place;
}

void FactFinder::add_length(const CapturePlace& place, const Datagram& datagram,
                            const PacketReport& report) {
    SessionLengths::Way key{report.vxlan.vni, report.outer_source, datagram.outermost_target};
    if (report.bare) {
        const MirrorSession* session = report.identification.session;
        key.vni = session && session->vni ? *session->vni : Vni{};
    }
    const std::uint32_t mirrored = report.truncation.mirrored;
    const auto& claimed = report.frame.claimed_length;
    const bool cut =
        claimed && *claimed > mirrored && *claimed - report.frame.network_offset <= kLargestVpcMtu;
    const auto found = ways_.at(key);
    if (!found.value) {
        ++facts_.untold;
        return;
    }
    Way& way = *found.value;
    const bool tells = cut ? way.tells_cut(mirrored) : way.tells_delivered(mirrored);
    if (!tells) return;
    if (lengths_ == CaptureFacts::kMost) {
        ++facts_.untold;
        return;
    }
    if (way.place == Way::kNone) {
        way.place = facts_.ways.size();
        facts_.ways.push_back({key, {}});
    }
    ++lengths_;
    found_ = true;
    facts_.ways[way.place].lengths.push_back({place, {mirrored, cut}});
}

// All that differ from where cuts are settled, as far as this capture shows; of those that do not
// the first many, since others may show something else meanwhile, and the one that ends other cuts.
bool FactFinder::Way::tells_cut(std::uint32_t mirrored) {
    bool tells = mirrored > longest || mirrored != settled || (cuts != 0 && cut_to != mirrored);
    longest = std::max(longest, mirrored);
    cuts = cut_to == mirrored ? std::min(cuts + 1, SessionLengths::kCutsThatTell) : 1;
    cut_to = mirrored;
    if (cuts == SessionLengths::kCutsThatTell && settled != mirrored) {
        settled = mirrored;
        told = 0;
    }
    if (settled == mirrored && told < kToldAtLeast) {
        ++told;
        tells = true;
    }
    return tells;
}

// What is longer than all before, or than where cuts are settled or may soon be.
bool FactFinder::Way::tells_delivered(std::uint32_t mirrored) {
    const bool ends_cuts = cuts != 0 && mirrored > cut_to;
    const bool unsettles = settled != 0 && mirrored > settled;
    const bool tells = mirrored > longest || ends_cuts || unsettles;
    longest = std::max(longest, mirrored);
    if (ends_cuts) cuts = 0;
    if (unsettles) settled = 0;
    return tells;
}

void FactFinder::add(const TargetMtu& targets) {
    targets.each([this](const IpAddress& target, std::uint32_t longest, bool cut) {
        facts_.targets.push_back({target, longest, cut});
    });
}

}  // namespace vpcmirror
