// SPDX-License-Identifier: GPL-2.0-or-later
//
// The tables that reports are made of: one that knows its layout by type, and on top of it one
// whose rows are found by a key.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "statistics/table.h"

namespace vpcmirror {

// `Layout` is a layout's struct (statistics/column.h); all tables of one type share it. For rows
// that nobody looks up again: what a catalogue holds, a total.
template <class Layout>
class TableOf : public Table {
  public:
    TableOf() : Table(the_layout()) {}

    // The columns by their names: `table->packets`. They stay where they are as long as the
    // program.
    const Layout* operator->() const { return static_cast<const Layout*>(&layout()); }

  private:
    // Made at the first table's construction; never freed before the program ends.
    static const Layout& the_layout() {
        static const Layout layout;
        return layout;
    }
};

// `Key` is ordered, so that nothing hostile packets do makes a look-up slow. There are as many rows
// as keys that were asked for: a report whose keys come from packets says where it stops telling
// them apart.
//
//     const Table::Row row = table.row_near(hint, key, [&](Table::Row fresh) {
//         table.set(fresh, table->direction, to_string(direction));
//     });
//     table.add(row, table->packets, 1);
template <class Layout, class Key>
class KeyedTable : public TableOf<Layout> {
  public:
    using Row = Table::Row;

    // The row of `key`, which stays its row as long as the table. If it is a new one, describe(row)
    // writes the cells that say what it is about; it takes the place that `rank` gives it.
    // Logarithmic in the rows; allocates only for a new one.
    template <class Describe>
    Row row_of(const Key& key, Describe&& describe, int rank = 0) {
        const auto [place, is_new] = rows_.try_emplace(key, this->size());
        if (!is_new) return place->second;
        const Row row = this->new_row(rank);
        keys_.push_back(&place->first);
        std::forward<Describe>(describe)(row);
        return row;
    }

    // The same for packets, most of which are of a row that one of those just before was of: it is
    // looked for where the last one with this `hint` was, a number that most keys differ in.
    template <class Describe>
    Row row_near(std::size_t hint, const Key& key, Describe&& describe, int rank = 0) {
        std::uint32_t& recent = recent_[hint % kRecent];
        if (recent >= keys_.size() || !(*keys_[recent] == key)) {
            recent =
                static_cast<std::uint32_t>(row_of(key, std::forward<Describe>(describe), rank));
        }
        return recent;
    }

    // Makes no row.
    std::optional<Row> find(const Key& key) const {
        const auto known = rows_.find(key);
        return known == rows_.end() ? std::nullopt : std::optional(known->second);
    }

    // Of a row that row_of() made; stays where it is.
    const Key& key_of(Row row) const { return *keys_[row]; }

  private:
    // Its nodes stay where they are, so keys_ may lead to them.
    std::map<Key, Row> rows_;
    std::vector<const Key*> keys_;  // by row
    static constexpr std::size_t kRecent = 1024;
    std::array<std::uint32_t, kRecent> recent_{};  // the row last found for each hint
};

}  // namespace vpcmirror
