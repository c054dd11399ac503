// SPDX-License-Identifier: GPL-2.0-or-later
#include "truncation/session_lengths.h"

#include <algorithm>

namespace vpcmirror {

std::uint64_t SessionLengths::Hash::operator()(const Way& way) const {
    using Words = std::array<std::uint64_t, 2>;
    const auto source = std::bit_cast<Words>(way.source.bytes);
    const auto target = std::bit_cast<Words>(way.target.bytes);
    const std::uint64_t families = static_cast<std::uint64_t>(way.source.family) << 8 |
                                   static_cast<std::uint64_t>(way.target.family);
    return keyed_hash(std::uint64_t{way.vni.value} << 16 | families, source[0], source[1],
                      target[0], target[1]);
}

SessionLengths::Observation SessionLengths::look_up(const Way& way, std::uint32_t mirrored) {
    const Lengths* known = ways_.find(way);
    if (!known) return {};
    return {known->longest > mirrored, known->cut_to == mirrored && known->cuts >= kCutsThatTell};
}

void SessionLengths::note_delivered(const Way& way, std::uint32_t mirrored) {
    Lengths* known = ways_.at(way).value;
    if (!known) return;
    known->longest = std::max(known->longest, mirrored);
    if (mirrored > known->cut_to) known->cuts = 0;
}

void SessionLengths::note_cut(const Way& way, std::uint32_t mirrored) {
    Lengths* known = ways_.at(way).value;
    if (!known) return;
    if (known->cuts == 0 || known->cut_to != mirrored) *known = {known->longest, mirrored, 0};
    known->cuts = std::min(known->cuts + 1, kCutsThatTell);
}

}  // namespace vpcmirror
