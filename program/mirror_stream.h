// SPDX-License-Identifier: GPL-2.0-or-later
//
// The mirrored packets of captures, read and analysed one after the other, and at the end a word
// about everything that was not read or was no mirror traffic.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
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
#include "shard/foreknowledge.h"
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

// Where the captures are, in the order in which packets of one time come, and what is known of
// them.
struct StreamInput {
    FoundCaptures found;
    MergeOptions merge;
};

class MirrorStream {
  public:
    // `catalogue` must outlive it. Throws std::runtime_error if `output`, a file to be written, is
    // one of the captures; "-" is none.
    MirrorStream(const CaptureOptions& options, const Catalogue& catalogue,
                 const WaitHooks& hooks = {}, const std::string& output = "-");
    MirrorStream(const CaptureOptions& options, const Catalogue& catalogue, StreamInput input);

    // Packets before `from` and from `until` on are passed over and change nothing.
    void skip_outside(Timestamp from, Timestamp until) {
        from_ = from;
        until_ = until;
    }

    // What is known before the first packet is read.
    void know(Foreknowledge known);
    // What the packets showed, and what was known before: for who reads them again. The stream is
    // of no use afterwards.
    Foreknowledge take_knowledge();
    const TargetMtu& target_mtu() const { return state_.lengths.targets; }
    // The first packet of each session, in their order; their bytes are not there any more.
    const std::vector<PacketReport>& first_packets() const { return first_packets_; }

    // Called with each frame that is no mirrored packet, or only a fragment of one.
    void on_other(std::function<void(const CaptureRecord&)> call) { on_other_ = std::move(call); }
    // Packets for which this is false are passed over.
    void only(std::function<bool(const PacketReport&)> wanted) { only_ = std::move(wanted); }

    // Null at the end, or once the user has interrupted.
    const StreamPacket* next();

    // Says what the user has to know of what was read. False if some of it could not be.
    bool tell();
    // The same for each capture that could not be read, or not to its end.
    std::vector<LeftOut> failures() const;

    const MergedCaptures& captures() const { return *captures_; }
    // By CapturePlace::file, unless they are parts.
    const std::vector<std::string>& paths() const { return found_.paths; }
    const DatagramReader& outer() const { return outer_; }
    std::uint64_t frames() const { return frames_; }
    std::uint64_t packets() const { return packets_; }

  private:
    static StreamInput input_of(const CaptureOptions& options, WaitHooks hooks,
                                const std::string& output);
    void replay_lengths();
    static std::string problem_text(const CaptureProblem& problem);
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
    std::vector<PacketReport> first_packets_;
    std::vector<Foreknowledge::Length> lengths_;  // of all captures, where they are known
    std::size_t next_length_ = 0;
    std::function<void(const CaptureRecord&)> on_other_;
    std::function<bool(const PacketReport&)> only_;
    Timestamp from_ = Timestamp::min();
    Timestamp until_ = Timestamp::max();
    std::uint64_t frames_ = 0;
    std::uint64_t packets_ = 0;
    std::uint64_t no_vxlan_ = 0;
    std::array<std::uint64_t, kNotMirrored> not_mirrored_{};
};

}  // namespace vpcmirror
