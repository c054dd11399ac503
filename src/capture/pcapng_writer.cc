// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/pcapng_writer.h"

#include <array>
#include <cstring>
#include <utility>

#include "capture/endian.h"
#include "capture/pcapng_blocks.h"
#include "system/path_text.h"
#include "text/sanitize.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kLongestText = 4000;  // in an option, which could hold 65535 bytes

}  // namespace

std::unique_ptr<PcapngWriter> PcapngWriter::create(const std::string& path,
                                                   std::string_view application,
                                                   std::string& problem,
                                                   const WriterOptions& options) {
    File file = path == "-" ? File::standard_output() : File(path_of(path), File::Mode::Replace);
    if (!file.is_open()) {
        problem = error_text(file.error());
        return nullptr;
    }
    return std::unique_ptr<PcapngWriter>(new PcapngWriter(std::move(file), application, options));
}

PcapngWriter::PcapngWriter(File file, std::string_view application, const WriterOptions& options)
    : file_(std::move(file)), most_(options.buffer), packer_(Packer::make(options.packing)) {
    constexpr std::uint16_t kApplication = 4;
    buffer_.reserve(most_ + most_ / 4);
    begin(kSectionHeader);
    number32(kByteOrder);
    number16(1);
    number16(0);
    number32(0xFFFFFFFF);  // the section's length is not known yet
    number32(0xFFFFFFFF);
    option(kApplication, application);
    number32(0);
    end();
}

PcapngWriter::~PcapngWriter() {
    flush();
}

void PcapngWriter::bytes(const void* data, std::size_t size) {
    const auto* from = static_cast<const std::uint8_t*>(data);
    buffer_.insert(buffer_.end(), from, from + size);
}

void PcapngWriter::number16(std::size_t number) {
    const auto value = static_cast<std::uint16_t>(number);
    bytes(&value, sizeof value);
}

void PcapngWriter::number32(std::size_t number) {
    const auto value = static_cast<std::uint32_t>(number);
    bytes(&value, sizeof value);
}

void PcapngWriter::padding(std::size_t size) {
    buffer_.insert(buffer_.end(), padded(size) - size, 0);
}

void PcapngWriter::begin(std::uint32_t type) {
    block_ = buffer_.size();
    number32(type);
    number32(0);  // the length, known at the end
}

void PcapngWriter::end() {
    const auto length = static_cast<std::uint32_t>(buffer_.size() - block_ + 4);
    std::memcpy(buffer_.data() + block_ + 4, &length, sizeof length);
    number32(length);
}

void PcapngWriter::option(std::uint16_t code, std::string_view value) {
    if (value.empty()) return;
    const std::string_view text = truncate_utf8(value, kLongestText);
    number16(code);
    number16(text.size());
    bytes(text.data(), text.size());
    padding(text.size());
}

std::uint32_t PcapngWriter::add_interface(const CaptureInterface& interface) {
    constexpr std::uint16_t kName = 2;
    constexpr std::uint16_t kDescription = 3;
    constexpr std::uint16_t kTimeResolution = 9;
    constexpr std::uint8_t kNanoseconds = 9;
    begin(kInterfaceDescription);
    number16(interface.link_type);
    number16(0);
    number32(interface.snap_length);
    option(kName, interface.name);
    option(kDescription, interface.description);
    number16(kTimeResolution);
    number16(1);
    bytes(&kNanoseconds, 1);
    padding(1);
    number32(0);
    end();
    return interfaces_++;
}

bool PcapngWriter::write(const WrittenPacket& packet) {
    constexpr std::uint16_t kComment = 1;
    if (!problem_.empty()) return false;
    const auto time = static_cast<std::uint64_t>(packet.time.time_since_epoch().count());
    const std::array<std::uint32_t, 7> head{kEnhancedPacket,
                                            0,  // the length, known at the end
                                            packet.interface,
                                            static_cast<std::uint32_t>(time >> 32),
                                            static_cast<std::uint32_t>(time),
                                            static_cast<std::uint32_t>(packet.bytes.size()),
                                            packet.original_length};
    block_ = buffer_.size();
    bytes(head.data(), sizeof head);
    bytes(packet.bytes.data(), packet.bytes.size());
    padding(packet.bytes.size());
    option(kComment, packet.comment);
    bytes(packet.options.data(), packet.options.size());
    if (!packet.comment.empty() && packet.options.size() == 0) number32(0);
    end();
    ++packets_;
    return buffer_.size() < most_ || flush();
}

bool PcapngWriter::flush() {
    return write_out(false);
}

bool PcapngWriter::finish() {
    const bool written = write_out(true);
    finished_ = true;
    return written;
}

bool PcapngWriter::write_out(bool end) {
    packed_.clear();
    if (packer_ && !finished_) {
        packer_->pack(buffer_.data(), buffer_.size(), end, packed_);
    }
    const std::vector<std::uint8_t>& out = packer_ ? packed_ : buffer_;
    std::size_t written = 0;
    while (problem_.empty() && written < out.size()) {
        const auto count = file_.write(out.data() + written, out.size() - written);
        if (count) {
            written += *count;
        } else {
            problem_ = error_text(file_.error());
            if (!packer_) keep_whole_blocks(written);
        }
    }
    flushed_ += written;
    buffer_.clear();
    return problem_.empty();
}

// Of the buffer `written` bytes are in the output: a part of a block at their end is taken back, as
// far as the output allows, and what did not get there is not counted.
void PcapngWriter::keep_whole_blocks(std::size_t written) {
    std::size_t kept = 0;
    for (std::size_t at = 0; at < buffer_.size();) {
        const auto type = number_at<std::uint32_t>(buffer_.data() + at, false);
        at += number_at<std::uint32_t>(buffer_.data() + at + 4, false);
        if (at <= written) {
            kept = at;
        } else if (type == kEnhancedPacket) {
            --packets_;
        }
    }
    if (kept < written) file_.truncate(flushed_ + kept);
}

}  // namespace vpcmirror
