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

// What fragments of one datagram have in common (RFC 791, RFC 8200).
struct FragmentKey {
    IpAddress source;
    IpAddress destination;
    // 16 bits in IPv4, 32 in IPv6.
    std::uint32_t id = 0;
    std::uint8_t protocol = 0;

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
    friend auto operator<=>(const FragmentKey&, const FragmentKey&) = default;
};

struct FragmentPlace {
    std::uint32_t offset = 0;  // bytes, below 65536
    // No more fragments follow: its end is the datagram's.
    bool last = false;
};

//     const ByteView payload = fragments.add(key, place, bytes);
//     if (payload.size() == 0) return;  // others are missing
class Fragments {
  public:
    // With kLargestDatagram it bounds memory: 36 MiB.
    static constexpr std::size_t kMostDatagrams = 512;
    // Bytes of payload; what would lie behind is dropped.
    static constexpr std::uint32_t kLargestDatagram = 65535;

    // The whole payload once this fragment completes it, good until the next call; else empty.
    // Fragments may come in any order and more than once. An empty one changes nothing.
    ByteView add(const FragmentKey& key, const FragmentPlace& place, ByteView bytes);

    // Fragments of datagrams that were given up; and of those that wait for more. For a sentence at
    // the end of a report: nothing is lost silently.
    std::uint64_t lost() const { return lost_; }
    std::uint64_t held() const { return held_; }

  private:
    // One that is not complete. Takes its bytes, an eighth more, and nothing for what did not come.
    struct Datagram {
        FragmentKey key;
        std::vector<std::uint8_t> bytes;
        std::vector<bool> there;  // of each byte
        std::size_t count = 0;    // that are there
        std::size_t length = 0;   // 0: the last fragment did not come yet
        std::uint64_t fragments = 0;

        // Copies what is not there yet.
        void take(const FragmentPlace& place, ByteView piece);
        // Every byte from 0 to the last fragment's end is there.
        bool complete() const { return length != 0 && count == length; }
    };
    // A list, because index_ leads into it and the front goes first.
    using Waiting = std::list<Datagram>;

    Waiting waiting_;  // the one that began first in front
    // Ordered, so that no choice of ids makes a look-up slow.
    std::map<FragmentKey, Waiting::iterator> index_;
    std::vector<std::uint8_t> complete_;
    std::uint64_t lost_ = 0;
    std::uint64_t held_ = 0;
};

}  // namespace vpcmirror
