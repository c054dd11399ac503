// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which instance types can be a mirror source, and which size is the largest of its family: the
// tables of AWS as of kTypesAsOf, whose newest families are M8g, C8g, R8g and X8g. What is newer,
// or else not known for certain, is not in them.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html
// https://docs.aws.amazon.com/pdfs/vpc/latest/mirroring/vpc-tm.pdf
#pragma once

#include <cstdint>
#include <string_view>

namespace vpcmirror::delivery {

inline constexpr const char* kTypesAsOf = "2024";

enum class TypeSupport : std::uint8_t { Supported, NotSupported, BareMetal, NotInTable };

// `type` as in m5.large. NotInTable is no answer: a newer family may well be supported.
TypeSupport mirror_support(std::string_view type);

// A target that is an interface takes more sources on the largest size of its family.
enum class SizeRank : std::uint8_t { Largest, Smaller, NotInTable };
// By the family's sizes in the same tables.
SizeRank size_rank(std::string_view type);

}  // namespace vpcmirror::delivery
