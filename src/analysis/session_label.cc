// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/session_label.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <span>

namespace vpcmirror {

SessionLabel::SessionLabel(const PacketReport& report) {
    const Identification& identification = report.identification;
    if (identification.session) {
        name_ = identification.session->name.c_str();
    } else if (report.bare && identification.source) {
        name_ = identification.source->id.c_str();
    } else if (report.bare) {
        *this = without_tunnel({});
    } else {
        *this = SessionLabel(report.vxlan.vni, report.outer_source);
    }
}

SessionLabel::SessionLabel(Vni vni, const IpAddress& source) {
    char before[32];
    std::snprintf(before, sizeof before, "%s%u from ", kNoName, vni.value);
    make(before, source);
}

SessionLabel SessionLabel::without_tunnel(const IpAddress& interface) {
    SessionLabel label;
    label.make(interface.is_set() ? "frames without tunnel of " : "frames without tunnel",
               interface);
    return label;
}

void SessionLabel::make(const char* before, const IpAddress& address) {
    const std::size_t length = std::min(std::strlen(before), kLongestMade - address.kLongestText);
    std::memcpy(made_.data(), before, length);
    address.write_text(std::span<char, IpAddress::kLongestText + 1>(made_.data() + length,
                                                                    IpAddress::kLongestText + 1));
}

const char* doubt_about(SessionMatch match) {
    if (match == SessionMatch::Ambiguous) return " (ambiguous)";
    if (match == SessionMatch::Unknown) return " (unknown)";
    return "";
}

}  // namespace vpcmirror
