// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which session a row is about: the same key and the same columns in every report, so that rows of
// different reports, and of different captures, can be laid side by side.
#pragma once

#include <compare>
#include <string>

#include "statistics/mirrored_packet.h"
#include "statistics/table.h"

namespace vpcmirror {

// A session of the catalogue; else what the capture shows of it: VNI and outer source address. All
// beyond SessionNumbers::kMost are one. Leads into the catalogue, which must outlive it.
struct SessionKey {
    const MirrorSession* session = nullptr;
    SessionMatch match = SessionMatch::NoCatalogue;  // why there is no session, if there is none
    Vni vni;
    IpAddress source;   // outer source; of frames without tunnel the interface's primary address
    bool bare = false;  // frames without their tunnel, of no single session

    // The same for every packet of a session, in every report.
    static SessionKey of(const MirroredPacket& packet);

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
    friend auto operator<=>(const SessionKey&, const SessionKey&) = default;
};

// Of the packets with one key and one direction mostly one number: for KeyedTable::row_near(). From
// what is at hand in every report: the session's number, which packets of one session share, and
// the direction as its lowest bits. Proves nothing: keys are compared.
std::size_t row_hint(const PacketReport& report);

// For readers: "web-a", "VNI 4242 from 10.0.1.10 (unknown)". See analysis/session_label.h.
std::string label(const SessionKey& key);

// An order of sessions that is the same in every run: by label, then by all that tells them apart.
bool goes_before(const SessionKey& one, const SessionKey& other);

// The columns that say which session: PREFIX.vni, .id, ... for documents, one for readers.
struct SessionColumns {
    explicit SessionColumns(TableLayout& layout, const std::string& prefix = "session",
                            const std::string& title = "Session");

    // Writes the cells of a new row; what is not known stays unknown. An address stands only where
    // the catalogue knows no session: there it is what tells sessions apart.
    void describe(Table& table, Table::Row row, const SessionKey& key) const;

    // What readers see; also the place for rows about all sessions together.
    DerivedColumn<std::string> label;
    // AWS's id, name, interface and account, as far as the catalogue says them.
    DetailColumn<std::string> id;
    DetailColumn<std::string> name;
    DetailColumn<std::string> interface;
    DetailColumn<std::string> account;
    // As the packets have it.
    DetailColumn<std::int64_t> vni;
    DetailColumn<std::string> source;
    // Why no session of the catalogue is meant.
    DetailColumn<std::string> match;
};

}  // namespace vpcmirror
