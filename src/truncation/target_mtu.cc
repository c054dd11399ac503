// SPDX-License-Identifier: GPL-2.0-or-later
#include "truncation/target_mtu.h"

namespace vpcmirror {

std::uint64_t TargetMtu::Hash::operator()(const IpAddress& address) const {
    const auto words = std::bit_cast<std::array<std::uint64_t, 2>>(address.bytes);
    return keyed_hash(static_cast<std::uint64_t>(address.family), words[0], words[1]);
}

TargetMtu::Learned* TargetMtu::learned_of(const IpAddress& target) {
    return target.is_set() ? targets_.at(target).value : nullptr;
}

TargetMtu::Observation TargetMtu::observe(const IpAddress& target, std::uint32_t datagram_length) {
    Learned* known = learned_of(target);
    if (!known) return {};
    if (datagram_length > known->longest) {
        misjudged_ = misjudged_ || known->cut;
        *known = {datagram_length, false};
    }
    const bool longest = datagram_length == known->longest;
    return {longest, longest && known->cut};
}

TargetMtu::Observation TargetMtu::look_up(const IpAddress& target, std::uint32_t datagram_length) {
    const Learned* known = targets_.find(target);
    if (!known) return {};
    const bool longest = datagram_length >= known->longest;
    return {longest, datagram_length == known->longest && known->cut};
}

void TargetMtu::note_cut(const IpAddress& target) {
    if (Learned* known = learned_of(target)) known->cut = true;
}

}  // namespace vpcmirror
