// SPDX-License-Identifier: GPL-2.0-or-later
//
// Capture files in memory, of any byte order, put together piece by piece.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "capture/capture_reader.h"
#include "catch.h"
#include "testing/frame_builder.h"

namespace vpcmirror::testing {

// What is recorded, where it does not matter what.
inline const Bytes kFiveBytes = {1, 2, 3, 4, 5};

// Numbers in the order of the machine that "wrote" the file.
class FileOrder {
  public:
    explicit FileOrder(bool big) : big_(big) {}
    Bytes u16(std::uint64_t value) const { return number(value, 2); }
    Bytes u32(std::uint64_t value) const { return number(value, 4); }
    Bytes u64(std::uint64_t value) const { return number(value, 8); }

    Bytes pcap_header(std::uint32_t magic, unsigned link_type) const {
        return u32(magic) + u16(2) + u16(4) + u32(0) + u32(0) + u32(65535) + u32(link_type);
    }
    Bytes pcap_record(std::uint32_t seconds, std::uint32_t fraction, const Bytes& bytes,
                      std::uint32_t original) const {
        return u32(seconds) + u32(fraction) + u32(bytes.size()) + u32(original) + bytes;
    }

    Bytes block(std::uint32_t type, Bytes body) const {
        while (body.size() % 4 != 0) body.push_back(0);
        const auto length = static_cast<std::uint32_t>(body.size() + 12);
        return u32(type) + u32(length) + body + u32(length);
    }
    Bytes section() const {
        return block(0x0A0D0D0A, u32(0x1A2B3C4D) + u16(1) + u16(0) + Bytes(8, 0xFF));
    }
    Bytes option(unsigned code, const Bytes& value) const {
        Bytes result = u16(code) + u16(value.size()) + value;
        while (result.size() % 4 != 0) result.push_back(0);
        return result;
    }
    Bytes interface(unsigned link_type, const Bytes& options = {}, std::uint32_t snap = 0) const {
        return block(1, u16(link_type) + u16(0) + u32(snap) + options +
                            (options.empty() ? Bytes{} : u32(0)));
    }
    Bytes packet(std::uint32_t interface, std::uint64_t ticks, const Bytes& bytes,
                 std::uint32_t original, const Bytes& options = {}) const {
        Bytes body = u32(interface) + u32(ticks >> 32) + u32(ticks & 0xFFFFFFFF) +
                     u32(bytes.size()) + u32(original) + bytes;
        while (body.size() % 4 != 0) body.push_back(0);
        return block(6, body + options);
    }

  private:
    Bytes number(std::uint64_t value, int bytes) const {
        Bytes result;
        for (int i = 0; i < bytes; ++i) {
            const int shift = 8 * (big_ ? bytes - 1 - i : i);
            result.push_back(static_cast<std::uint8_t>(value >> shift));
        }
        return result;
    }
    bool big_;
};

// What a source gives, `piece` bytes at once or fewer.
inline Bytes read_all(ByteSource& source, std::size_t piece) {
    Bytes result;
    Bytes into(piece);
    while (const std::size_t got = source.read(into.data(), into.size())) {
        REQUIRE(got <= piece);
        result.insert(result.end(), into.begin(), into.begin() + static_cast<std::ptrdiff_t>(got));
    }
    return result;
}

// Everything that can be read of a file, and how it ended.
struct ReadCapture {
    struct Packet {
        Bytes bytes;
        std::uint32_t original = 0;
        std::int64_t time = 0;  // nanoseconds since the epoch
        std::uint32_t interface = 0;
        unsigned link_type = 0;
    };
    std::vector<Packet> packets;
    std::vector<CaptureInterface> interfaces;
    Ending ending = Ending::Open;
    std::string problem;
};

inline ReadCapture read_capture(const Bytes& file) {
    ReadCapture result;
    auto reader = CaptureReader::open(ByteSource::of(file.data(), file.size()), result.problem);
    if (!reader) return result;
    CaptureRecord record;
    while (reader->next(record)) {
        const ByteView bytes = record.bytes;
        result.packets.push_back({Bytes(bytes.data(), bytes.data() + bytes.size()),
                                  record.original_length, record.time.time_since_epoch().count(),
                                  record.interface, record.link_type});
    }
    result.interfaces = reader->interfaces();
    result.ending = reader->ending();
    result.problem = reader->problem();
    return result;
}

}  // namespace vpcmirror::testing
