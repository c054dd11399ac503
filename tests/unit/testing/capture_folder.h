// SPDX-License-Identifier: GPL-2.0-or-later
//
// Capture files in a folder of their own, and what comes out of several of them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "capture/merged_captures.h"
#include "catch.h"
#include "testing/capture_file.h"
#include "testing/temporary_folder.h"

namespace vpcmirror::testing {

// Paths as the reader takes them.
class Folder {
  public:
    std::string file(const std::string& name, const Bytes& bytes) const {
        return text_of(
            folder_.write(name, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    }
    std::string path(const std::string& name) const {
        return text_of(folder_.path() / path_of(name));
    }
    std::string path() const { return text_of(folder_.path()); }

  private:
    TemporaryFolder folder_;
};

// A capture with a packet at each of these seconds; its one byte is the packet's own.
inline Bytes capture(const std::vector<std::pair<std::uint32_t, std::uint8_t>>& packets) {
    const FileOrder order(false);
    Bytes file = order.pcap_header(0xA1B2C3D4, 1);
    for (const auto& [second, byte] : packets) {
        file = file + order.pcap_record(second, 0, Bytes{byte}, 1);
    }
    return file;
}

// The bytes in the order in which they are read.
inline Bytes merged(const std::vector<std::string>& paths, std::size_t problems = 0) {
    MergedCaptures captures(paths);
    Bytes order;
    CaptureRecord record;
    while (captures.next(record)) order.push_back(record.bytes.data()[0]);
    CHECK(captures.problems().size() == problems);
    return order;
}

}  // namespace vpcmirror::testing
