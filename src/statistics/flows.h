// SPDX-License-Identifier: GPL-2.0-or-later
//
// State for each flow of a session. Bounded: beyond kMostFlows the one that was silent for longest
// goes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "statistics/flow_key.h"
#include "table/bounded_table.h"
#include "table/bounds.h"

namespace vpcmirror {

// Under the secret of this process: addresses and ports are whatever the packets say. Five words,
// of IPv4 addresses too: all keys have the same number of them.
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
