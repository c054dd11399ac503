// SPDX-License-Identifier: GPL-2.0-or-later
//
// What one end of a TCP connection sent: which bytes the mirror delivered, and which the peer
// acknowledged although the mirror never delivered them. RFC 9293; it needs no more of it than
// that bytes have numbers, and that an acknowledgment covers all numbers before it.
//
// Nothing is lost that may have been sent before the capture began. The number behind a SYN, and
// that of an empty segment (SND.NXT), prove that what follows was sent later. Where data is the
// first to be seen it may be a retransmission, and what follows it have been sent long before. Then
// judging starts one round trip later: once the peer acknowledges some of the data that was seen,
// behind all that was seen and all that the peer has by then (RFC 2018). What was sent before the
// capture has arrived before that data, or will be sent again.
//
// An acknowledgment of more than was delivered is believed as far as the sender itself goes on
// behind it: anybody can make one up, and the sender's TCP ignores it. What it covers beyond all
// that was delivered may end with a FIN, which takes a number: its last byte counts only when
// something was delivered behind it.
//
// What remains: bytes that are lost at the very end of a connection do not count where nothing
// of their sender follows them; a capture that begins while a peer without selective
// acknowledgments waits for retransmissions may show too much, by a window at most. A gap of a GiB
// or more is not counted, it looks like another connection.
//
// Holds for any numbers: memory is bounded, and each call takes a bounded time.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "statistics/loss/gaps.h"

namespace vpcmirror {

class SentBytes {
  public:
    // Bytes of payload, each of them once. What was lost is taken back if it is delivered late.
    struct Counts {
        std::int64_t delivered = 0;
        std::int64_t acknowledged = 0;  // of those that can be judged
        std::int64_t lost = 0;          // a part of the acknowledged ones
    };

    // The number of the connection's first byte, from a SYN. False if what is known belongs to
    // another connection; then nothing changes.
    [[nodiscard]] bool start(std::uint32_t first);
    bool started() const { return first_.has_value(); }
    // A segment of this end; `last` if it has a FIN.
    void send(std::uint32_t sequence, std::uint32_t length, bool last);
    // A segment of this end without payload and flags.
    void send_empty(std::uint32_t sequence);
    // A segment of the peer: it has received all before `number`, and parts up to `reach` bytes
    // behind, if that is known.
    void acknowledge(std::uint32_t number, std::optional<std::uint32_t> reach);
    // The connection was reset: what is far from the numbers known belongs to another.
    void end() { ended_ = origin_ != Origin::Unknown; }
    // What was sent is not known any more. What was counted stays.
    void forget();

    // Changes since this was last asked.
    Counts take_counts() { return std::exchange(counts_, {}); }

  private:
    // How it is known where judging starts.
    enum class Origin : std::uint8_t {
        Unknown,   // no number was seen yet
        Unproven,  // the first number seen
        Empty,     // an empty segment's; one less if that was a keep-alive
        Proven,
    };

    // From 32 bits to the position that is nearest to what is known.
    std::uint64_t position(std::uint32_t number) const;
    // The sender has sent all before: it said so.
    std::uint64_t sent_until() const { return seen_ > next_ ? seen_ : next_; }
    // The same for a number of this connection; one that is too far from all known begins anew.
    std::uint64_t place(std::uint32_t number);
    // Nothing before is judged: it may have been sent before the capture.
    void judge_from(std::uint64_t at);
    // What lies between is a gap, unless nothing before can be judged.
    void skip_to(std::uint64_t at);
    // What is too much to remember is not judged; what was counted as lost stays.
    void give_up_gaps();
    // Counts what the peer has acknowledged since.
    void judge();

    // Positions are sequence numbers that do not wrap.
    std::uint64_t seen_ = 0;  // behind the last byte delivered; not less than where judging starts
    std::uint64_t next_ = 0;  // of the empty segments, where the sender's next byte would be
    std::uint64_t ack_ = 0;   // the highest acknowledgment; 0: none
    std::uint64_t counted_ = 0;  // all before was counted, or is not judged
    Gaps gaps_;                  // before seen_; what of them is before counted_ counts as lost
    std::optional<std::uint32_t> first_;  // as told by a SYN
    std::uint64_t first_end_ = 0;  // of the first data seen that the peer did not have; 0: none
    Origin origin_ = Origin::Unknown;
    bool shown_ = false;  // a segment of this end was delivered
    bool ended_ = false;  // no byte follows
    Counts counts_;
};

}  // namespace vpcmirror
