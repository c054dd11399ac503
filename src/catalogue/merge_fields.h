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
class FieldMerge {
  public:
    // A sparse later entry is one that says nothing by what is empty or false in it.
    explicit FieldMerge(bool sparse = false) : sparse_(sparse) {}

    // Nothing if there was none.
    const char* difference() const { return difference_; }

    void text(std::string& into, const std::string& from, const char* field) {
        if (from.empty()) return;
        replace(into, from, field, into.empty());
    }

    template <class T>
    void optional(std::optional<T>& into, const std::optional<T>& from, const char* field) {
        if (!from) return;
        replace(into, from, field, !into);
    }

    // For fields that say something even when they are empty or false.
    template <class T>
    void value(T& into, const T& from, const char* field) {
        if (sparse_ && from == T{}) return;
        replace(into, from, field, false);
    }

    template <class T>
    void list(std::vector<T>& into, const std::vector<T>& from, const char* field) {
        if (from.empty()) return;
        replace(into, from, field, into.empty());
    }

    // A list that is part of the other one is the same list, less completely known. Both sorted.
    template <class T>
    void sorted_list(std::vector<T>& into, const std::vector<T>& from, const char* field) {
        if (std::ranges::includes(into, from)) return;
        replace(into, from, field, std::ranges::includes(from, into));
    }

  private:
    template <class T>
    void replace(T& into, const T& from, const char* field, bool agrees) {
        if (into == from) return;
        if (!agrees && !difference_) difference_ = field;
        into = from;
    }

    bool sparse_;
    const char* difference_ = nullptr;
};

void merge_fields(FieldMerge& fields, MirrorSession& into, const MirrorSession& from);
void merge_fields(FieldMerge& fields, InterfaceRecord& into, const InterfaceRecord& from);
void merge_fields(FieldMerge& fields, MirrorTarget& into, const MirrorTarget& from);
void merge_fields(FieldMerge& fields, FilterRecord& into, const FilterRecord& from);
void merge_fields(FieldMerge& fields, RuleRecord& into, const RuleRecord& from);
void merge_fields(FieldMerge& fields, InstanceRecord& into, const InstanceRecord& from);

}  // namespace vpcmirror
