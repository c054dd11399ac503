// SPDX-License-Identifier: GPL-2.0-or-later
//
// Frames with fragments of outer datagrams, kept until their datagram is complete and it is known
// which shard it belongs to. Bounded as the fragments themselves are (outer/fragments.h), and in
// bytes: what waited longest is given up first. Throws std::bad_alloc only.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <vector>

#include "capture/capture_reader.h"
#include "outer/fragments.h"

namespace vpcmirror {

// A frame that is kept; the bytes are its own.
struct KeptFrame {
    CaptureRecord record;  // without bytes and options
    std::vector<std::uint8_t> bytes;
    CapturePlace place;
};
using KeptFrames = std::vector<KeptFrame>;

class WaitingFragments {
  public:
    static constexpr std::size_t kMostBytes = std::size_t{64} << 20;

    void add(const FragmentKey& key, const CaptureRecord& record, const CapturePlace& place);

    // Those of a datagram, which do not wait any more; none if none do.
    KeptFrames take(const FragmentKey& key);
    // Those that waited longest, where there are more than may wait; with `all` also where not.
    // None at the end.
    KeptFrames take_oldest(bool all);

  private:
    struct Waiting {
        FragmentKey key;
        KeptFrames frames;
    };
    using List = std::list<Waiting>;
    KeptFrames take(List::iterator waiting);

    List waiting_;  // the one that began first in front
    std::map<FragmentKey, List::iterator> index_;
    std::size_t bytes_ = 0;
};

}  // namespace vpcmirror
