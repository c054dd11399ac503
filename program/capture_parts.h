// SPDX-License-Identifier: GPL-2.0-or-later
//
// The parts of one capture, a file in the folder of each shard that has any of its packets. Whole
// or not at all: they are written under other names, and get their own once all are complete; the
// document with the facts comes last. Throws std::runtime_error, with what to do, where something
// cannot be written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "capture/merged_captures.h"
#include "capture/part_option.h"
#include "capture/pcapng_writer.h"
#include "shard/capture_facts.h"
#include "shard/shard_plan.h"

namespace vpcmirror {

// A packet as it was captured, and its place if its time alone does not tell that.
struct PartPacket {
    const CaptureRecord& record;
    ByteView bytes;  // of the record, or the first of them
    std::optional<PartPlace> place;
};

class CaptureParts {
  public:
    // `folder` is that of all shards. `captures` has the interfaces of the packets.
    CaptureParts(std::filesystem::path folder, const std::string& capture, std::uint32_t shards,
                 Packing packing, const MergedCaptures& captures);
    CaptureParts(const CaptureParts&) = delete;
    CaptureParts& operator=(const CaptureParts&) = delete;
    // Takes away whatever is not complete.
    ~CaptureParts();

    void write(std::uint32_t shard, const PartPacket& packet);
    // A fragment of which it is not known where it belongs: for all shards.
    void write_fragment(const PartPacket& packet);

    // All that was written becomes what reports see, in place of what was there.
    void complete(const CaptureFacts& facts);

  private:
    struct Part {
        std::filesystem::path temporary;
        std::unique_ptr<PcapngWriter> writer;
        std::vector<std::uint32_t> interfaces;  // by those of the captures
    };

    std::filesystem::path folder_of(std::uint32_t shard) const;
    Part& part_of(std::uint32_t number);
    void write_to(Part& part, const PartPacket& packet);
    void remove_former() const;

    std::filesystem::path folder_;
    std::string name_;
    std::string mark_;  // of temporary files: two processes may write parts of one capture
    Packing packing_;
    const MergedCaptures& captures_;
    std::vector<std::optional<Part>> parts_;  // by shard; the last is that of fragments
    std::vector<std::uint8_t> options_;
};

// The name of a shard's folder: "0007".
std::string shard_name(std::uint32_t shard);

// Makes the folder of all shards, and those of each, unless they are there; `wanted` is what is to
// be the same for all captures. Gives it back with the secret that the folder has. Throws
// std::runtime_error where it was made with something else, or cannot be made.
ShardPlan prepare_shards(const std::filesystem::path& folder, ShardPlan wanted, bool any_secret);

}  // namespace vpcmirror
