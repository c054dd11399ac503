// SPDX-License-Identifier: GPL-2.0-or-later
//
// The mirrored frames without their tunnel, with the original length, an interface for each
// session. Of a packet mirrored at both ends the first copy is written; where a later one holds
// more of it, that one's bytes take its place. For that packets wait as long as copies may come, in
// kMostWaiting bytes at most.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "capture/pcapng_writer.h"
#include "mirror_stream.h"
#include "statistics/session_rows.h"

namespace vpcmirror {

class Decapsulated {
  public:
    static constexpr std::size_t kMostWaiting = std::size_t{64} << 20;

    // `window`: how long a later copy may come after the first. `writer` must outlive it.
    Decapsulated(PcapngWriter& writer, Nanoseconds window, bool copies, bool comments)
        : writer_(writer), window_(window), copies_(copies), comments_(comments) {}

    // False once the output takes no more. What is not wanted is nevertheless looked at: it can be
    // the fuller copy of what is.
    bool add(const StreamPacket& packet, bool wanted);

    // Whatever waits.
    bool write_all();

    // Later copies that were not written.
    std::uint64_t left_out() const { return left_out_; }

  private:
    struct Waiting {
        std::uint64_t number = 0;
        Timestamp time{};
        std::uint32_t original_length = 0;
        std::uint32_t interface = 0;
        std::vector<std::uint8_t> bytes;
        std::string comment;
    };

    // Where no later copy can take its place: nothing is copied.
    bool write_now(const StreamPacket& packet);
    void fill(Waiting& waiting, const StreamPacket& packet);
    void use_if_fuller(const StreamPacket& packet);
    bool write_oldest();
    std::uint32_t interface_of(const StreamPacket& packet);
    std::uint32_t new_interface(const SessionKey& key);

    PcapngWriter& writer_;
    Nanoseconds window_;
    bool copies_;
    bool comments_;
    std::deque<Waiting> waiting_;                  // ascending number
    std::vector<std::vector<std::uint8_t>> free_;  // memory of what was written
    std::size_t bytes_waiting_ = 0;
    std::uint64_t left_out_ = 0;
    std::map<SessionKey, std::uint32_t> interfaces_;
    SessionKey last_key_;  // most packets are of the session that the one before was of
    std::uint32_t last_interface_ = UINT32_MAX;
};

}  // namespace vpcmirror
