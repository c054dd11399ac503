// SPDX-License-Identifier: GPL-2.0-or-later
//
// Small numbers for the mirror sessions that a capture shows, in the order of their appearance. A
// session shows itself as a VNI and an outer source address, with or without a catalogue.
//
// Whoever can send to the mirror target can make up sessions, as many as there are VNIs and
// sources. So the numbers of those that the catalogue does not know are bounded apart, and so are
// the sources that one session of the catalogue may have: neither takes a number from a session of
// the catalogue that shows itself later.
#pragma once

#include <cstdint>

#include "catalogue/model.h"
#include "table/bounded_table.h"
#include "table/bounds.h"
#include "wire/address.h"
#include "wire/vxlan.h"

namespace vpcmirror {

// A number is what the tables of a capture are keyed by: two bytes in place of a VNI, an address
// and a pointer.
class SessionNumbers {
  public:
    static constexpr std::uint16_t kMost = bounds::kSessions;
    static constexpr std::uint16_t kMostUnknown = bounds::kUnknownSessions;

    // From 1 on. `session` is what the catalogue says, null if it says nothing. 0 if this is a
    // further session, and no number is left for its kind. The same number for the same VNI and
    // source, whatever `session` is at a later call. Allocates only where a session is new.
    std::uint16_t number_of(Vni vni, const IpAddress& source, const MirrorSession* session);

    // Another capture begins. Numbers stay what they were, so that a report that runs on never
    // takes one session for another; only where many are in use they are given anew, and that is
    // another generation. Keeps kMostKept sessions at the most; with more the numbers begin anew.
    void begin_capture();
    // Who keeps numbers compares it before they are used.
    std::uint32_t generation() const { return generation_; }

    // Forgets all; another generation begins.
    void clear();

  private:
    static constexpr std::uint16_t kMostKept = kMost / 4;

    // As a capture shows a session.
    struct Key {
        Vni vni;
        IpAddress source;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct HashKey {
        std::uint64_t operator()(const Key& key) const { return hash(key.source, key.vni.value); }
    };
    // Pointers of the catalogue: no packet chooses them, but they are hashed as all keys are.
    struct HashSession {
        std::uint64_t operator()(const MirrorSession* session) const {
            return keyed_hash(
                static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(session)));
        }
    };

    // True if a number is left: one of its own for a session of the catalogue,
    // bounds::kSourcesOfSession at the most, else one of those for unknown sessions. Counts the
    // number as given.
    bool may_have_another(const MirrorSession* session);

    // Refuses what is too much: a number that is given stays its session's.
    BoundedTable<Key, std::uint16_t, HashKey> numbers_{kMost};
    // How many numbers a session of the catalogue has that count as its own, in this capture.
    BoundedTable<const MirrorSession*, std::uint16_t, HashSession> own_{kMost};
    std::uint16_t unknown_ = 0;
    std::uint32_t generation_ = 0;
};

}  // namespace vpcmirror
