// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which session a row is about: the same key and the same columns in every report, so that rows of
// different reports, and of different captures, can be laid side by side.
#pragma once

#include <compare>
#include <map>
#include <string_view>
#include <vector>

#include "statistics/mirrored_packet.h"
#include "statistics/table.h"

namespace vpcmirror {

// A session of the catalogue; else what the capture shows of it: VNI and outer source address. All
// beyond SessionNumbers::kMost are one.
struct SessionKey {
    const MirrorSession* session = nullptr;
    SessionMatch match = SessionMatch::NoCatalogue;
    Vni vni;
    IpAddress source;
    bool bare = false;  // frames without their tunnel, of no single session

    static SessionKey of(const MirroredPacket& packet);

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
    friend auto operator<=>(const SessionKey&, const SessionKey&) = default;
};

// For readers: "web-a", "VNI 4242 from 10.0.1.10 (unknown)". See analysis/session_label.h.
std::string label(const SessionKey& key);

// The columns that say which session: PREFIX.vni, .id, ... for documents, one for readers.
std::vector<Column> session_columns(const std::string& prefix = "session",
                                    const std::string& title = "Session");
std::vector<Cell> session_cells(const SessionKey& key);
inline constexpr std::size_t kSessionColumns = 8;

}  // namespace vpcmirror
