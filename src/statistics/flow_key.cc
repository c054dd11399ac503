// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/flow_key.h"

namespace vpcmirror {

std::optional<FlowOf> FlowOf::packet(const PacketReport& report) {
    const Frame& frame = report.frame;
    if (!frame.has_addresses || !frame.protocol || frame.later_fragment) return std::nullopt;
    FlowKey::End sender{frame.source, 0};
    FlowKey::End receiver{frame.destination, 0};
    if (frame.ports) {
        sender.port = frame.ports->source;
        receiver.port = frame.ports->destination;
    }
    FlowOf flow;
    flow.from_high = receiver < sender;
    flow.key.low = flow.from_high ? receiver : sender;
    flow.key.high = flow.from_high ? sender : receiver;
    flow.key.session = report.session_number;
    flow.key.protocol = *frame.protocol;
    return flow;
}

}  // namespace vpcmirror
