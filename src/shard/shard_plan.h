// SPDX-License-Identifier: GPL-2.0-or-later
//
// What all parts of one division have in common, written where they are: how many shards, the
// secret of their key, and what the captures were read with, which has to be the same when the
// shards are reported. Documents come from anybody; nothing but std::bad_alloc is thrown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "table/sip_hash.h"

namespace vpcmirror {

// A value: nothing in it is checked but by read_plan().
struct ShardPlan {
    static constexpr std::uint32_t kMostShards = 4096;

    // 1 to kMostShards. Every packet belongs to one of them.
    std::uint32_t shards = 1;
    // Of the keyed hash that chooses it: who sends packets cannot fill one shard with them.
    HashSecret secret;
    // How the captures were read: UDP ports of VXLAN, whether frames without tunnel count, the
    // target's MTU in bytes (0: to be learned).
    std::vector<std::uint16_t> ports;
    bool bare_frames = false;
    std::uint32_t target_mtu = 0;
    std::uint64_t catalogue = 0;         // a sum over its files
    std::optional<std::uint32_t> shard;  // in the folder of one: which

    // But for `shard`.
    bool same_as(const ShardPlan& other) const;
};

// 32 hexadecimal digits; nothing for another text.
std::optional<HashSecret> parse_secret(std::string_view text);
std::string secret_text(const HashSecret& secret);

// A JSON object of a few hundred bytes, with the version of its form.
std::string plan_document(const ShardPlan& plan);
// Nothing if `text` is no such document of this version, or says something that no division has,
// such as no shards.
std::optional<ShardPlan> read_plan(std::string_view text);

}  // namespace vpcmirror
