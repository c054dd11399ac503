// SPDX-License-Identifier: GPL-2.0-or-later
//
// The packets of a capture file, one after the other: pcap (draft-ietf-opsawg-pcap) and pcapng
// (draft-ietf-opsawg-pcapng) of any byte order and time resolution. Files come from anybody: every
// length is checked against what is there and against Wireshark's own limits, and what cannot be
// read is said, never skipped silently. Throws std::bad_alloc only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "capture/input_window.h"
#include "wire/byte_view.h"
#include "wire/capture_time.h"

namespace vpcmirror {

// As in https://www.tcpdump.org/linktypes.html.
using LinkType = std::uint16_t;

// A pcap file has one; a section of pcapng any number.
struct CaptureInterface {
    LinkType link_type = 0;
    // As the file claims; packets are bounded by kLargestPacket all the same.
    std::uint32_t snap_length = 0;  // bytes of a packet at most; 0: any
    // "eth0", as the recording machine called it.
    std::string name;  // valid UTF-8, like all texts; empty where the file has none
    std::string description;
};

struct CaptureRecord {
    ByteView bytes;  // as captured; good until the next record is read
    // On the wire, in bytes, as the file says: `bytes` may be fewer.
    std::uint32_t original_length = 0;
    Timestamp time{};  // from capture_time(); the epoch where the file has none
    // Good as long as the reader.
    std::uint32_t interface = 0;  // place in CaptureReader::interfaces()
    LinkType link_type = 0;
    // Options of the packet as pcapng stores them, in the byte order of this machine; else none.
    // Good as long as `bytes`.
    ByteView options;
};

// Where a packet stands among those of several captures: by time, at equal times in the order of
// the files, in each file in its own order.
struct CapturePlace {
    // The greatest time up to the packet in its file: one that comes late does not go back.
    Timestamp due = Timestamp::min();
    std::uint32_t file = 0;
    // Of the packets of a file that are due at one time.
    std::uint64_t number = 0;

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
    friend auto operator<=>(const CapturePlace&, const CapturePlace&) = default;
};

// How a file ended. Tells a recording that was stopped from a file that is broken: only the latter
// is an error.
enum class Ending : std::uint8_t {
    Open,      // not reached
    Complete,  // after a packet
    CutShort,  // within one, as where whoever wrote it was stopped
    Damaged,   // what comes next is no packet
};

class CaptureReader {
  public:
    // Bytes; Wireshark's own limit, so that both read the same packets.
    static constexpr std::uint32_t kLargestPacket = 262144;
    // Of pcapng; a larger one is damage.
    static constexpr std::uint32_t kLargestBlock = 16U << 20;

    // Null where `source` is no capture; `problem` then says why. Takes the source over. Format,
    // byte order and resolution are told by the first bytes, never by a name.
    static std::unique_ptr<CaptureReader> open(std::unique_ptr<ByteSource> source,
                                               std::string& problem);

    CaptureReader(const CaptureReader&) = delete;
    CaptureReader& operator=(const CaptureReader&) = delete;
    virtual ~CaptureReader() = default;

    // False at the end of what can be read.
    virtual bool next(CaptureRecord& record) = 0;

    // Grows while a file is read. Those of all sections so far; a place that was given stays the
    // interface's.
    const std::vector<CaptureInterface>& interfaces() const { return interfaces_; }

    // Open until next() was false.
    Ending ending() const { return ending_; }
    // What is wrong with the end, one sentence without a final period; empty if nothing.
    const std::string& problem() const { return problem_; }

    // For its problem and for how much of it was taken.
    const ByteSource& source() const { return window_.source(); }

  protected:
    explicit CaptureReader(InputWindow window) : window_(std::move(window)) {}

    // The end of the input, within a piece or after one. Always false. Sets ending() and returns
    // what next() has to.
    bool end(bool within);
    // Likewise; `problem` is said behind the file's name.
    bool damaged(std::string problem);

    // For the formats: what they read from, and what they found.
    InputWindow window_;
    std::vector<CaptureInterface> interfaces_;

  private:
    Ending ending_ = Ending::Open;
    std::string problem_;
};

}  // namespace vpcmirror
