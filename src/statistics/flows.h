// SPDX-License-Identifier: GPL-2.0-or-later
//
// State for each flow of a session: the packets between two addresses, and ports where there are
// any, in both directions. Bounded: beyond kMostFlows the one that was silent for longest goes.
// What two sessions show of one connection are two flows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "statistics/mirrored_packet.h"
#include "table/bounded_table.h"
#include "table/bounds.h"

namespace vpcmirror {

// Equal for both directions: the ends are in their order, not in that of the packet.
struct FlowKey {
    // Of one of the two; port 0 where the protocol has none, or it was cut off.
    struct End {
        IpAddress address;
        std::uint16_t port = 0;
        // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
        friend auto operator<=>(const End&, const End&) = default;
    };
    End low;  // the lesser end
    End high;
    // Two sessions may show one connection whole and in part, so each is followed by itself.
    std::uint16_t session = 0;  // PacketReport::session_number
    // IANA's number, of the innermost header that was read.
    std::uint8_t protocol = 0;

    friend bool operator==(const FlowKey&, const FlowKey&) = default;
};

// The flow of a packet, and which end sent it: a packet from the higher end to the lower one is of
// the same flow as its answer.
struct FlowOf {
    FlowKey key;
    // Which of the two ends, for state that is kept for each of them.
    bool from_high = false;

    // Nothing without captured IP addresses and protocol, and for a later fragment, whose ports are
    // not known. Allocates nothing.
    static std::optional<FlowOf> packet(const MirroredPacket& packet);
};

// Under the secret of this process: addresses and ports are whatever the packets say.
struct HashFlow {
    std::uint64_t operator()(const FlowKey& flow) const {
        const auto low = words_of(flow.low.address);
        const auto high = words_of(flow.high.address);
        return keyed_hash(std::uint64_t{flow.low.port} << 48 | std::uint64_t{flow.high.port} << 32 |
                              std::uint64_t{flow.session} << 16 |
                              std::uint64_t{flow.protocol} << 8 |
                              static_cast<std::uint64_t>(flow.low.address.family),
                          low[0], low[1], high[0], high[1]);
    }
};

// `State` is default-constructible: what is known of a flow before its first packet. In the order
// of the capture. Throws std::bad_alloc only.
template <class State>
class Flows {
  public:
    // For all sessions together.
    static constexpr std::size_t kMostFlows = bounds::kFlows;

    // The state of a flow, new if it was not seen or is forgotten. Stays where it is as long as the
    // flow is remembered. A flow that was forgotten begins anew: its state says less, never
    // something wrong.
    State& at(const FlowKey& key) { return *table_.at(key).value; }

  private:
    BoundedTable<FlowKey, State, HashFlow, WhenFull::Forget> table_{kMostFlows};
};

}  // namespace vpcmirror
