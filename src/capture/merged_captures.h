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
    std::string path;
    std::string text;                 // behind the path: "is cut short in the middle of a packet"
    Ending ending = Ending::Damaged;  // Open: nothing of it was read
    std::uint64_t packets = 0;        // that were read
};

class MergedCaptures {
  public:
    explicit MergedCaptures(const std::vector<std::string>& paths, WaitHooks hooks = {});
    MergedCaptures(const MergedCaptures&) = delete;
    MergedCaptures& operator=(const MergedCaptures&) = delete;
    ~MergedCaptures();

    // The next packet, its interface a place in interfaces(). False at the end of all.
    bool next(CaptureRecord& record);

    const std::vector<CaptureInterface>& interfaces() const { return interfaces_; }
    const std::vector<CaptureProblem>& problems() const { return problems_; }

    // Bytes taken of what is stored; and how many there are, 0 if that is not known.
    std::uint64_t taken() const;
    std::uint64_t size() const { return size_; }

  private:
    struct File;
    struct Waiting {
        std::size_t index = 0;  // in the order of the files
        Timestamp first{};
        std::string path;
    };

    void look_at(std::size_t index, const std::string& path);
    std::unique_ptr<File> open(std::size_t index, const std::string& path);
    bool advance(File& file);
    void close(File& file);
    void open_due();
    void push(std::unique_ptr<File> file);
    std::uint32_t interface_of(File& file);

    WaitHooks hooks_;
    std::vector<Waiting> waiting_;             // the one that begins last first
    std::vector<std::unique_ptr<File>> open_;  // a heap, the next packet's file in front
    std::unique_ptr<File> current_;            // whose packet was handed out last
    std::vector<CaptureInterface> interfaces_;
    std::map<std::tuple<LinkType, std::uint32_t, std::string, std::string>, std::uint32_t>
        known_interfaces_;
    std::vector<CaptureProblem> problems_;
    std::uint64_t size_ = 0;
    std::uint64_t taken_ = 0;  // of files that are closed
};

}  // namespace vpcmirror
