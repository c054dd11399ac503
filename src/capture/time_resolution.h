// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a pcapng interface counts time in: if_tsresol and if_tsoffset.
#pragma once

#include <cstdint>

#include "wire/capture_time.h"

namespace vpcmirror {

// A value of one interface; trivially copyable.
class TimeResolution {
  public:
    // The option if_tsoffset, any value.
    std::int64_t offset = 0;  // seconds that every time is later

    // The option's byte: units of 10^-n seconds, or of 2^-n where the highest bit is set.
    // draft-ietf-opsawg-pcapng section 4.2. Without the option a unit is a microsecond.
    void set_unit(std::uint8_t option) {
        binary_ = (option & 0x80U) != 0;
        exponent_ = option & 0x7FU;
        if (known()) unit_ = binary_ ? std::uint64_t{1} << exponent_ : power_of_ten();
    }

    // False for units that 64 bits cannot count a second in. An interface with such a unit is a
    // reason to stop reading: its times would be made up.
    bool known() const { return exponent_ <= (binary_ ? kMostBits : kMostDigits); }

    // `ticks` units since the epoch, rounded down to nanoseconds, within capture_time()'s bounds.
    // Exact to the nanosecond for decimal units; multiplications cannot overflow.
    Timestamp time_of(std::uint64_t ticks) const {
        const auto seconds = static_cast<std::int64_t>(
            ticks / unit_ > INT64_MAX / 4 ? INT64_MAX / 4 : ticks / unit_);
        const std::int64_t later = offset > INT64_MAX / 4    ? INT64_MAX / 4
                                   : offset < -INT64_MAX / 4 ? -INT64_MAX / 4
                                                             : offset;
        return capture_time(seconds + later, nanoseconds(ticks % unit_));
    }

  private:
    // A second in 2^-63 or 10^-18 still fits into 64 bits.
    static constexpr unsigned kMostBits = 63;
    static constexpr unsigned kMostDigits = 18;
    // Nanoseconds in a second.
    static constexpr std::uint64_t kBillion = 1'000'000'000;

    // 10^18 at the most.
    std::uint64_t power_of_ten() const {
        std::uint64_t result = 1;
        for (unsigned i = 0; i < exponent_; ++i) result *= 10;
        return result;
    }

    // Of a part of a second. What is beyond a billionth is dropped before it could overflow.
    std::int64_t nanoseconds(std::uint64_t rest) const {
        constexpr unsigned kBitsThatFit = 34;  // a billion has 30
        if (!binary_) {
            const std::uint64_t value =
                unit_ <= kBillion ? rest * (kBillion / unit_) : rest / (unit_ / kBillion);
            return static_cast<std::int64_t>(value);
        }
        const unsigned drop = exponent_ > kBitsThatFit ? exponent_ - kBitsThatFit : 0;
        return static_cast<std::int64_t>((rest >> drop) * kBillion >> (exponent_ - drop));
    }

    // As the option says; the default is 10^-6.
    bool binary_ = false;
    unsigned exponent_ = 6;
    // At most 2^63 or 10^18.
    std::uint64_t unit_ = 1'000'000;  // in a second
};

}  // namespace vpcmirror
