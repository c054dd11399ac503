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

class SessionNumbers {
  public:
    static constexpr std::uint16_t kMost = bounds::kSessions;
    static constexpr std::uint16_t kMostUnknown = bounds::kUnknownSessions;

    // From 1 on. `session` is what the catalogue says, null if it says nothing. 0 if this is a
    // further session, and no number is left for its kind.
    std::uint16_t number_of(Vni vni, const IpAddress& source, const MirrorSession* session);

    // Another capture begins. Numbers stay what they were, so that a report that runs on never
    // takes one session for another; only where many are in use they are given anew, and that is
    // another generation.
    void begin_capture();
    std::uint32_t generation() const { return generation_; }

    void clear();

  private:
    static constexpr std::uint16_t kMostKept = kMost / 4;

    struct Key {
        Vni vni;
        IpAddress source;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct HashKey {
        std::uint64_t operator()(const Key& key) const { return hash(key.source, key.vni.value); }
    };
    struct HashSession {
        std::uint64_t operator()(const MirrorSession* session) const {
            return keyed_hash(
                static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(session)));
        }
    };

    bool may_have_another(const MirrorSession* session);

    BoundedTable<Key, std::uint16_t, HashKey> numbers_{kMost};
    // How many numbers a session of the catalogue has that count as its own, in this capture.
    BoundedTable<const MirrorSession*, std::uint16_t, HashSession> own_{kMost};
    std::uint16_t unknown_ = 0;
    std::uint32_t generation_ = 0;
};

}  // namespace vpcmirror
