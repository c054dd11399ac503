// SPDX-License-Identifier: GPL-2.0-or-later
//
// A distribution of times in buckets that are at most 1/32 of their value wide: the median of
// millions in a few kilobytes, and distributions can be added.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "wire/capture_time.h"

namespace vpcmirror {

// Exact below 64 ns. Memory grows with the number of buckets, of which there are some 1,900 at the
// most.
class Delays {
  public:
    struct Bucket {
        // The bucket holds [from, to).
        Nanoseconds from{};  // inclusive
        Nanoseconds to{};    // exclusive; of the last bucket, the longest there is, inclusive
    };

    // The bucket of a time; times below 0 are in the first, [0, 1).
    static Bucket bucket_of(Nanoseconds time);

    // Constant, but for a bucket that is new: the median moves at most a few buckets.
    void add(Nanoseconds time);

    std::size_t buckets() const { return counts_.size(); }
    // To ask before adding where memory for buckets is counted.
    bool has_bucket_of(Nanoseconds time) const;

    // The middle of the bucket that holds the median; nothing if nothing was added.
    std::optional<Nanoseconds> median() const;

  private:
    // Of the times in one bucket.
    struct Count {
        Nanoseconds from{};  // the bucket's begin
        std::uint64_t times = 0;
    };
    // By bisection.
    std::size_t place_of(Nanoseconds from) const;

    std::vector<Count> counts_;  // ascending
    // Of all buckets.
    std::uint64_t total_ = 0;
    std::size_t middle_ = 0;    // the median's bucket: it moves a step at a time
    std::uint64_t before_ = 0;  // times in the buckets before that
};

}  // namespace vpcmirror
