// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the two ends of a TCP connection sent, and of the connections that use its addresses and
// ports later. A SYN whose number cannot belong to the connection that is known begins another;
// what was counted stays counted.
#pragma once

#include <array>

#include "statistics/loss/sent_bytes.h"
#include "statistics/loss/tcp_segment.h"

namespace vpcmirror {

// Of one size, whatever the packets are. Default-constructible: nothing is known.
class TcpConnection {
  public:
    using End = bool;  // either of the two, as FlowOf::from_high

    // To be called in the order of the capture.
    void add(const TcpSegment& segment, End sender);
    // A segment that cannot be measured: it may have carried anything. See TcpSegment::of() for
    // when.
    void add_unmeasured(End sender) { ends_[sender].forget(); }

    // To take its counts; lives as long as the connection.
    SentBytes& sent_by(End end) { return ends_[end]; }

  private:
    // The two ends begin anew, with the numbers of the SYN.
    void open(const TcpSegment& segment, End sender);

    // By End.
    std::array<SentBytes, 2> ends_;
};

}  // namespace vpcmirror
