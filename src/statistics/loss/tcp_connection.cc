// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/loss/tcp_connection.h"

namespace vpcmirror {

void TcpConnection::add(const TcpSegment& segment, End sender) {
    SentBytes& own = ends_[sender];
    SentBytes& peers = ends_[!sender];
    if (segment.rst) {  // its numbers may be anything
        own.end();
        peers.end();
        return;
    }
    if (segment.syn) open(segment, sender);
    if (const auto& acknowledgment = segment.acknowledgment) {
        peers.acknowledge(acknowledgment->number, acknowledgment->reach);
    }
    const std::uint32_t first = segment.sequence + (segment.syn ? 1 : 0);
    if (segment.length != 0 || segment.fin) {
        own.send(first, segment.length, segment.fin);
    } else {
        own.send_empty(first);
    }
}

// A SYN has the number before the first byte, and acknowledges the peer's SYN, and data within
// that.
void TcpConnection::open(const TcpSegment& segment, End sender) {
    SentBytes& peers = ends_[!sender];
    const auto start = [&] {
        return ends_[sender].start(segment.sequence + 1) &&
               (!segment.acknowledgment || peers.started() ||
                peers.start(segment.acknowledgment->number));
    };
    if (start()) return;
    for (SentBytes& end : ends_) end.forget();
    static_cast<void>(start());  // nothing is known that could contradict
}

}  // namespace vpcmirror
