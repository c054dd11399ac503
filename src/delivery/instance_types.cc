// SPDX-License-Identifier: GPL-2.0-or-later
#include "delivery/instance_types.h"

#include <algorithm>
#include <iterator>

namespace vpcmirror::delivery {

namespace {

// AWS names no Nitro family that can be mirrored: these are older ones, known to be Nitro, that are
// not among those that it names as ones that cannot; and the only others that it names as ones that
// can. Of further families nothing is said.
constexpr std::string_view kSupported[] = {
    "c4",   "c5",   "c5a", "c5ad", "c5d", "c5n",  "c6g",  "d2",   "g3",  "g3s",  "g4dn",
    "h1",   "i3",   "m4",  "m5",   "m5a", "m5ad", "m5d",  "m5dn", "m5n", "m5zn", "m6g",
    "m6gd", "p2",   "p3",  "r4",   "r5",  "r5a",  "r5ad", "r5b",  "r5d", "r5dn", "r5n",
    "r6g",  "r6gd", "t3",  "t3a",  "t4g", "x1",   "x1e",  "z1d"};

// Virtualised Nitro families that AWS names, and those from before Nitro but the few above: the
// ones of 2015.
// http://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-types.html (API version 2015-04-15)
constexpr std::string_view kNotSupported[] = {
    "c1",     "c3",    "c6a",      "c6gd",   "c6gn", "c6i",  "c6id",  "c6in",  "c7a",  "c7g",
    "c7gd",   "c7gn",  "c7i",      "c8g",    "cc2",  "cg1",  "cr1",   "g2",    "hi1",  "hpc6a",
    "hpc6id", "hpc7a", "hpc7g",    "hs1",    "i2",   "i4g",  "i4i",   "im4gn", "inf2", "is4gen",
    "m1",     "m2",    "m3",       "m6a",    "m6i",  "m6id", "m6idn", "m6in",  "m7a",  "m7g",
    "m7gd",   "m7i",   "m7i-flex", "m8g",    "p5",   "r3",   "r6a",   "r6i",   "r6id", "r6idn",
    "r6in",   "r7a",   "r7g",      "r7gd",   "r7i",  "r7iz", "r8g",   "t1",    "t2",   "trn1",
    "trn1n",  "x2idn", "x2iedn",   "x2iezn", "x8g"};

struct Family {
    std::string_view name;
    std::string_view largest;
};

// Those whose largest size AWS names; its list is longer, but not known here.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-quotas.html
constexpr Family kLargest[] = {
    {"m5", "24xlarge"}, {"m5d", "24xlarge"}, {"m5dn", "24xlarge"}, {"m5n", "24xlarge"}};

std::string_view family_of(std::string_view type) {
    return type.substr(0, type.find('.'));
}

std::string_view size_of(std::string_view type) {
    const auto dot = type.find('.');
    return dot == type.npos ? std::string_view() : type.substr(dot + 1);
}

}  // namespace

TypeSupport mirror_support(std::string_view type) {
    if (size_of(type).starts_with("metal")) return TypeSupport::BareMetal;
    const auto is_in = [family = family_of(type)](const auto& families) {
        return std::ranges::find(families, family) != std::end(families);
    };
    if (is_in(kSupported)) return TypeSupport::Supported;
    return is_in(kNotSupported) ? TypeSupport::NotSupported : TypeSupport::NotInTable;
}

SizeRank size_rank(std::string_view type) {
    const std::string_view size = size_of(type);
    if (size.starts_with("metal")) return SizeRank::NotInTable;
    const auto* const family = std::ranges::find(kLargest, family_of(type), &Family::name);
    if (family == std::end(kLargest)) return SizeRank::NotInTable;
    return family->largest == size ? SizeRank::Largest : SizeRank::Smaller;
}

}  // namespace vpcmirror::delivery
