// SPDX-License-Identifier: GPL-2.0-or-later
//
// What stands between the values of a JSON text: a lead is the white space, comma, name and colon
// that lead to a value, or the bracket after the last one. The entries of a list are written alike,
// so a lead is mostly that of the entry before: once it is compared, its words need no reading.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace vpcmirror {

class JsonLeads {
  public:
    // Where in an entry, by the names and indices on the way there, as a number. Its lowest bits
    // say whether that is in an object and whether before the first value: what may stand there
    // depends on nothing else, so that it does no harm if two places share a number.
    using Place = std::uint16_t;

    struct Lead {
        const char* begin = nullptr;  // null if none is known
        std::uint16_t length = 0;
        std::uint16_t name_begin = 0;  // of a member
        std::uint16_t name_length = 0;
        Place next = kEnd;  // the place after the value

        std::string_view text() const { return {begin, length}; }
        std::string_view name() const { return {begin + name_begin, name_length}; }
        bool ends() const { return next == kEnd; }
    };

    // Before the first value of an object or list that is the value before `place`.
    Place inside(Place place, bool is_object) {
        return place_at(way(place, kCount), (is_object ? 2 : 0) + 1);
    }
    // After the member `name` of the object, or the element `index` of the list, that begins at
    // `first`. The last elements of long lists have a place together.
    Place after_member(Place first, std::string_view name) {
        return place_at(way(first, std::hash<std::string_view>{}(name)), 2);
    }
    Place after_element(Place first, std::size_t index) {
        return place_at(way(first, std::min<std::size_t>(index, 2)), 0);
    }

    const Lead& at(Place place) const { return leads_[place]; }

    // Keeps what has led from `place` to a value, or to the end. All of `text` stays the caller's.
    void learn(Place place, std::string_view text, std::string_view name, Place next) {
        if (text.size() > kLongest) return;
        const auto name_begin = name.empty() ? 0 : name.data() - text.data();
        leads_[place] = {text.data(), static_cast<std::uint16_t>(text.size()),
                         static_cast<std::uint16_t>(name_begin),
                         static_cast<std::uint16_t>(name.size()), next};
    }
    void learn_end(Place place, std::string_view text) { learn(place, text, {}, kEnd); }

  private:
    static constexpr std::size_t kCount = 2048;
    static constexpr std::size_t kLongest = 1024;
    static constexpr Place kEnd = kCount;

    static std::uint32_t way(Place place, std::size_t step) {
        return static_cast<std::uint32_t>((place ^ step) * 0x9E3779B97F4A7C15U >> 32);
    }

    // An entry has some hundred places. When there are too many, they share numbers.
    Place place_at(std::uint32_t way, unsigned state) {
        constexpr std::size_t kTries = 8;
        std::size_t place = 0;
        for (std::size_t tried = 0; tried < kTries; ++tried) {
            place = ((way >> 8) + tried) * 4 % kCount + state;
            if (ways_[place] == 0) ways_[place] = way;
            if (ways_[place] == way) break;
        }
        return static_cast<Place>(place);
    }

    std::array<Lead, kCount> leads_{};
    std::array<std::uint32_t, kCount> ways_{};  // to each place; 0 if it is free
};

}  // namespace vpcmirror
