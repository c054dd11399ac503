// SPDX-License-Identifier: GPL-2.0-or-later
//
// pcap: a header, then records of a header and bytes each. The magic number tells byte order and
// unit of time; a variant with eight more bytes a record was once common (Kuznetzov's).
#include <optional>
#include <utility>

#include "capture/endian.h"
#include "capture/formats.h"
#include "wire/capture_time.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kFileHeader = 24;
constexpr std::size_t kRecordHeader = 16;
constexpr std::size_t kLongRecordHeader = 24;

struct Variant {
    bool swap = false;
    std::int64_t unit = 0;  // nanoseconds of a fraction of a second
    std::size_t record_header = kRecordHeader;
};

std::optional<Variant> variant_of(std::uint32_t magic) {
    for (const bool swap : {false, true}) {
        switch (swap ? swapped(magic) : magic) {
            case 0xA1B2C3D4: return Variant{swap, 1000, kRecordHeader};
            case 0xA1B23C4D: return Variant{swap, 1, kRecordHeader};
            case 0xA1B2CD34: return Variant{swap, 1000, kLongRecordHeader};
            default: break;
        }
    }
    return std::nullopt;
}

class PcapReader : public CaptureReader {
  public:
    PcapReader(InputWindow window, const Variant& variant, CaptureInterface interface)
        : CaptureReader(std::move(window)), variant_(variant) {
        interfaces_.push_back(std::move(interface));
    }

    bool next(CaptureRecord& record) override {
        if (ending() != Ending::Open) return false;
        const std::uint8_t* header = window_.peek(variant_.record_header);
        if (!header) return end(!window_.at_end());
        const bool swap = variant_.swap;
        const auto captured = number_at<std::uint32_t>(header + 8, swap);
        if (captured > kLargestPacket) {
            return damaged("is damaged: a packet claims to have " + std::to_string(captured) +
                           " bytes");
        }
        const std::size_t whole = variant_.record_header + captured;
        const std::uint8_t* bytes = window_.peek(whole);
        if (!bytes) return end(true);
        record.bytes = ByteView(bytes + variant_.record_header, captured);
        record.original_length = number_at<std::uint32_t>(bytes + 12, swap);
        record.time = capture_time(number_at<std::uint32_t>(bytes, swap),
                                   number_at<std::uint32_t>(bytes + 4, swap) * variant_.unit);
        record.interface = 0;
        record.link_type = interfaces_.front().link_type;
        record.options = {};
        window_.skip(whole);
        return true;
    }

  private:
    Variant variant_;
};

}  // namespace

bool is_pcap(std::uint32_t magic) {
    return variant_of(magic).has_value();
}

std::unique_ptr<CaptureReader> open_pcap(InputWindow window, std::string& problem) {
    const std::uint8_t* header = window.peek(kFileHeader);
    if (!header) {
        problem = "is cut short in its header";
        return nullptr;
    }
    const Variant variant = *variant_of(number_at<std::uint32_t>(header, false));
    if (const auto major = number_at<std::uint16_t>(header + 4, variant.swap); major != 2) {
        problem = "is pcap of version " + std::to_string(major) + ", which is not known";
        return nullptr;
    }
    CaptureInterface interface;
    interface.snap_length = number_at<std::uint32_t>(header + 16, variant.swap);
    // The upper half tells of a checksum behind each frame, if anything.
    interface.link_type =
        static_cast<LinkType>(number_at<std::uint32_t>(header + 20, variant.swap) & 0xFFFFU);
    window.skip(kFileHeader);
    return std::make_unique<PcapReader>(std::move(window), variant, std::move(interface));
}

}  // namespace vpcmirror
