// SPDX-License-Identifier: GPL-2.0-or-later
//
// What gzip (RFC 1952, several members one after the other) and Zstandard (RFC 8878, several
// frames) packed, as it was. However much a few bytes unpack to, no more than a buffer is held of
// it.
#pragma once

#include <memory>

#include "capture/byte_source.h"

namespace vpcmirror {

std::unique_ptr<ByteSource> gunzipped(std::unique_ptr<ByteSource> packed);
std::unique_ptr<ByteSource> unzstd(std::unique_ptr<ByteSource> packed);

}  // namespace vpcmirror
