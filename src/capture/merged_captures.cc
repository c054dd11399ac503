// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/merged_captures.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "capture/part_option.h"

namespace vpcmirror {

struct MergedCaptures::File {
    std::size_t index = 0;
    std::string path;
    std::unique_ptr<CaptureReader> reader;
    CaptureRecord record;  // its next packet
    CapturePlace place;    // and when it is due
    std::uint64_t packets = 0;
    std::vector<std::uint32_t> interfaces;  // their places among all
};

namespace {

// For heaps, whose front is the greatest.
constexpr auto kLater = [](const auto& a, const auto& b) {
    return std::pair(a->place.due, a->index) > std::pair(b->place.due, b->index);
};

}  // namespace

MergedCaptures::MergedCaptures(const std::vector<std::string>& paths, MergeOptions options)
    : options_(std::move(options)) {
    const bool alone = paths.size() == 1;
    bool known_size = true;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (alone || paths[i] == "-") {
            if (auto file = open(i, paths[i])) {
                known_size = known_size && file->reader->source().size() != 0;
                size_ += file->reader->source().size();
                if (advance(*file)) push(std::move(file));
            }
        } else {
            look_at(i, paths[i]);
        }
    }
    if (!known_size) size_ = 0;
    std::ranges::stable_sort(waiting_, [](const Waiting& a, const Waiting& b) {
        return std::pair(a.first, a.index) > std::pair(b.first, b.index);
    });
}

MergedCaptures::~MergedCaptures() = default;

// When it is due.
void MergedCaptures::look_at(std::size_t index, const std::string& path) {
    const auto file = open(index, path);
    if (!file) return;
    size_ += file->reader->source().size();
    if (read(*file)) {
        waiting_.push_back({index, file->place.due, path});
    } else {
        close(*file);
    }
}

std::unique_ptr<MergedCaptures::File> MergedCaptures::open(std::size_t index,
                                                           const std::string& path) {
    auto file = std::make_unique<File>();
    file->index = index;
    file->place.file =
        index < options_.files.size() ? options_.files[index] : static_cast<std::uint32_t>(index);
    file->path = path;
    std::string problem;
    auto source = ByteSource::open(path, options_.hooks, problem);
    if (source) file->reader = CaptureReader::open(std::move(source), problem);
    if (file->reader) return file;
    problems_.push_back({path, problem, Ending::Open, 0});
    return nullptr;
}

bool MergedCaptures::read(File& file) {
    if (!file.reader->next(file.record)) return false;
    if (file.index < options_.offsets.size()) {
        const Nanoseconds time = file.record.time.time_since_epoch() + options_.offsets[file.index];
        file.record.time = capture_time(0, 0) + std::clamp(time, kEarliestTime.time_since_epoch(),
                                                           kLatestTime.time_since_epoch());
    }
    CapturePlace& place = file.place;
    std::optional<PartPlace> part;
    if (options_.parts) part = part_place(file.record.options);
    const Timestamp due = part ? std::max(part->due, file.record.time) : file.record.time;
    const bool later = due > place.due;
    place.due = std::max(place.due, due);
    if (options_.parts) {
        place.number = part ? part->number : later ? 0 : place.number;
    } else {
        place.number = later ? 1 : place.number + 1;
    }
    return true;
}

bool MergedCaptures::advance(File& file) {
    if (read(file)) {
        ++file.packets;
        return true;
    }
    close(file);
    return false;
}

void MergedCaptures::close(File& file) {
    taken_ += file.reader->source().taken();
    const CaptureReader& reader = *file.reader;
    if (!reader.problem().empty()) {
        problems_.push_back({file.path, reader.problem(), reader.ending(), file.packets});
    }
    file.reader.reset();
}

void MergedCaptures::push(std::unique_ptr<File> file) {
    open_.push_back(std::move(file));
    std::ranges::push_heap(open_, kLater);
}

void MergedCaptures::open_due() {
    while (!waiting_.empty() &&
           (open_.empty() || waiting_.back().first <= open_.front()->place.due)) {
        const Waiting due = std::move(waiting_.back());
        waiting_.pop_back();
        auto file = open(due.index, due.path);
        if (file && advance(*file)) push(std::move(file));
    }
}

std::uint32_t MergedCaptures::interface_of(File& file) {
    const std::uint32_t number = file.record.interface;
    if (number < file.interfaces.size()) return file.interfaces[number];
    for (std::size_t i = file.interfaces.size(); i < file.reader->interfaces().size(); ++i) {
        const CaptureInterface& one = file.reader->interfaces()[i];
        const auto [known, added] = known_interfaces_.try_emplace(
            {one.link_type, one.snap_length, one.name, one.description},
            static_cast<std::uint32_t>(interfaces_.size()));
        file.interfaces.push_back(known->second);
        if (added) interfaces_.push_back(one);
    }
    return file.interfaces[number];
}

bool MergedCaptures::next(CaptureRecord& record) {
    if (current_ && advance(*current_)) {
        if (open_.empty() && waiting_.empty()) {
            record = current_->record;
            place_ = current_->place;
            record.interface = interface_of(*current_);
            return true;
        }
        push(std::move(current_));
    }
    current_.reset();
    open_due();
    if (open_.empty()) return false;
    std::ranges::pop_heap(open_, kLater);
    current_ = std::move(open_.back());
    open_.pop_back();
    record = current_->record;
    place_ = current_->place;
    record.interface = interface_of(*current_);
    return true;
}

std::uint64_t MergedCaptures::taken() const {
    std::uint64_t result = taken_;
    for (const auto& file : open_) result += file->reader->source().taken();
    if (current_) result += current_->reader->source().taken();
    return result;
}

}  // namespace vpcmirror
