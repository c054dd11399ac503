// SPDX-License-Identifier: GPL-2.0-or-later
//
// vpcmirror shard: captures in parts that can be reported one by one, wherever and by whomever, so
// that the sum is the report of the whole.
#include <algorithm>
#include <limits>
#include <random>
#include <stdexcept>

#include "capture/find_captures.h"
#include "capture_parts.h"
#include "catalogue.h"
#include "commands.h"
#include "interruption.h"
#include "messages.h"
#include "mirror_stream.h"
#include "shard/fact_finder.h"
#include "shard/shard_key.h"
#include "system/path_text.h"
#include "text/sanitize.h"
#include "waiting_fragments.h"

namespace vpcmirror {

namespace {

Packing packing_of(const std::string& name) {
    if (name == "gzip") return Packing::Gzip;
    return name == "zstd" ? Packing::Zstd : Packing::None;
}

HashSecret new_secret() {
    std::random_device source;
    const auto word = [&source] { return std::uint64_t{source()} << 32 | source(); };
    return {word(), word()};
}

ShardPlan plan_of(const ShardOptions& options) {
    ShardPlan plan;
    plan.shards = options.shards;
    plan.secret = new_secret();
    if (!options.key.empty()) {
        const auto secret = parse_secret(options.key);
        if (!secret) throw std::runtime_error("--key: must have 32 hexadecimal digits");
        plan.secret = *secret;
    }
    plan.ports = options.captures.ports;
    plan.bare_frames = options.captures.bare_frames;
    plan.target_mtu = options.captures.target_mtu;
    plan.catalogue = catalogue_fingerprint(options.captures.catalogue);
    return plan;
}

// One capture on its way into its parts.
class Sharding {
  public:
    Sharding(const ShardOptions& options, const ShardPlan& plan, const std::string& capture,
             const Catalogue& catalogue)
        : stream_(options_for(options, capture), catalogue),
          parts_(path_of(options.folder), capture, plan.shards, packing_of(options.packing),
                 stream_.captures()),
          finder_(facts_),
          key_(plan.secret, plan.shards),
          snap_length_(options.snap_length) {
        facts_.capture = sanitize(capture);
        facts_.shards.resize(plan.shards);
        facts_.first = Timestamp::max();
        facts_.last = Timestamp::min();
        stream_.on_other([this](const CaptureRecord& record) { add_other(record); });
    }

    // False, and a word is said, if not all of it could be read. Nothing is written of what cannot
    // be read at all, or where the user has interrupted.
    bool run() {
        while (const StreamPacket* packet = stream_.next()) add(*packet);
        const bool good = stream_.tell();
        if (interrupted()) return false;
        for (const CaptureProblem& problem : stream_.captures().problems()) {
            if (problem.ending == Ending::Open) return false;
        }
        const auto failures = stream_.failures();
        if (!good && failures.empty()) return false;
        if (!failures.empty()) facts_.problem = sanitize(failures.front().reason);
        give_up_fragments(true);
        finder_.add(stream_.target_mtu());
        if (facts_.frames == 0) facts_.first = facts_.last = Timestamp{};
        parts_.complete(facts_);
        return good;
    }

  private:
    // What belongs to sessions and connections is looked for when shards are reported.
    static CaptureOptions options_for(const ShardOptions& options, const std::string& capture) {
        CaptureOptions result = options.captures;
        result.paths = {capture};
        result.duplicate_window = 0;
        return result;
    }

    void note_frame(const CaptureRecord& record) {
        ++facts_.frames;
        facts_.first = std::min(facts_.first, record.time);
        facts_.last = std::max(facts_.last, record.time);
        const CapturePlace& place = stream_.captures().place();
        facts_.late = std::max(facts_.late, place.due - record.time);
        if (place.due != fact_due_) after_fact_ = false;
    }

    // The place of a packet, where its time does not tell it.
    std::optional<PartPlace> place_of(Timestamp time) const {
        const CapturePlace& place = stream_.captures().place();
        if (time == place.due && !after_fact_) return std::nullopt;
        return PartPlace{place.due, place.number};
    }

    void add(const StreamPacket& packet) {
        note_frame(packet.record);
        const CapturePlace& place = stream_.captures().place();
        const std::uint32_t shard = key_.shard_of(packet.report);
        ++facts_.shards[shard];
        const auto& fragment = stream_.outer().fragment();
        if (fragment && !packet.report.bare) {
            for (const KeptFrame& frame : fragments_.take(*fragment)) {
                parts_.write(shard, kept(frame, PartPlace{place.due, place.number}));
            }
            parts_.write(shard,
                         {packet.record, packet.record.bytes, PartPlace{place.due, place.number}});
        } else {
            parts_.write(shard, {packet.record, kept_bytes(packet), place_of(packet.record.time)});
        }
        finder_.add(place, packet.datagram, packet.report);
        if (finder_.found()) {
            after_fact_ = true;
            fact_due_ = place.due;
        }
    }

    // Of a fragment the rest may be in another capture, so it is kept; others are none of
    // anybody's.
    void add_other(const CaptureRecord& record) {
        note_frame(record);
        const auto& fragment = stream_.outer().fragment();
        if (!fragment) return;
        if (stream_.outer().why_not() != NotMirrored::Fragment) {
            fragments_.take(*fragment);  // complete, and no mirrored packet
            return;
        }
        fragments_.add(*fragment, record, stream_.captures().place());
        give_up_fragments(false);
    }

    void give_up_fragments(bool all) {
        for (KeptFrames frames = fragments_.take_oldest(all); !frames.empty();
             frames = fragments_.take_oldest(all)) {
            facts_.fragments += frames.size();
            for (const KeptFrame& frame : frames) {
                parts_.write_fragment(kept(frame, PartPlace{frame.place.due, frame.place.number}));
            }
        }
    }

    static PartPacket kept(const KeptFrame& frame, PartPlace place) {
        return {frame.record, {frame.bytes.data(), frame.bytes.size()}, place};
    }

    ByteView kept_bytes(const StreamPacket& packet) const {
        const ByteView bytes = packet.record.bytes;
        if (snap_length_ == 0) return bytes;
        const std::uint8_t* frame = packet.report.bytes.data();
        const auto tunnel = static_cast<std::size_t>(frame - bytes.data());
        return {bytes.data(), std::min(bytes.size(), tunnel + snap_length_)};
    }

    MirrorStream stream_;
    CaptureFacts facts_;
    CaptureParts parts_;
    FactFinder finder_;
    ShardKey key_;
    std::uint32_t snap_length_;
    WaitingFragments fragments_;
    bool after_fact_ = false;  // a fact was found at fact_due_, which is still the time
    Timestamp fact_due_ = Timestamp::min();
};

}  // namespace

int shard(const ShardOptions& options) {
    CatalogueLoader loader;
    bool good = load_catalogue(loader, options.captures.catalogue);
    const auto catalogue = loader.catalogue();
    const ShardPlan plan =
        prepare_shards(path_of(options.folder), plan_of(options), options.key.empty());
    const FoundCaptures found = find_captures(options.captures.paths);
    for (const LeftOut& one : found.problems) {
        say(one.path + ": " + one.reason);
        good = false;
    }
    for (const LeftOut& one : found.left_out) {
        say(one.path + ": left out, it " + one.reason);
    }
    for (const std::string& capture : found.paths) {
        if (capture == "-") {
            throw std::runtime_error("standard input cannot be split: its parts need a name");
        }
        if (interrupted()) break;
        good = Sharding(options, plan, capture, *catalogue).run() && good;
    }
    return good && !interrupted() ? kDone : kCouldNot;
}

}  // namespace vpcmirror
