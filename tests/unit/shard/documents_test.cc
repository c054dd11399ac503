// SPDX-License-Identifier: GPL-2.0-or-later
//
// The documents that lie beside the parts of captures: what is written is what is read, and what
// somebody else wrote is refused.
#include <string>
#include <vector>

#include "capture/byte_source.h"
#include "capture/compress.h"
#include "capture/part_option.h"
#include "catch.h"
#include "shard/capture_facts.h"
#include "shard/shard_plan.h"

using namespace vpcmirror;

namespace {

const IpAddress kSource = *IpAddress::parse("10.0.1.1");

CaptureFacts some_facts() {
    CaptureFacts facts;
    facts.capture = "a \"b\"/c.pcap";
    facts.problem = "is damaged";
    facts.frames = 12;
    facts.fragments = 2;
    facts.untold = 1;
    facts.shards = {5, 0, 7};
    facts.first = capture_time(-5, 1);
    facts.last = capture_time(1'700'000'000, 5);
    facts.late = Nanoseconds{77};
    facts.targets = {{kSource, 1500, true}, {*IpAddress::parse("fd00::1"), 9001, false}};
    SessionFact& session = facts.sessions.emplace_back();
    session.vni = Vni{7};
    session.head = {1, 2, 0xFE};
    session.head_length = 3;
    session.bare = true;
    session.place = {capture_time(3, 4), 0, 9};
    facts.ways.push_back(
        {{Vni{7}, kSource, {}},
         {{{capture_time(3, 4), 0, 9}, {128, true}}, {{capture_time(4, 0), 0, 1}, {200, false}}}});
    return facts;
}

}  // namespace

TEST_CASE("Capture facts: what is written is read") {
    const std::string text = facts_document(some_facts());
    CaptureFacts facts;
    REQUIRE(read_facts(text, facts).empty());
    CHECK(facts_document(facts) == text);
    CHECK(facts.capture == "a \"b\"/c.pcap");
    CHECK(facts.shards == std::vector<std::uint64_t>{5, 0, 7});
    REQUIRE(facts.sessions.size() == 1);
    CHECK(facts.sessions[0].head[2] == 0xFE);
    CHECK(facts.sessions[0].place.due == capture_time(3, 4));
    CHECK_FALSE(facts.sessions[0].source.is_set());
    REQUIRE(facts.ways.size() == 1);
    REQUIRE(facts.ways[0].lengths.size() == 2);
    CHECK(facts.ways[0].lengths[0].event.cut);
    CHECK(facts.ways[0].lengths[1].event.mirrored == 200);
    CHECK(facts.sessions[0].bare);
    REQUIRE(facts.targets.size() == 2);
    CHECK(facts.targets[0].cut);
    CHECK_FALSE(facts.targets[1].cut);
    CHECK(text.find("\"longest\":1500,\"cut\":1}") != std::string::npos);
}

TEST_CASE("Capture facts: whatever is cut or other than it should be is refused") {
    const std::string text = facts_document(some_facts());
    CaptureFacts facts;
    for (std::size_t length = 0; length + 2 < text.size(); ++length) {
        INFO(length);
        CHECK_FALSE(read_facts(text.substr(0, length), facts).empty());
    }
    const auto replaced = [&](const std::string& from, const std::string& to) {
        std::string other = text;
        return other.replace(other.find(from), from.size(), to);
    };
    CHECK_FALSE(read_facts(replaced("facts\":1", "facts\":2"), facts).empty());
    CHECK_FALSE(read_facts(replaced("\"shards\":[5", "\"shards\":[-5"), facts).empty());
    CHECK_FALSE(read_facts(replaced("0102fe", "0102f"), facts).empty());
    CHECK_FALSE(read_facts(replaced("0102fe", "0102fx"), facts).empty());
    CHECK_FALSE(read_facts(replaced("0102fe", std::string(30, 'a')), facts).empty());
    CHECK_FALSE(read_facts(replaced("10.0.1.1", "10.0.1.x"), facts).empty());
    CHECK_FALSE(read_facts(replaced("\"is damaged\"", "7"), facts).empty());
    CHECK_FALSE(read_facts(replaced("\"frames\":12", "\"frames\":12.5"), facts).empty());
    CHECK_FALSE(read_facts(replaced("\"frames\":12", "\"frames\":\"12\""), facts).empty());
    CHECK_FALSE(read_facts(replaced(",200,0]", ",200]"), facts).empty());
    CHECK_FALSE(read_facts(text + text, facts).empty());
}

TEST_CASE("Capture facts: as many shards as there may be, and no more") {
    CaptureFacts facts;
    CaptureFacts read;
    facts.shards.assign(ShardPlan::kMostShards, 3);
    CHECK(read_facts(facts_document(facts), read).empty());
    CHECK(read.shards == facts.shards);
    facts.shards.push_back(3);
    CHECK_FALSE(read_facts(facts_document(facts), read).empty());
}

TEST_CASE("Shard plan: what is written is read, and compared") {
    ShardPlan plan;
    plan.shards = 16;
    plan.secret = {0x0123456789ABCDEF, 0xFEDCBA9876543210};
    plan.ports = {4789, 4790};
    plan.bare_frames = true;
    plan.target_mtu = 1500;
    plan.catalogue = 0xFFFFFFFFFFFFFFFF;
    plan.shard = 15;
    const auto read = read_plan(plan_document(plan));
    REQUIRE(read);
    CHECK(read->same_as(plan));
    CHECK(read->shard == 15U);
    plan.target_mtu = 0;
    CHECK_FALSE(read->same_as(plan));
    CHECK(secret_text(plan.secret) == "0123456789abcdeffedcba9876543210");
    CHECK_FALSE(parse_secret("0123"));
    CHECK_FALSE(parse_secret("0123456789abcdeffedcba987654321x"));
    plan.shard = 16;
    CHECK_FALSE(read_plan(plan_document(plan)));
    plan.shard.reset();
    plan.shards = 0;
    CHECK_FALSE(read_plan(plan_document(plan)));
    plan.shards = ShardPlan::kMostShards + 1;
    CHECK_FALSE(read_plan(plan_document(plan)));
    plan.shards = ShardPlan::kMostShards;
    const std::string text = plan_document(plan);
    REQUIRE(read_plan(text));
    // What somebody has added is passed over.
    const auto longer = read_plan("{\"note\":{\"by\":1}," + text.substr(1));
    REQUIRE(longer);
    CHECK(longer->same_as(plan));
    CHECK_FALSE(read_plan("{}"));
    CHECK_FALSE(read_plan("[]"));
}

TEST_CASE("Part option: stands first, and is no other's") {
    const PartOption option = part_option({capture_time(1'700'000'000, 1), 17});
    const auto place = part_place({option.data(), option.size()});
    REQUIRE(place);
    CHECK(place->due == capture_time(1'700'000'000, 1));
    CHECK(place->number == 17);
    CHECK_FALSE(part_place({option.data(), option.size() - 1}));
    CHECK_FALSE(part_place({}));
    PartOption other = option;
    other[0] = 2;
    CHECK_FALSE(part_place({other.data(), other.size()}));
    other = option;
    for (std::size_t i = 4; i < 12; ++i) other[i] = 0x7F;
    CHECK(part_place({other.data(), other.size()})->due == kLatestTime);
}

TEST_CASE("Packer: what is packed is unpacked, in pieces of any size") {
    std::vector<std::uint8_t> bytes;
    for (std::uint32_t i = 0; i < 300'000; ++i)
        bytes.push_back(static_cast<std::uint8_t>(i * i >> 7));
    CHECK(Packer::make(Packing::None) == nullptr);
    for (const Packing packing : {Packing::Gzip, Packing::Zstd}) {
        const auto packer = Packer::make(packing);
        std::vector<std::uint8_t> packed;
        packer->pack(bytes.data(), 1, false, packed);
        packer->pack(bytes.data() + 1, 0, false, packed);
        packer->pack(bytes.data() + 1, bytes.size() - 1, false, packed);
        packer->pack(nullptr, 0, true, packed);
        const auto source = ByteSource::of(packed.data(), packed.size());
        std::vector<std::uint8_t> unpacked(bytes.size() + 1);
        std::size_t size = 0;
        while (const std::size_t got = source->read(unpacked.data() + size, unpacked.size() - size))
            size += got;
        unpacked.resize(size);
        CHECK(unpacked == bytes);
        CHECK(source->problem().empty());
    }
}
