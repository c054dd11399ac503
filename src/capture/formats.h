// SPDX-License-Identifier: GPL-2.0-or-later
//
// The formats of capture files that are known, each told by its first four bytes.
#pragma once

#include <memory>
#include <string>

#include "capture/capture_reader.h"

namespace vpcmirror {

using OpenFormat = std::unique_ptr<CaptureReader>(InputWindow window, std::string& problem);

OpenFormat open_pcap;
OpenFormat open_pcapng;

// The four bytes at `bytes` as a number, in their order.
bool is_pcap(std::uint32_t magic);
bool is_pcapng(std::uint32_t magic);

}  // namespace vpcmirror
