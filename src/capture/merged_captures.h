// SPDX-License-Identifier: GPL-2.0-or-later
//
// Several captures as one: their packets by time, each file's in its own order, equal times in the
// order of the files. A file is open only while its packets are due, so that a ring of thousands
// needs no more than those that overlap. Equal interfaces of several files are one.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "capture/byte_source.h"
#include "capture/capture_reader.h"
#include "wire/capture_time.h"

namespace vpcmirror {

// What is wrong with a capture, or with the end of one.
struct CaptureProblem {
    // "-" for standard input.
    std::string path;
    std::string text;                 // behind the path: "is cut short in the middle of a packet"
    Ending ending = Ending::Damaged;  // Open: nothing of it was read
    std::uint64_t packets = 0;        // that were read
};

// How files are read.
struct MergeOptions {
    WaitHooks hooks;
    // What CapturePlace::file says of each; empty: their places in the order of the files.
    std::vector<std::uint32_t> files;
    // Added to the times of a file's packets; empty: nothing.
    std::vector<Nanoseconds> offsets;
    // They are parts that `vpcmirror shard` made (part_option.h): places are those in the captures
    // that the parts are of.
    bool parts = false;
};

// A file whose packets are out of order is read as it is: of two files the one whose next packet is
// earlier goes first.
class MergedCaptures {
  public:
    // Looks into each file once for its first packet; throws std::bad_alloc only. A file that
    // cannot be read is a problem and costs no other.
    explicit MergedCaptures(const std::vector<std::string>& paths, MergeOptions options = {});
    MergedCaptures(const MergedCaptures&) = delete;
    MergedCaptures& operator=(const MergedCaptures&) = delete;
    ~MergedCaptures();

    // The next packet, its interface a place in interfaces(). False at the end of all. The record's
    // bytes are good until the next call.
    bool next(CaptureRecord& record);

    // Of the packet that next() gave last.
    const CapturePlace& place() const { return place_; }

    // Grows while files are read; places stay good.
    const std::vector<CaptureInterface>& interfaces() const { return interfaces_; }
    // In the order in which they were met; grows likewise.
    const std::vector<CaptureProblem>& problems() const { return problems_; }

    // Bytes taken of what is stored; and how many there are, 0 if that is not known.
    std::uint64_t taken() const;
    std::uint64_t size() const { return size_; }

  private:
    // The reader of an open file, and its next packet.
    struct File;
    struct Waiting {
        std::size_t index = 0;  // in the order of the files
        Timestamp first{};
        std::string path;
    };

    // Notes when the file's first packet is due, or what is wrong with it.
    void look_at(std::size_t index, const std::string& path);
    // Null, with a problem noted, if it cannot be.
    std::unique_ptr<File> open(std::size_t index, const std::string& path);
    // To the file's next packet. False at its end, which is then noted.
    bool advance(File& file);
    // The same without a note.
    bool read(File& file);
    void close(File& file);
    // Opens the files that begin before the next packet of those that are open.
    void open_due();
    void push(std::unique_ptr<File> file);
    // The place that a file's interface has among all; a new one if there is no equal.
    std::uint32_t interface_of(File& file);

    MergeOptions options_;
    CapturePlace place_;
    // Files that are not yet due: a name and a time each.
    std::vector<Waiting> waiting_;             // the one that begins last first
    std::vector<std::unique_ptr<File>> open_;  // a heap, the next packet's file in front
    // Its packet's bytes are still the caller's.
    std::unique_ptr<File> current_;  // whose packet was handed out last
    std::vector<CaptureInterface> interfaces_;
    // By all that tells interfaces apart.
    std::map<std::tuple<LinkType, std::uint32_t, std::string, std::string>, std::uint32_t>
        known_interfaces_;
    std::vector<CaptureProblem> problems_;
    std::uint64_t size_ = 0;
    std::uint64_t taken_ = 0;  // of files that are closed
};

}  // namespace vpcmirror
