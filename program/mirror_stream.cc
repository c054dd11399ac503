// SPDX-License-Identifier: GPL-2.0-or-later
#include "mirror_stream.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "clock_offsets.h"
#include "interruption.h"
#include "messages.h"
#include "system/path_text.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kMostNamed = 20;  // files left out; the rest is counted

FoundCaptures found_besides(const std::string& output, const std::vector<std::string>& paths) {
    FoundCaptures found = find_captures(paths);
    for (const std::string& path : found.paths) {
        std::error_code error;
        if (output != "-" && path != "-" &&
            std::filesystem::equivalent(path_of(output), path_of(path), error)) {
            throw std::runtime_error(output + " is one of the captures that are read");
        }
    }
    return found;
}

std::string display_name(const std::string& path) {
    return path == "-" ? "standard input" : path;
}

}  // namespace

StreamInput MirrorStream::input_of(const CaptureOptions& options, WaitHooks hooks,
                                   const std::string& output) {
    StreamInput input{found_besides(output, options.paths), {}};
    std::ranges::sort(input.found.paths);
    input.merge.hooks = std::move(hooks);
    input.merge.offsets = clock_offsets(options.clock_offsets, input.found.paths);
    return input;
}

MirrorStream::MirrorStream(const CaptureOptions& options, const Catalogue& catalogue,
                           const WaitHooks& hooks, const std::string& output)
    : MirrorStream(options, catalogue, input_of(options, hooks, output)) {}

MirrorStream::MirrorStream(const CaptureOptions& options, const Catalogue& catalogue,
                           StreamInput input)
    : catalogue_(catalogue),
      analysis_{options.target_mtu, std::chrono::milliseconds{options.duplicate_window}, false},
      bare_frames_(options.bare_frames),
      outer_(options.ports),
      found_(std::move(input.found)) {
    input.merge.hooks.stop = [] { return interrupted(); };
    captures_ = std::make_unique<MergedCaptures>(found_.paths, std::move(input.merge));
}

void MirrorStream::know(Foreknowledge known) {
    known.targets.judge_anew();
    state_.lengths.targets = std::move(known.targets);
    if (known.lengths_known) state_.lengths.sessions.replay_only();
    lengths_ = std::move(known.lengths);
    first_packets_ = std::move(known.first_packets);
    for (const PacketReport& first : first_packets_) {
        const MirrorSession* session = first.identification.session;
        const bool of_session = first.bare && session && session->vni;
        const Vni vni = of_session ? *session->vni : first.vxlan.vni;
        state_.sessions.number_of(vni, first.outer_source, session);
    }
}

Foreknowledge MirrorStream::take_knowledge() {
    Foreknowledge known;
    known.targets = std::move(state_.lengths.targets);
    known.first_packets = std::move(first_packets_);
    return known;
}

// What the packets before this one showed.
void MirrorStream::replay_lengths() {
    while (next_length_ < lengths_.size() && lengths_[next_length_].place < captures_->place()) {
        const Foreknowledge::Length& one = lengths_[next_length_++];
        state_.lengths.sessions.replay(one.way, one.event);
    }
}

const StreamPacket* MirrorStream::next() {
    while (captures_->next(packet_.record)) {
        ++frames_;
        if (progress_.due()) {
            progress_.show(frames_, captures_->taken(), captures_->size());
        }
        if (interrupted()) break;
        if (packet_.record.time < from_ || packet_.record.time >= until_) continue;
        replay_lengths();
        if (!analyse_frame()) {
            if (on_other_) on_other_(packet_.record);
            continue;
        }
        if (only_ && !only_(packet_.report)) continue;
        ++packets_;
        if (packet_.report.session_number > first_packets_.size()) {
            first_packets_.push_back(packet_.report);
        }
        return &packet_;
    }
    progress_.clear();
    return nullptr;
}

std::optional<PacketReport> MirrorStream::analyse_bare_frame() {
    constexpr std::uint16_t kEthernet = 1;
    const CaptureRecord& record = packet_.record;
    if (!bare_frames_ || record.link_type != kEthernet) return std::nullopt;
    const Frame frame = parse_frame(record.bytes);
    if (frame.ports && outer_.is_mirror_port(frame.ports->destination) &&
        is_tunnel_of_known_session(frame, record.bytes, catalogue_)) {
        return std::nullopt;
    }
    Datagram& whole = packet_.datagram = {};
    whole.bytes = record.bytes;
    whole.length = record.original_length;
    whole.number = frames_;
    whole.time = record.time;
    whole.latest = captures_->place().due;
    return analyse_bare(whole, frame, catalogue_, analysis_, state_);
}

bool MirrorStream::analyse_frame() {
    const CaptureRecord& record = packet_.record;
    if (const auto bare = analyse_bare_frame()) {
        packet_.report = *bare;
        return true;
    }
    auto datagram = outer_.read({record.bytes, record.original_length, record.link_type});
    if (!datagram) {
        ++not_mirrored_[static_cast<std::size_t>(outer_.why_not())];
        return false;
    }
    packet_.datagram = *datagram;
    packet_.datagram.number = frames_;
    packet_.datagram.time = record.time;
    packet_.datagram.latest = captures_->place().due;
    const auto report = analyse(packet_.datagram, catalogue_, analysis_, state_);
    if (!report) {
        ++no_vxlan_;
        return false;
    }
    packet_.report = *report;
    return true;
}

std::string MirrorStream::problem_text(const CaptureProblem& problem) {
    if (problem.ending == Ending::Open) return problem.text;
    return problem.text + "; " + grouped(problem.packets) + " packets before that were read";
}

std::vector<LeftOut> MirrorStream::failures() const {
    std::vector<LeftOut> failures = found_.problems;
    for (const CaptureProblem& one : captures_->problems()) {
        if (one.ending == Ending::CutShort) continue;
        failures.push_back({display_name(one.path), problem_text(one)});
    }
    return failures;
}

bool MirrorStream::tell() {
    progress_.clear();
    bool good = true;
    for (const LeftOut& one : found_.problems) {
        say(one.path + ": " + one.reason);
        good = false;
    }
    for (std::size_t i = 0; i < found_.left_out.size(); ++i) {
        if (i == kMostNamed) {
            say("and " + grouped(found_.left_out.size() - i) + " more files are left out");
            break;
        }
        say(found_.left_out[i].path + ": left out, it " + found_.left_out[i].reason);
    }
    for (const CaptureProblem& one : captures_->problems()) {
        say(display_name(one.path) + ": " + problem_text(one));
        good = good && one.ending == Ending::CutShort;
    }
    if (interrupted()) say("interrupted after " + grouped(frames_) + " packets");
    for (std::size_t i = 0; i < kNotMirrored; ++i) {
        const auto reason = static_cast<NotMirrored>(i);
        if (reason == NotMirrored::OtherTraffic || reason == NotMirrored::Fragment) continue;
        if (not_mirrored_[i] != 0) {
            say("not counted: " + grouped(not_mirrored_[i]) + " packets " + to_string(reason));
        }
    }
    const std::uint64_t fragments = outer_.fragments().lost() + outer_.fragments().held();
    if (fragments != 0) {
        say("not counted: " + grouped(fragments) +
            " fragments of outer packets that the capture "
            "does not hold the rest of");
    }
    return good;
}

}  // namespace vpcmirror
