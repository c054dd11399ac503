// SPDX-License-Identifier: GPL-2.0-or-later
//
// Two entries with the same id are one: what the later one says is laid over the earlier one, and
// what it leaves out stays.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/contents.h"

namespace vpcmirror {

// Takes one entry's fields over into another's and notes the first one that says something else.
// Which fields an entry has is told by the functions at the end, once for each kind of entry.
class FieldMerge {
  public:
    // A sparse later entry is one that says nothing by what is empty or false in it. A hand-made
    // table is such an entry: its empty cells are not what somebody said.
    explicit FieldMerge(bool sparse = false) : sparse_(sparse) {}

    // Nothing if there was none. A literal for a diagnostic: the name of the first field in which
    // the two contradict each other.
    const char* difference() const { return difference_; }

    // Each takes `from` if it says something, and notes `field` where that contradicts what was
    // there.
    void text(std::string& into, const std::string& from, const char* field) {
        if (from.empty()) return;
        replace(into, from, field, into.empty());
    }

    // Absent is not said; a value is. `into` and `from` are of one field of the two entries.
    template <class T>
    void optional(std::optional<T>& into, const std::optional<T>& from, const char* field) {
        if (!from) return;
        replace(into, from, field, !into);
    }

    // For fields that say something even when they are empty or false. A sparse entry's false or 0
    // says nothing.
    template <class T>
    void value(T& into, const T& from, const char* field) {
        if (sparse_ && from == T{}) return;
        replace(into, from, field, false);
    }

    // The later list replaces the earlier one: elements are not mixed.
    template <class T>
    void list(std::vector<T>& into, const std::vector<T>& from, const char* field) {
        if (from.empty()) return;
        replace(into, from, field, into.empty());
    }

    // A list that is part of the other one is the same list, less completely known. Both sorted.
    // Security groups, addresses: one file may know more of them than another.
    template <class T>
    void sorted_list(std::vector<T>& into, const std::vector<T>& from, const char* field) {
        if (std::ranges::includes(into, from)) return;
        replace(into, from, field, std::ranges::includes(from, into));
    }

  private:
    // `agrees`: the new value adds to the old one and contradicts nothing.
    template <class T>
    void replace(T& into, const T& from, const char* field, bool agrees) {
        if (into == from) return;
        if (!agrees && !difference_) difference_ = field;
        into = from;
    }

    // See the constructor.
    bool sparse_;
    const char* difference_ = nullptr;
};

// Ids are equal and not looked at. Pointers are not set yet at this point.
void merge_fields(FieldMerge& fields, MirrorSession& into, const MirrorSession& from);
void merge_fields(FieldMerge& fields, InterfaceRecord& into, const InterfaceRecord& from);
void merge_fields(FieldMerge& fields, MirrorTarget& into, const MirrorTarget& from);
void merge_fields(FieldMerge& fields, FilterRecord& into, const FilterRecord& from);
void merge_fields(FieldMerge& fields, RuleRecord& into, const RuleRecord& from);
void merge_fields(FieldMerge& fields, InstanceRecord& into, const InstanceRecord& from);

}  // namespace vpcmirror
