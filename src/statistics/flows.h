// SPDX-License-Identifier: GPL-2.0-or-later
//
// State for each flow of a session: the packets between two addresses, and ports where there are
// any, in both directions. Bounded: beyond kMostFlows the one that was silent for longest goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>

#include "statistics/mirrored_packet.h"

namespace vpcmirror {

struct FlowKey {
    struct End {
        IpAddress address;
        std::uint16_t port = 0;
        // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
        friend auto operator<=>(const End&, const End&) = default;
    };
    End low;  // the lesser end
    End high;
    std::uint16_t session = 0;  // PacketReport::session_number
    std::uint8_t protocol = 0;

    friend bool operator==(const FlowKey&, const FlowKey&) = default;
};

// The flow of a packet, and which end sent it.
struct FlowOf {
    FlowKey key;
    bool from_high = false;

    // Nothing without captured IP addresses and protocol, and for a later fragment, whose ports
    // are not known.
    static std::optional<FlowOf> packet(const MirroredPacket& packet);
};

template <class State>
class Flows {
  public:
    static constexpr std::size_t kMostFlows = std::size_t{1} << 18;

    // The state of a flow, new if it was not seen or is forgotten. Valid until the next call.
    State& at(const FlowKey& key) {
        if (const auto found = index_.find(key); found != index_.end()) {
            entries_.splice(entries_.begin(), entries_, found->second);
            return found->second->state;
        }
        if (index_.size() == kMostFlows) {
            index_.erase(entries_.back().key);
            entries_.pop_back();
        }
        entries_.push_front({key, State{}});
        index_.emplace(key, entries_.begin());
        return entries_.front().state;
    }

  private:
    struct Entry {
        FlowKey key;
        State state;
    };
    struct Hash {
        std::size_t operator()(const FlowKey& key) const {
            const std::uint64_t rest = std::uint64_t{key.low.port} << 48 |
                                       std::uint64_t{key.high.port} << 32 |
                                       std::uint64_t{key.session} << 16 | key.protocol;
            return static_cast<std::size_t>(
                hash(key.low.address, hash(key.high.address, mix(rest, 0))));
        }
    };
    std::list<Entry> entries_;  // the one that was used last first
    std::unordered_map<FlowKey, typename std::list<Entry>::iterator, Hash> index_;
};

}  // namespace vpcmirror
