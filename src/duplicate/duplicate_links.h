// SPDX-License-Identifier: GPL-2.0-or-later
//
// The duplicates that were found, for those who look at packets again, in any order: Wireshark.
// Grows by some 80 bytes for each duplicate, a part of what Wireshark keeps of each packet; who
// reads a capture once does not need it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "duplicate/duplicates.h"

namespace vpcmirror {

// Elements that are added at any time and asked for in their order: those that are new are put in
// their places when somebody asks. Adding is constant; asking after n additions sorts n elements
// and merges once.
template <class Element, class Before>
class LateSorted {
  public:
    void add(const Element& element) { elements_.push_back(element); }

    // Good until the next add().
    const std::vector<Element>& sorted() {
        if (sorted_ != elements_.size()) {
            const auto middle = elements_.begin() + static_cast<std::ptrdiff_t>(sorted_);
            std::sort(middle, elements_.end(), Before{});
            std::inplace_merge(elements_.begin(), middle, elements_.end(), Before{});
            sorted_ = elements_.size();
        }
        return elements_;
    }

  private:
    std::vector<Element> elements_;
    std::size_t sorted_ = 0;  // of the elements, from the first on
};

// For Wireshark, which shows packets in any order after it has read all of them.
class DuplicateLinks {
  public:
    // In the order of their frames. Each copy once.
    void add(const DuplicateLink& link);

    // What is known of a frame: its first copy, null if it is no duplicate ... Good until more is
    // added.
    const DuplicateLink* duplicate_of(std::uint64_t frame) const;
    // ... the copies of it that came later, good until the next call ...
    std::span<const DuplicateLink> seen_in(std::uint64_t frame);
    // ... and whether of all copies it is the first that holds the most. `link` is its own.
    bool is_best(std::uint64_t frame, const std::optional<DuplicateLink>& link);

    // For another capture.
    void clear();

  private:
    // So that the copies of one packet stand side by side.
    struct ByFirst {
        bool operator()(const DuplicateLink& a, const DuplicateLink& b) const {
            return a.first != b.first ? a.first < b.first : a.duplicate < b.duplicate;
        }
    };

    std::vector<DuplicateLink> by_duplicate_;  // ascending
    // By first copy: those that came later stand side by side.
    LateSorted<DuplicateLink, ByFirst> by_first_;
    LateSorted<DuplicateLink, ByFirst> fuller_;  // those of them
};

}  // namespace vpcmirror
