// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is said of one packet: readable or not, and why not if nothing can be said. Plain values;
// names last as long as the program.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vpcmirror {

// NoPayload: headers only, so that there is nothing to read. Unknown always has a Doubt.
enum class Protection : std::uint8_t { NoPayload, Unknown, Cleartext, Encrypted };

// Why a packet is Unknown. Its words are those of the encryption report's column `reason`.
enum class Doubt : std::uint8_t {
    None,
    Cut,        // what would tell was cut off
    Fragment,   // a part of a datagram
    NoProof,    // a port or an earlier packet suggests encryption, the bytes do not prove it
    Unnamed,    // no service is known by these bytes, and they are no text
    Unstarted,  // looks encrypted or compressed, and how the connection began was not captured
    Tunnel,     // carries packets of its own that were not looked into
};

// Of one packet. May change while its connection goes on: see Held.
struct Judgement {
    Protection state = Protection::Unknown;
    Doubt doubt = Doubt::Unnamed;
    // A literal.
    std::string_view protocol;  // that the bytes prove: "TLS"; empty: none
};

// Packets whose judgement may change with what comes later in their connection. Whoever counts
// packets keeps those apart until a later Step settles them.
enum class Held : std::uint8_t {
    No,
    Handshake,  // what precedes encryption: it is encrypted only if encryption follows
    Doubtful,   // Unknown for now
};

// What one packet changes. The answer of every proof's add().
struct Step {
    Judgement now{};
    // Of this packet.
    Held held = Held::No;
    // What those held before are by now; Unknown: as they were counted, for good. Absent: nothing
    // new is known of them, they stay held.
    std::optional<Protection> handshakes{};
    // Likewise for those that were in doubt.
    std::optional<Protection> doubtful{};
    bool both_sides = false;  // doubtful ones of both directions, else of this packet's
};

}  // namespace vpcmirror
