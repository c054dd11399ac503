// SPDX-License-Identifier: GPL-2.0-or-later
//
// pcapng: blocks of which each tells its length. A section header tells the byte order of what
// follows and makes the numbering of interfaces begin anew; blocks that hold no packet and no
// interface are passed over.
#include <optional>
#include <utility>

#include "capture/endian.h"
#include "capture/formats.h"
#include "capture/pcapng_blocks.h"
#include "capture/time_resolution.h"
#include "text/sanitize.h"
#include "wire/capture_time.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kBlockHeader = 8;
constexpr std::size_t kBlockFrame = 12;  // with the length that is repeated at the end
constexpr std::size_t kSectionLength = 28;
constexpr std::size_t kMostInterfaces = 65536;

struct Interface {
    TimeResolution resolution;
    std::uint32_t snap_length = 0;
    LinkType link_type = 0;
};

class PcapngReader : public CaptureReader {
  public:
    explicit PcapngReader(InputWindow window) : CaptureReader(std::move(window)) {}

    bool next(CaptureRecord& record) override {
        while (ending() == Ending::Open) {
            const std::uint8_t* header = window_.peek(kBlockHeader);
            if (!header) return end(!window_.at_end());
            const auto type = number_at<std::uint32_t>(header, false);
            if (type == kSectionHeader) {
                if (!begin_section()) return false;
                continue;
            }
            bool got = false;
            if (!read_block(swap_ ? swapped(type) : type, record, got)) return false;
            if (got) return true;
        }
        return false;
    }

  private:
    bool read_block(std::uint32_t type, CaptureRecord& record, bool& got) {
        const std::uint32_t length = u32(window_.peek(kBlockHeader) + 4);
        if (length < kBlockFrame || length % 4 != 0) return bad_length(length);
        const bool wanted = type == kInterfaceDescription || type == kObsoletePacket ||
                            type == kSimplePacket || type == kEnhancedPacket;
        if (!wanted) return window_.discard(length) || end(true);
        if (length > kLargestBlock) return bad_length(length);
        const std::uint8_t* block = window_.peek(length);
        if (!block) return end(true);
        if (u32(block + length - 4) != length) {
            return damaged("is damaged: a block ends with another length than it begins with");
        }
        const ByteView body(block + kBlockHeader, length - kBlockFrame);
        got = type != kInterfaceDescription;
        bool good = false;
        switch (type) {
            case kInterfaceDescription: good = add_interface(body); break;
            case kSimplePacket: good = simple_packet(body, record); break;
            case kObsoletePacket: good = packet(body, obsolete_interface(body), record); break;
            default: good = packet(body, enhanced_interface(body), record); break;
        }
        if (!good) return false;
        window_.skip(length);
        return true;
    }

    bool begin_section() {
        const std::uint8_t* block = window_.peek(kSectionLength);
        if (!block) return end(true);
        const auto magic = number_at<std::uint32_t>(block + 8, false);
        if (magic != kByteOrder && swapped(magic) != kByteOrder) {
            return damaged("is damaged: a section does not tell its byte order");
        }
        swap_ = magic != kByteOrder;
        const std::uint32_t length = u32(block + 4);
        if (length < kSectionLength || length % 4 != 0) return bad_length(length);
        if (const auto major = u16(block + 12); major != 1) {
            return damaged("has a section of version " + std::to_string(major) +
                           ", which is not known");
        }
        section_begin_ = interfaces_.size();
        return window_.discard(length) || end(true);
    }

    bool add_interface(ByteView body) {
        if (body.size() < 8) return damaged("is damaged: the description of an interface is short");
        if (interfaces_.size() == kMostInterfaces) return damaged("has too many interfaces");
        CaptureInterface shown;
        shown.link_type = u16(body.data());
        shown.snap_length = u32(body.data() + 4);
        Interface interface { {}, shown.snap_length, shown.link_type };
        for_each_option(body.from(8), [&](std::uint16_t code, ByteView value) {
            constexpr std::uint16_t kName = 2;
            constexpr std::uint16_t kDescription = 3;
            constexpr std::uint16_t kTimeResolution = 9;
            constexpr std::uint16_t kTimeOffset = 14;
            const auto text = [&] {
                return sanitize({reinterpret_cast<const char*>(value.data()), value.size()});
            };
            if (code == kName) shown.name = text();
            if (code == kDescription) shown.description = text();
            if (code == kTimeResolution && value.size() == 1) {
                interface.resolution.set_unit(*value.u8(0));
            }
            if (code == kTimeOffset && value.size() == 8) {
                interface.resolution.offset =
                    static_cast<std::int64_t>(number_at<std::uint64_t>(value.data(), swap_));
            }
        });
        if (!interface.resolution.known()) {
            return damaged("has an interface whose unit of time is too small");
        }
        details_.push_back(interface);
        interfaces_.push_back(std::move(shown));
        return true;
    }

    template <class Visit>
    void for_each_option(ByteView options, Visit visit) const {
        while (options.size() >= 4) {
            const auto code = u16(options.data());
            const std::size_t length = u16(options.data() + 2);
            if (code == 0 || !options.holds(4, length)) return;
            visit(code, ByteView(options.data() + 4, length));
            options = options.from(4 + padded(length));
        }
    }

    std::uint32_t enhanced_interface(ByteView body) const {
        return body.size() < 4 ? 0 : u32(body.data());
    }
    std::uint32_t obsolete_interface(ByteView body) const {
        return body.size() < 2 ? 0 : u16(body.data());
    }

    // Enhanced packets and the obsolete ones differ in the first four bytes only.
    bool packet(ByteView body, std::uint32_t number, CaptureRecord& record) {
        constexpr std::size_t kFixed = 20;
        if (body.size() < kFixed) return damaged("is damaged: the header of a packet is short");
        const Interface* interface = find(number);
        if (!interface) return false;
        const std::uint32_t captured = u32(body.data() + 12);
        if (captured > kLargestPacket || !body.holds(kFixed, captured)) return too_long(captured);
        const std::uint64_t ticks =
            std::uint64_t{u32(body.data() + 4)} << 32 | u32(body.data() + 8);
        record.bytes = ByteView(body.data() + kFixed, captured);
        record.original_length = u32(body.data() + 16);
        record.time = interface->resolution.time_of(ticks);
        record.interface = static_cast<std::uint32_t>(section_begin_ + number);
        record.link_type = interface->link_type;
        record.options = options_of(body.from(kFixed + padded(captured)));
        return true;
    }

    bool simple_packet(ByteView body, CaptureRecord& record) {
        if (body.size() < 4) return damaged("is damaged: the header of a packet is short");
        const Interface* interface = find(0);
        if (!interface) return false;
        std::uint32_t captured = record.original_length = u32(body.data());
        if (interface->snap_length != 0) captured = std::min(captured, interface->snap_length);
        if (captured > kLargestPacket || !body.holds(4, captured)) return too_long(captured);
        record.bytes = ByteView(body.data() + 4, captured);
        record.time = {};
        record.interface = static_cast<std::uint32_t>(section_begin_);
        record.link_type = interface->link_type;
        record.options = {};
        return true;
    }

    // What could be passed on as it is: numbers in options of another byte order cannot.
    ByteView options_of(ByteView options) const { return swap_ ? ByteView() : options; }

    const Interface* find(std::uint32_t number) {
        if (number >= details_.size() - section_begin_) {
            damaged("is damaged: a packet names interface " + std::to_string(number) +
                    ", which is not there");
            return nullptr;
        }
        return &details_[section_begin_ + number];
    }

    bool bad_length(std::uint32_t length) {
        return damaged("is damaged: a block claims to have " + std::to_string(length) + " bytes");
    }
    bool too_long(std::uint32_t length) {
        return damaged("is damaged: a packet claims to have " + std::to_string(length) + " bytes");
    }

    std::uint16_t u16(const std::uint8_t* at) const { return number_at<std::uint16_t>(at, swap_); }
    std::uint32_t u32(const std::uint8_t* at) const { return number_at<std::uint32_t>(at, swap_); }

    bool swap_ = false;
    std::size_t section_begin_ = 0;
    std::vector<Interface> details_;  // beside interfaces_
};

}  // namespace

bool is_pcapng(std::uint32_t magic) {
    return magic == kSectionHeader;
}

std::unique_ptr<CaptureReader> open_pcapng(InputWindow window, std::string& problem) {
    const std::uint8_t* block = window.peek(kSectionLength);
    if (!block) {
        problem = "is cut short in its header";
        return nullptr;
    }
    const auto magic = number_at<std::uint32_t>(block + 8, false);
    if (magic != kByteOrder && swapped(magic) != kByteOrder) {
        problem = "is no capture";
        return nullptr;
    }
    return std::make_unique<PcapngReader>(std::move(window));
}

}  // namespace vpcmirror
