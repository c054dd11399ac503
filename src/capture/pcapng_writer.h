// SPDX-License-Identifier: GPL-2.0-or-later
//
// Writes a pcapng file (draft-ietf-opsawg-pcapng) that Wireshark, tcpdump and Suricata read: one
// section in this machine's byte order, times in nanoseconds, interfaces where they are first
// needed. Once the output takes no more, say because the disk is full, the file ends after the last
// whole block. Throws std::bad_alloc only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "capture/capture_reader.h"
#include "capture/compress.h"
#include "system/file.h"
#include "wire/capture_time.h"

namespace vpcmirror {

// Refers to the caller's memory during the call only.
struct WrittenPacket {
    ByteView bytes;
    // On the wire, in bytes; not less than `bytes`.
    std::uint32_t original_length = 0;
    Timestamp time{};
    std::uint32_t interface = 0;  // from add_interface()
    ByteView options;             // as CaptureRecord has them
    std::string_view comment;     // valid UTF-8; empty: none
};

struct WriterOptions {
    Packing packing = Packing::None;
    // Bytes that wait at the most before they are written.
    std::size_t buffer = std::size_t{1} << 18;
};

class PcapngWriter {
  public:
    // "-" is standard output. Null where it cannot be written; `problem` then says why. A file that
    // is there is replaced. `application` is written into the section header.
    static std::unique_ptr<PcapngWriter> create(const std::string& path,
                                                std::string_view application, std::string& problem,
                                                const WriterOptions& options = {});

    PcapngWriter(const PcapngWriter&) = delete;
    PcapngWriter& operator=(const PcapngWriter&) = delete;
    ~PcapngWriter();

    // Interfaces are numbered from 0 in the order of the calls; there may be any number, at any
    // time.
    std::uint32_t add_interface(const CaptureInterface& interface);

    // False once the output takes no more. Buffered: it may be in the file only after flush(). A
    // comment that is too long is cut between two characters.
    bool write(const WrittenPacket& packet);

    // Everything so far, to whoever reads. False once the output takes no more; problem() then says
    // why.
    bool flush();

    // The same, and the end of what is packed, after which nothing may be written.
    bool finish();

    // Empty if all is well; else what kept the rest from being written.
    const std::string& problem() const { return problem_; }
    // True if that is that whoever read the pipe has closed it.
    bool is_reader_gone() const {
        return !problem_.empty() && vpcmirror::is_reader_gone(file_.error());
    }

    // Packets that are in the output, those that only wait to be written included.
    std::uint64_t packets() const { return packets_; }

  private:
    PcapngWriter(File file, std::string_view application, const WriterOptions& options);

    bool write_out(bool end);

    // A block is put together in the buffer, then its length is written at both of its ends.
    void begin(std::uint32_t type);
    void end();
    void number16(std::size_t number);
    void number32(std::size_t number);
    void bytes(const void* data, std::size_t size);
    void padding(std::size_t size);
    // Padded to four bytes; one that is empty is left out.
    void option(std::uint16_t code, std::string_view value);
    // Takes back what of the last block was written when the output failed.
    void keep_whole_blocks(std::size_t written);

    File file_;
    // Blocks that wait to be written.
    std::vector<std::uint8_t> buffer_;
    std::size_t most_;                // bytes that wait in it
    std::unique_ptr<Packer> packer_;  // null if nothing is packed
    bool finished_ = false;
    std::vector<std::uint8_t> packed_;
    std::size_t block_ = 0;  // where the block that is being written begins
    std::uint32_t interfaces_ = 0;
    std::uint64_t packets_ = 0;
    // That the output has taken.
    std::uint64_t flushed_ = 0;  // bytes
    std::string problem_;
};

}  // namespace vpcmirror
