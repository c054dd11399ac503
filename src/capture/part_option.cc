// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/part_option.h"

#include <algorithm>
#include <cstring>

#include "capture/endian.h"

namespace vpcmirror {

namespace {

constexpr std::uint16_t kCode = 0x8001;
constexpr std::uint16_t kLength = 16;

}  // namespace

PartOption part_option(const PartPlace& place) {
    PartOption option{};
    const std::int64_t due = place.due.time_since_epoch().count();
    std::memcpy(option.data(), &kCode, sizeof kCode);
    std::memcpy(option.data() + 2, &kLength, sizeof kLength);
    std::memcpy(option.data() + 4, &due, sizeof due);
    std::memcpy(option.data() + 12, &place.number, sizeof place.number);
    return option;
}

std::optional<PartPlace> part_place(ByteView options) {
    if (!options.holds(0, std::tuple_size_v<PartOption>)) return std::nullopt;
    const std::uint8_t* at = options.data();
    if (number_at<std::uint16_t>(at, false) != kCode ||
        number_at<std::uint16_t>(at + 2, false) != kLength) {
        return std::nullopt;
    }
    const Timestamp due{
        Nanoseconds{static_cast<std::int64_t>(number_at<std::uint64_t>(at + 4, false))}};
    return PartPlace{std::clamp(due, kEarliestTime, kLatestTime),
                     number_at<std::uint64_t>(at + 12, false)};
}

}  // namespace vpcmirror
