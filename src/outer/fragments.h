// SPDX-License-Identifier: GPL-2.0-or-later
//
// Puts IP fragments together: RFC 791 section 3.2, RFC 8200 section 4.5. Where fragments overlap,
// the bytes that came first stay. Bounded: kMostDatagrams wait at a time, the ones that began first
// are given up and their fragments counted. Throws std::bad_alloc only.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <vector>

#include "wire/address.h"
#include "wire/byte_view.h"

namespace vpcmirror {

struct FragmentKey {
    IpAddress source;
    IpAddress destination;
    std::uint32_t id = 0;
    std::uint8_t protocol = 0;

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
    friend auto operator<=>(const FragmentKey&, const FragmentKey&) = default;
};

struct FragmentPlace {
    std::uint32_t offset = 0;  // bytes, below 65536
    bool last = false;
};

class Fragments {
  public:
    static constexpr std::size_t kMostDatagrams = 512;
    static constexpr std::uint32_t kLargestDatagram = 65535;

    // The whole payload once this fragment completes it, good until the next call; else empty.
    ByteView add(const FragmentKey& key, const FragmentPlace& place, ByteView bytes);

    // Fragments of datagrams that were given up; and of those that wait for more.
    std::uint64_t lost() const { return lost_; }
    std::uint64_t held() const { return held_; }

  private:
    struct Datagram {
        FragmentKey key;
        std::vector<std::uint8_t> bytes;
        std::vector<bool> there;  // of each byte
        std::size_t count = 0;    // that are there
        std::size_t length = 0;   // 0: the last fragment did not come yet
        std::uint64_t fragments = 0;

        void take(const FragmentPlace& place, ByteView piece);
        bool complete() const { return length != 0 && count == length; }
    };
    using Waiting = std::list<Datagram>;

    Waiting waiting_;  // the one that began first in front
    std::map<FragmentKey, Waiting::iterator> index_;
    std::vector<std::uint8_t> complete_;
    std::uint64_t lost_ = 0;
    std::uint64_t held_ = 0;
};

}  // namespace vpcmirror
