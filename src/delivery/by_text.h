// SPDX-License-Identifier: GPL-2.0-or-later
//
// Tables from the texts of a catalogue to its entries, built once: what Topology is made of. Texts
// are hashed under a secret (catalogue/id_table.h), since anybody may have written them; a look-up
// takes constant time and allocates nothing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "catalogue/catalogue.h"
#include "catalogue/id_table.h"

namespace vpcmirror::delivery {

// Entries by an id of theirs; of several with one id the first. They stay the caller's.
template <class Entry>
class ById {
  public:
    template <class Entries, class Id>
    ById(const Entries& entries, Id id) : places_(entries.size()), entries_(entries) {
        for (std::size_t place = 0; place < entries.size(); ++place) {
            if (!(entries[place].*id).empty()) places_.add(entries[place].*id, place);
        }
    }

    // Null if there is none.
    const Entry* find(std::string_view id) const {
        const std::size_t place = places_.find(id);
        return place == IdTable::kNone ? nullptr : &entries_[place];
    }

  private:
    IdTable places_;
    std::span<const Entry> entries_;
};

// Entries by a text of theirs that several may share; those of one text in the order `before`, and
// side by side.
template <class Entry>
class ByText {
  public:
    using Pair = std::pair<std::string_view, const Entry*>;

    explicit ByText(std::vector<Pair> pairs) : places_(pairs.size()) {
        std::ranges::stable_sort(pairs, {}, &Pair::first);
        entries_.reserve(pairs.size());
        for (std::size_t first = 0; first < pairs.size();) {
            std::size_t end = first;
            while (end < pairs.size() && pairs[end].first == pairs[first].first) {
                entries_.push_back(pairs[end++].second);
            }
            places_.add(pairs[first].first, groups_.size());
            groups_.push_back({first, end - first});
            first = end;
        }
    }

    // Empty if there is none. Good as long as this.
    std::span<const Entry* const> find(std::string_view text) const {
        const std::size_t place = places_.find(text);
        if (place == IdTable::kNone) return {};
        return std::span(entries_).subspan(groups_[place].first, groups_[place].count);
    }

  private:
    struct Group {
        std::size_t first;
        std::size_t count;
    };
    IdTable places_;
    std::vector<Group> groups_;
    std::vector<const Entry*> entries_;
};

// How many interfaces are mirrored to each resource, which every session names.
class SourceCounts {
  public:
    explicit SourceCounts(const Catalogue& catalogue) : places_(catalogue.sessions().size()) {
        std::vector<std::pair<std::string_view, std::string_view>> pairs;
        for (const MirrorSession& session : catalogue.sessions()) {
            if (session.target) pairs.emplace_back(session.target->resource, session.interface_id);
        }
        std::ranges::sort(pairs);
        pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
        for (const auto& [resource, interface] : pairs) {
            const std::size_t place = places_.add(resource, counts_.size());
            if (place == counts_.size()) counts_.push_back(0);
            ++counts_[place];
        }
    }

    // 0 for what no session sends to.
    std::size_t of(std::string_view resource) const {
        const std::size_t place = places_.find(resource);
        return place == IdTable::kNone ? 0 : counts_[place];
    }

  private:
    IdTable places_;
    std::vector<std::size_t> counts_;
};

}  // namespace vpcmirror::delivery
