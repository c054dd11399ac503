// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture_parts.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <random>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "catalogue/file_text.h"
#include "shard_folder.h"
#include "system/file.h"
#include "system/path_text.h"

namespace vpcmirror {

namespace {

namespace fs = std::filesystem;

constexpr const char* kCaptures = "captures";  // the folder of all facts

[[noreturn]] void fail(const fs::path& path, const std::string& why) {
    throw std::runtime_error(text_of(path) + ": " + why);
}

// Readable in a folder, and different for different paths.
std::string name_of(const std::string& capture) {
    constexpr std::size_t kMost = 80;
    std::string base = text_of(path_of(capture).filename());
    base = base.substr(base.size() - std::min(base.size(), kMost));
    for (char& c : base) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z') || c == '.' || c == '-';
        if (!plain) c = '_';
    }
    SipHash<2, 4> hash({});
    for (const char c : capture) hash.add(static_cast<unsigned char>(c));
    char text[20];
    std::snprintf(text, sizeof text, "-%016llx", static_cast<unsigned long long>(hash.finish()));
    return base + text;
}

std::string random_mark() {
    std::random_device source;
    char text[24];
    std::snprintf(text, sizeof text, "%08x%08x", source(), source());
    return text;
}

void write_file(const fs::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) fail(path, std::strerror(errno));
}

void publish(const fs::path& from, const fs::path& to) {
    if (const std::error_code error = rename_file(from, to)) fail(to, error_text(error));
}

// A second name for a file, or a copy of it where there are no such names.
void link_file(const fs::path& from, const fs::path& to, const std::string& mark) {
    const fs::path temporary = to.parent_path() / ("." + text_of(to.filename()) + "." + mark);
    std::error_code error;
    fs::create_hard_link(from, temporary, error);
    if (error) fs::copy_file(from, temporary, fs::copy_options::overwrite_existing, error);
    if (error) fail(to, error_text(error));
    publish(temporary, to);
}

void make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail(folder, error_text(error));
}

}  // namespace

std::string shard_name(std::uint32_t shard) {
    char text[16];
    std::snprintf(text, sizeof text, "%04u", shard);
    return text;
}

ShardPlan prepare_shards(const fs::path& folder, ShardPlan wanted, bool any_secret) {
    make_folder(folder / kCaptures);
    const fs::path file = folder / kPlanFile;
    if (!fs::exists(file)) {
        const fs::path temporary = folder / ("." + std::string(kPlanFile) + "." + random_mark());
        write_file(temporary, plan_document(wanted));
        std::error_code error;
        fs::create_hard_link(temporary, file, error);  // unless somebody else was faster
        if (error && !fs::exists(file)) rename_file(temporary, file);
        fs::remove(temporary, error);
    }
    const FileText text = read_file(file);
    if (!text.problem.empty()) fail(file, text.problem);
    const auto there = read_plan(text.text());
    if (!there) fail(file, "is not what vpcmirror shard of this version writes");
    if (any_secret) wanted.secret = there->secret;
    if (!there->same_as(wanted)) {
        fail(folder,
             "holds " + std::to_string(there->shards) +
                 " shards that were made with other options, another key or another catalogue; "
                 "give the same, or another folder");
    }
    for (std::uint32_t shard = 0; shard < wanted.shards; ++shard) {
        const fs::path one = folder / shard_name(shard);
        if (fs::exists(one / kPlanFile)) continue;
        make_folder(one);
        ShardPlan plan = *there;
        plan.shard = shard;
        const fs::path temporary = one / ("." + std::string(kPlanFile) + "." + random_mark());
        write_file(temporary, plan_document(plan));
        publish(temporary, one / kPlanFile);
    }
    return *there;
}

CaptureParts::CaptureParts(fs::path folder, const std::string& capture, std::uint32_t shards,
                           Packing packing, const MergedCaptures& captures)
    : folder_(std::move(folder)),
      name_(name_of(capture)),
      mark_(random_mark()),
      packing_(packing),
      captures_(captures),
      parts_(shards + std::size_t{1}) {}

CaptureParts::~CaptureParts() {
    for (const auto& part : parts_) {
        std::error_code ignored;
        if (part) fs::remove(part->temporary, ignored);
    }
}

fs::path CaptureParts::folder_of(std::uint32_t shard) const {
    return folder_ / shard_name(shard);
}

CaptureParts::Part& CaptureParts::part_of(std::uint32_t number) {
    std::optional<Part>& part = parts_[number];
    if (part) return *part;
    const bool fragments = number + 1 == parts_.size();
    const fs::path folder = fragments ? folder_ / kCaptures : folder_of(number);
    part.emplace().temporary = folder / ("." + name_ + "." + mark_);
    WriterOptions options;
    options.packing = fragments ? Packing::None : packing_;
    options.buffer = std::size_t{1} << 16;  // there are many side by side
    std::string problem;
    part->writer = PcapngWriter::create(text_of(part->temporary), "vpcmirror " VPCMIRROR_VERSION,
                                        problem, options);
    if (!part->writer) fail(part->temporary, problem);
    return *part;
}

void CaptureParts::write(std::uint32_t shard, const PartPacket& packet) {
    write_to(part_of(shard), packet);
}

void CaptureParts::write_fragment(const PartPacket& packet) {
    write_to(part_of(static_cast<std::uint32_t>(parts_.size()) - 1), packet);
}

void CaptureParts::write_to(Part& part, const PartPacket& packet) {
    constexpr std::uint32_t kNone = UINT32_MAX;
    const CaptureRecord& record = packet.record;
    if (record.interface >= part.interfaces.size()) {
        part.interfaces.resize(record.interface + std::size_t{1}, kNone);
    }
    std::uint32_t& interface = part.interfaces[record.interface];
    if (interface == kNone) {
        interface = part.writer->add_interface(captures_.interfaces()[record.interface]);
    }
    WrittenPacket written{packet.bytes, record.original_length, record.time,
                          interface,    record.options,         {}};
    if (packet.place) {
        constexpr std::size_t kEnd = 4;  // no more options
        const PartOption option = part_option(*packet.place);
        options_.assign(option.begin(), option.end());
        options_.insert(options_.end(), record.options.data(),
                        record.options.data() + record.options.size());
        if (record.options.size() == 0) options_.resize(options_.size() + kEnd);
        written.options = {options_.data(), options_.size()};
    }
    if (!part.writer->write(written)) fail(part.temporary, part.writer->problem());
}

// Parts of the same capture that were made before. Their facts go first: without them nothing
// counts the rest.
void CaptureParts::remove_former() const {
    std::error_code ignored;
    fs::remove(folder_ / kCaptures / (name_ + kFactsSuffix), ignored);
    const auto shards = static_cast<std::uint32_t>(parts_.size() - 1);
    for (std::uint32_t shard = 0; shard < shards; ++shard) {
        const fs::path folder = folder_of(shard);
        fs::remove(folder / (name_ + kFactsSuffix), ignored);
        fs::remove(folder / (name_ + kFragmentsSuffix), ignored);
        for (const Packing packing : {Packing::None, Packing::Gzip, Packing::Zstd}) {
            fs::remove(folder / (name_ + kPartSuffix + suffix_of(packing)), ignored);
        }
    }
}

void CaptureParts::complete(const CaptureFacts& facts) {
    for (auto& part : parts_) {
        if (part && !part->writer->finish()) fail(part->temporary, part->writer->problem());
    }
    const fs::path all = folder_ / kCaptures / (name_ + kFactsSuffix);
    const fs::path temporary = all.parent_path() / ("." + name_ + ".facts." + mark_);
    write_file(temporary, facts_document(facts));
    remove_former();
    const auto shards = static_cast<std::uint32_t>(parts_.size() - 1);
    const auto& fragments = parts_[shards];
    for (std::uint32_t shard = 0; shard < shards; ++shard) {
        const fs::path folder = folder_of(shard);
        if (parts_[shard]) {
            publish(parts_[shard]->temporary, folder / (name_ + kPartSuffix + suffix_of(packing_)));
        }
        if (fragments) link_file(fragments->temporary, folder / (name_ + kFragmentsSuffix), mark_);
    }
    for (std::uint32_t shard = 0; shard < shards; ++shard) {
        link_file(temporary, folder_of(shard) / (name_ + kFactsSuffix), mark_);
    }
    publish(temporary, all);
}

}  // namespace vpcmirror
