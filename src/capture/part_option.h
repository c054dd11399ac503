// SPDX-License-Identifier: GPL-2.0-or-later
//
// A part of a capture holds some of its packets, each with the time that it has. Where that alone
// does not say when the packet was due among those of other captures, the part has it beside, in an
// option of pcapng for local use (draft-ietf-opsawg-pcapng, section 3.5): other programs pass over
// it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "wire/byte_view.h"
#include "wire/capture_time.h"

namespace vpcmirror {

// As CapturePlace has both.
struct PartPlace {
    Timestamp due{};
    std::uint64_t number = 0;
};

// The option as it stands before a packet's others, in the byte order of this machine.
using PartOption = std::array<std::uint8_t, 20>;
PartOption part_option(const PartPlace& place);

// From the options of a packet, of which it must be the first; nothing where it is not there. A
// time that no packet can have is brought to one (capture_time.h).
std::optional<PartPlace> part_place(ByteView options);

}  // namespace vpcmirror
