// SPDX-License-Identifier: GPL-2.0-or-later
//
// The mirrored packets of captures, read and analysed one after the other, and at the end a word
// about everything that was not read or was no mirror traffic.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/analyse.h"
#include "capture/find_captures.h"
#include "capture/merged_captures.h"
#include "options.h"
#include "outer/datagram_reader.h"
#include "progress.h"
#include "statistics/mirrored_packet.h"

namespace vpcmirror {

// Good until the next one is asked for.
struct StreamPacket {
    CaptureRecord record;
    Datagram datagram;
    PacketReport report;

    // The inner Ethernet frame as captured; of several glued into one datagram the first.
    ByteView frame() const { return report.bytes; }
    MirroredPacket mirrored() const { return {report}; }
};

class MirrorStream {
  public:
    // `catalogue` must outlive it. Throws std::runtime_error if `output`, a file to be written, is
    // one of the captures; "-" is none.
    MirrorStream(const CaptureOptions& options, const Catalogue& catalogue,
                 const WaitHooks& hooks = {}, const std::string& output = "-");

    // Packets before `from` and from `until` on are passed over and change nothing.
    void skip_outside(Timestamp from, Timestamp until) {
        from_ = from;
        until_ = until;
    }

    // What the packets showed of their targets' MTU, and where they were read before, what is known
    // of it already.
    const TargetMtu& target_mtu() const { return state_.lengths.targets; }
    TargetMtu take_target_mtu() { return std::move(state_.lengths.targets); }
    void know_target_mtu(TargetMtu known);

    // Null at the end, or once the user has interrupted.
    const StreamPacket* next();

    // Says what the user has to know of what was read. False if some of it could not be.
    bool tell();

    const MergedCaptures& captures() const { return *captures_; }
    std::uint64_t frames() const { return frames_; }
    std::uint64_t packets() const { return packets_; }

  private:
    static WaitHooks stopping(WaitHooks hooks);
    bool analyse_frame();
    // A frame that came without its tunnel, where that is looked for.
    std::optional<PacketReport> analyse_bare_frame();

    const Catalogue& catalogue_;
    AnalysisOptions analysis_;
    CaptureState state_;
    bool bare_frames_;
    DatagramReader outer_;
    FoundCaptures found_;
    std::unique_ptr<MergedCaptures> captures_;
    Progress progress_;
    StreamPacket packet_;
    Timestamp from_ = Timestamp::min();
    Timestamp until_ = Timestamp::max();
    std::uint64_t frames_ = 0;
    std::uint64_t packets_ = 0;
    std::uint64_t no_vxlan_ = 0;
    std::array<std::uint64_t, kNotMirrored> not_mirrored_{};
};

}  // namespace vpcmirror
