// SPDX-License-Identifier: GPL-2.0-or-later
//
// The formats of capture files that are known, each told by its first four bytes.
#pragma once

#include <memory>
#include <string>

#include "capture/capture_reader.h"

namespace vpcmirror {

// Null where the rest is not what the first bytes promise; `problem` then says why.
using OpenFormat = std::unique_ptr<CaptureReader>(InputWindow window, std::string& problem);

OpenFormat open_pcap;
OpenFormat open_pcapng;

// The four bytes at `bytes` as a number, in their order. Of either byte order, microseconds or
// nanoseconds, and the variant with longer record headers.
bool is_pcap(std::uint32_t magic);
// The section header's type, which reads the same in both byte orders.
bool is_pcapng(std::uint32_t magic);

}  // namespace vpcmirror
