// SPDX-License-Identifier: GPL-2.0-or-later
//
// A report counts mirrored packets in one table or more. It holds up to date tables at any time, so
// it can be looked at while packets are still coming. Throws std::bad_alloc only. Whoever owns a
// report keeps the catalogue alive that its packets were identified with.
#pragma once

#include <memory>
#include <vector>

#include "statistics/mirrored_packet.h"
#include "statistics/table.h"

namespace vpcmirror {

// One for each window, -z option or command; it keeps what it counts and no packet. For one thread.
class Report {
  public:
    Report() = default;
    Report(const Report&) = delete;
    Report& operator=(const Report&) = delete;
    virtual ~Report() = default;

    // To be called for each packet once, in the order of the capture, from one thread at a time;
    // several reports may be told of one packet at once, each by a MirroredPacket of its own.
    // `packet` is not kept; what it points to in the catalogue may be. A display filter may leave
    // packets out: then the report is about those that it let through.
    virtual void add(const MirroredPacket& packet) = 0;

    // The first packet of a session in other parts of the captures, or when they were read before:
    // what the report has to know of all sessions before the packets come. Not counted. To be
    // called before add(), in the order in which the sessions showed themselves.
    virtual void meet(const MirroredPacket& /*first*/) {}

    // True if something was counted other than it had been, had all sessions been met before.
    virtual bool misjudged() const { return false; }

    // Brings up to date what only readers see and what would cost too much for each packet.
    virtual void refresh() {}

    // In the order in which they are shown; they live as long as the report. Not const: whoever
    // shows them takes note of what has changed.
    virtual std::vector<Table*> tables() = 0;
};

}  // namespace vpcmirror
