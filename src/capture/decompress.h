// SPDX-License-Identifier: GPL-2.0-or-later
//
// What gzip (RFC 1952, several members one after the other) and Zstandard (RFC 8878, several
// frames) packed, as it was. However much a few bytes unpack to, no more than a buffer is held of
// it.
#pragma once

#include <memory>

#include "capture/byte_source.h"

namespace vpcmirror {

// `packed` is taken over and begins where the first member does. Data that is damaged or cut ends
// the source with a problem; what came before it was given out.
std::unique_ptr<ByteSource> gunzipped(std::unique_ptr<ByteSource> packed);
// Frames that would want a window beyond kLargestWindow of decompress.cc are refused.
std::unique_ptr<ByteSource> unzstd(std::unique_ptr<ByteSource> packed);

}  // namespace vpcmirror
