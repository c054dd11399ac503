// SPDX-License-Identifier: GPL-2.0-or-later
#include "shard_folder.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "capture/compress.h"
#include "catalogue.h"
#include "catalogue/file_text.h"
#include "messages.h"
#include "shard/foreknowledge.h"
#include "shard/shard_key.h"
#include "system/path_text.h"

namespace vpcmirror {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path, const std::string& why) {
    throw std::runtime_error(path + ": " + why);
}

std::optional<std::string> part_at(const std::string& stem) {
    for (const Packing packing : {Packing::None, Packing::Gzip, Packing::Zstd}) {
        std::string path = stem + kPartSuffix + suffix_of(packing);
        std::error_code error;
        if (fs::exists(path_of(path), error)) return path;
    }
    return std::nullopt;
}

}  // namespace

bool ShardFolder::is_one(const std::string& path) {
    std::error_code error;
    return path != "-" && fs::is_regular_file(path_of(path) / kPlanFile, error);
}

ShardFolder::ShardFolder(const std::string& path) : path_(path) {
    const fs::path file = path_of(path) / kPlanFile;
    const FileText text = read_file(file);
    if (!text.problem.empty()) throw std::runtime_error(text_of(file) + ": " + text.problem);
    const auto plan = read_plan(text.text());
    if (!plan) {
        throw std::runtime_error(text_of(file) +
                                 ": is not what vpcmirror shard of this version writes");
    }
    if (!plan->shard) {
        throw std::runtime_error(path + ": holds " + std::to_string(plan->shards) +
                                 " shards; report each of them, and add the documents");
    }
    plan_ = *plan;
    read_captures();
}

void ShardFolder::read_captures() {
    for (const fs::directory_entry& entry : fs::directory_iterator(path_of(path_))) {
        const std::string name = text_of(entry.path());
        if (!name.ends_with(kFactsSuffix)) continue;
        const FileText text = read_file(entry.path());
        Capture& capture = captures_.emplace_back();
        capture.stem = name.substr(0, name.size() - std::string_view(kFactsSuffix).size());
        const std::string problem =
            text.problem.empty() ? read_facts(text.text(), capture.facts) : text.problem;
        if (!problem.empty()) fail(name, problem);
        if (capture.facts.shards.size() != plan_.shards) {
            fail(name, "is of another number of shards");
        }
    }
    std::ranges::sort(captures_, {}, [](const Capture& one) { return one.facts.capture; });
}

CaptureOptions ShardFolder::options(CaptureOptions others) const {
    others.ports = plan_.ports;
    others.bare_frames = plan_.bare_frames;
    others.target_mtu = plan_.target_mtu;
    if (!others.clock_offsets.empty()) {
        throw std::runtime_error("--clock-offset: is to be given when the shards are made");
    }
    return others;
}

std::unique_ptr<MirrorStream> ShardFolder::open(const CaptureOptions& options,
                                                const Catalogue& catalogue) {
    if (catalogue_fingerprint(options.catalogue) != plan_.catalogue) {
        throw std::runtime_error(path_ +
                                 ": was made with another catalogue; give the same with -c");
    }
    StreamInput input;
    std::vector<CaptureFacts> facts;
    bool any_fragments = false;
    input.merge.parts = true;
    for (const Capture& capture : captures_) {
        const auto file = static_cast<std::uint32_t>(facts.size());
        const auto add = [&](const std::string& path) {
            input.found.paths.push_back(path);
            input.merge.files.push_back(file);
        };
        if (capture.facts.shards[*plan_.shard] != 0) {
            const auto part = part_at(capture.stem);
            if (!part) {
                throw std::runtime_error(capture.stem + kPartSuffix + ": is missing");
            }
            add(*part);
        }
        const std::string fragments = capture.stem + kFragmentsSuffix;
        if (fs::exists(path_of(fragments))) {
            add(fragments);
            any_fragments = true;
        }
        facts.push_back(capture.facts);
    }
    auto stream = std::make_unique<MirrorStream>(options, catalogue, std::move(input));
    Foreknowledge known = foreknowledge_of(std::move(facts), catalogue);
    contested_ = known.contested;
    stream->know(std::move(known));
    if (any_fragments) {
        stream->only([key = ShardKey(plan_.secret, plan_.shards), shard = *plan_.shard](
                         const PacketReport& report) { return key.shard_of(report) == shard; });
    }
    return stream;
}

std::vector<std::string> ShardFolder::names() const {
    std::vector<std::string> names;
    for (const Capture& capture : captures_) names.push_back(capture.facts.capture);
    return names;
}

std::vector<LeftOut> ShardFolder::failures() const {
    std::vector<LeftOut> failures;
    for (const Capture& capture : captures_) {
        if (!capture.facts.problem.empty()) {
            failures.push_back({capture.facts.capture, capture.facts.problem});
        }
    }
    return failures;
}

bool ShardFolder::tell(const MirrorStream& stream) const {
    std::uint64_t expected = 0;
    std::uint64_t untold = 0;
    for (const Capture& capture : captures_) {
        expected += capture.facts.shards[*plan_.shard];
        untold += capture.facts.untold;
    }
    for (const LeftOut& one : failures()) say(one.path + ": " + one.reason);
    if (contested_ != 0) {
        say(path_ + ": captures that overlap show both cuts and longer packets of " +
            grouped(contested_) + " sessions that no catalogue knows: of a cut of theirs the " +
            "cause may be given other than one run over all would");
    }
    if (untold != 0) {
        say(path_ + ": the captures show more sessions, or lengths of sessions, than are kept: " +
            "what is said of cuts may be other than one run over all would say");
    }
    if (stream.packets() >= expected) return failures().empty();
    say(path_ + ": parts of it are missing: " + grouped(stream.packets()) + " of " +
        grouped(expected) + " packets could be read");
    return false;
}

}  // namespace vpcmirror
