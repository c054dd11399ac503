// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a session is called wherever there is one line for it: in trees, comments, reports,
// conversations. The name that the catalogue gives it; else what the capture shows of it, "VNI 4242
// from 10.0.1.10"; of frames that came without their tunnel, the interface.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

#include "analysis/packet_report.h"

namespace vpcmirror {

// Allocates nothing and may live across Wireshark's longjmp; leads into the catalogue, which must
// outlive it.
class SessionLabel {
  public:
    // Begins the label of each session that no catalogue names.
    static constexpr const char* kNoName = "VNI ";

    explicit SessionLabel(const PacketReport& report);
    // Of a session that no catalogue knows: `source` is the outer source address.
    SessionLabel(Vni vni, const IpAddress& source);

    // Of frames without tunnel, where they are counted together: of the interface with this primary
    // address, or of none that is known.
    static SessionLabel without_tunnel(const IpAddress& interface);

    // Valid UTF-8 without control characters, ended by NUL; good as long as the label.
    const char* text() const { return name_ ? name_ : made_.data(); }

  private:
    SessionLabel() = default;
    void make(const char* before, const IpAddress& address);

    static constexpr std::size_t kLongestMade = 32 + IpAddress::kLongestText;
    // Leads into the catalogue; null where the label had to be made.
    const char* name_ = nullptr;
    std::array<char, kLongestMade + 1> made_{};
};

static_assert(std::is_trivially_destructible_v<SessionLabel>);

// " (unknown)" or " (ambiguous)", for behind the label; empty where neither applies.
const char* doubt_about(SessionMatch match);

}  // namespace vpcmirror
