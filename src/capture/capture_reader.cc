// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/capture_reader.h"

#include <utility>

#include "capture/endian.h"
#include "capture/formats.h"

namespace vpcmirror {

std::unique_ptr<CaptureReader> CaptureReader::open(std::unique_ptr<ByteSource> source,
                                                   std::string& problem) {
    InputWindow window(std::move(source));
    const std::uint8_t* first = window.peek(4);
    if (!first) {
        problem = window.source().problem();
        if (problem.empty()) problem = window.at_end() ? "is empty" : "is no capture";
        return nullptr;
    }
    const auto magic = number_at<std::uint32_t>(first, false);
    if (is_pcap(magic)) return open_pcap(std::move(window), problem);
    if (is_pcapng(magic)) return open_pcapng(std::move(window), problem);
    problem = "is neither pcap nor pcapng; if it is another kind of capture: editcap -F pcapng";
    return nullptr;
}

bool CaptureReader::end(bool within) {
    if (ending_ != Ending::Open) return false;
    const std::string& trouble = window_.source().problem();
    ending_ = within || !trouble.empty() ? Ending::CutShort : Ending::Complete;
    if (!trouble.empty()) {
        problem_ = trouble;
    } else if (within) {
        problem_ = "is cut short in the middle of a packet";
    }
    return false;
}

bool CaptureReader::damaged(std::string problem) {
    if (ending_ == Ending::Open) {
        ending_ = Ending::Damaged;
        problem_ = std::move(problem);
    }
    return false;
}

}  // namespace vpcmirror
