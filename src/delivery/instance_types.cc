// SPDX-License-Identifier: GPL-2.0-or-later
#include "delivery/instance_types.h"

#include <algorithm>
#include <iterator>

namespace vpcmirror::delivery {

namespace {

// Nitro families that AWS does not name among those that cannot be mirrored, and the only others
// that it names as ones that can.
constexpr std::string_view kSupported[] = {
    "a1",  "c4",   "c5",   "c5a",  "c5ad", "c5d",  "c5n", "c6g",  "d2",   "d3",  "d3en",
    "g3",  "g3s",  "g4ad", "g4dn", "g5",   "h1",   "i3",  "i3en", "inf1", "m4",  "m5",
    "m5a", "m5ad", "m5d",  "m5dn", "m5n",  "m5zn", "m6g", "m6gd", "p2",   "p3",  "p3dn",
    "p4d", "r4",   "r5",   "r5a",  "r5ad", "r5b",  "r5d", "r5dn", "r5n",  "r6g", "r6gd",
    "t3",  "t3a",  "t4g",  "x1",   "x1e",  "x2gd", "z1d"};

// Virtualised Nitro families that AWS names, and everything that is not Nitro but the few above.
constexpr std::string_view kNotSupported[] = {
    "c1",     "c3",    "c6a",      "c6gd",   "c6gn", "c6i",  "c6id",  "c6in",  "c7a",  "c7g",
    "c7gd",   "c7gn",  "c7i",      "c8g",    "cc2",  "cg1",  "cr1",   "f1",    "g2",   "hpc6a",
    "hpc6id", "hpc7a", "hpc7g",    "hs1",    "i2",   "i4g",  "i4i",   "im4gn", "inf2", "is4gen",
    "m1",     "m2",    "m3",       "m6a",    "m6i",  "m6id", "m6idn", "m6in",  "m7a",  "m7g",
    "m7gd",   "m7i",   "m7i-flex", "m8g",    "p5",   "r3",   "r6a",   "r6i",   "r6id", "r6idn",
    "r6in",   "r7a",   "r7g",      "r7gd",   "r7i",  "r7iz", "r8g",   "t1",    "t2",   "trn1",
    "trn1n",  "x2idn", "x2iedn",   "x2iezn", "x8g"};

struct Family {
    std::string_view name;
    std::string_view largest;
};

// The largest virtualised size.
constexpr Family kLargest[] = {
    {"c5", "24xlarge"},    {"c5a", "24xlarge"},  {"c5ad", "24xlarge"}, {"c5d", "24xlarge"},
    {"c5n", "18xlarge"},   {"c6a", "48xlarge"},  {"c6g", "16xlarge"},  {"c6gd", "16xlarge"},
    {"c6gn", "16xlarge"},  {"c6i", "32xlarge"},  {"c6id", "32xlarge"}, {"c6in", "32xlarge"},
    {"c7a", "48xlarge"},   {"c7g", "16xlarge"},  {"c7gd", "16xlarge"}, {"c7gn", "16xlarge"},
    {"c7i", "48xlarge"},   {"c8g", "48xlarge"},  {"g4dn", "16xlarge"}, {"g5", "48xlarge"},
    {"i3", "16xlarge"},    {"i3en", "24xlarge"}, {"i4i", "32xlarge"},  {"m4", "16xlarge"},
    {"m5", "24xlarge"},    {"m5a", "24xlarge"},  {"m5ad", "24xlarge"}, {"m5d", "24xlarge"},
    {"m5dn", "24xlarge"},  {"m5n", "24xlarge"},  {"m5zn", "12xlarge"}, {"m6a", "48xlarge"},
    {"m6g", "16xlarge"},   {"m6gd", "16xlarge"}, {"m6i", "32xlarge"},  {"m6id", "32xlarge"},
    {"m6idn", "32xlarge"}, {"m6in", "32xlarge"}, {"m7a", "48xlarge"},  {"m7g", "16xlarge"},
    {"m7gd", "16xlarge"},  {"m7i", "48xlarge"},  {"m8g", "48xlarge"},  {"r4", "16xlarge"},
    {"r5", "24xlarge"},    {"r5a", "24xlarge"},  {"r5ad", "24xlarge"}, {"r5b", "24xlarge"},
    {"r5d", "24xlarge"},   {"r5dn", "24xlarge"}, {"r5n", "24xlarge"},  {"r6a", "48xlarge"},
    {"r6g", "16xlarge"},   {"r6gd", "16xlarge"}, {"r6i", "32xlarge"},  {"r6id", "32xlarge"},
    {"r7a", "48xlarge"},   {"r7g", "16xlarge"},  {"r7i", "48xlarge"},  {"r8g", "48xlarge"},
    {"t2", "2xlarge"},     {"t3", "2xlarge"},    {"t3a", "2xlarge"},   {"t4g", "2xlarge"},
    {"x2gd", "16xlarge"},  {"z1d", "12xlarge"}};

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
    if (size.starts_with("metal")) return SizeRank::Largest;
    const auto* const family = std::ranges::find(kLargest, family_of(type), &Family::name);
    if (family == std::end(kLargest)) return SizeRank::NotInTable;
    return family->largest == size ? SizeRank::Largest : SizeRank::Smaller;
}

}  // namespace vpcmirror::delivery
