// SPDX-License-Identifier: GPL-2.0-or-later
//
// Any bytes as a capture file: read, packed or not, down to the mirror datagrams in it, and what is
// read written and read again.
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "analysis/analyse.h"
#include "capture/capture_reader.h"
#include "outer/datagram_reader.h"
#include "require.h"

namespace {

using namespace vpcmirror;
using namespace vpcmirror::fuzz;

void check(const CaptureRecord& record, const CaptureReader& reader) {
    require(record.bytes.size() <= CaptureReader::kLargestPacket, "packets have a bound");
    require(record.interface < reader.interfaces().size(), "a packet's interface is there");
    require(record.link_type == reader.interfaces()[record.interface].link_type,
            "and has its link type");
    require(record.time <= kLatestTime && record.time >= kEarliestTime, "times have bounds");
}

// Every byte of a view can be read: the sanitizer watches.
unsigned touch(ByteView bytes) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) sum += bytes.data()[i];
    return sum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Catalogue none{CatalogueParts{}};
    std::string problem;
    const auto reader = CaptureReader::open(ByteSource::of(data, size), problem);
    if (!reader) {
        require(!problem.empty(), "what cannot be opened has a reason");
        return 0;
    }
    DatagramReader outer;
    CaptureState state;
    CaptureRecord record;
    unsigned sum = 0;
    while (reader->next(record)) {
        check(record, *reader);
        sum += touch(record.bytes) + touch(record.options);
        const auto datagram = outer.read({record.bytes, record.original_length, record.link_type});
        if (!datagram) continue;
        require(datagram->bytes.size() <= datagram->length, "no more is captured than there was");
        require(datagram->source.is_set() && datagram->outermost_target.is_set(),
                "a datagram has addresses");
        sum += touch(datagram->bytes);
        static_cast<void>(analyse(*datagram, none, {0, std::chrono::seconds{1}}, state));
    }
    require(reader->ending() != Ending::Open, "a file that is read has ended");
    require(reader->problem().empty() == (reader->ending() == Ending::Complete),
            "an end that is none has a reason");
    [[maybe_unused]] static volatile unsigned keep = 0;  // so that nothing is optimised away
    keep = sum;
    return 0;
}
