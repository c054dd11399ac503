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
    CHECK(text.find("\"vni\":7,\"bare\":1,") != std::string::npos);
}

TEST_CASE("Capture facts: as much of a frame as its Ethernet header is read, and no more") {
    CaptureFacts facts = some_facts();
    for (std::uint8_t i = 0; i < SessionFact::kHead; ++i) {
        facts.sessions[0].head[i] = static_cast<std::uint8_t>(0xA0 + i);
    }
    CaptureFacts read;
    for (std::uint8_t length = 0; length <= SessionFact::kHead; ++length) {
        CAPTURE(int{length});
        facts.sessions[0].head_length = length;
        REQUIRE(read_facts(facts_document(facts), read).empty());
        REQUIRE(read.sessions.size() == 1);
        CHECK(read.sessions[0].head_length == length);
        for (std::size_t i = 0; i < length; ++i) CHECK(read.sessions[0].head[i] == 0xA0 + i);
    }
    std::string longer = facts_document(facts);
    longer.insert(longer.find("a0a1"), "00");
    CHECK_FALSE(read_facts(longer, read).empty());
}

TEST_CASE("Capture facts: as many of a kind as there may be, and no more") {
    const auto is_read = [](const std::string& before, const std::string& one, std::size_t count,
                            const std::string& after) {
        std::string text = "{\"vpcmirror_shard_facts\":1," + before;
        for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + one;
        CaptureFacts facts;
        return read_facts(text + after + '}', facts).empty();
    };
    constexpr std::size_t kMost = CaptureFacts::kMost;
    for (const std::size_t count : {kMost, kMost + 1}) {
        CAPTURE(count);
        CHECK(is_read("\"targets\":[", "{}", count, "]") == (count == kMost));
        CHECK(is_read("\"sessions\":[", "{}", count, "]") == (count == kMost));
        CHECK(is_read("\"ways\":[", "{}", count, "]") == (count == kMost));
        CHECK(is_read("\"ways\":[{\"lengths\":[", "0,0,0,0", count, "]}]") == (count == kMost));
    }
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

TEST_CASE("Shard plan: another in any one thing is another plan, but for whose folder it is in") {
    ShardPlan plan;
    plan.shards = 16;
    plan.secret = {1, 2};
    plan.ports = {4789};
    plan.target_mtu = 1500;
    plan.catalogue = 9;
    const auto same_with = [&](auto change) {
        ShardPlan other = plan;
        change(other);
        CHECK(plan.same_as(other) == other.same_as(plan));
        return plan.same_as(other);
    };
    CHECK(same_with([](ShardPlan&) {}));
    CHECK(same_with([](ShardPlan& other) { other.shard = 3; }));
    CHECK_FALSE(same_with([](ShardPlan& other) { other.shards = 15; }));
    CHECK_FALSE(same_with([](ShardPlan& other) { other.secret.first = 2; }));
    CHECK_FALSE(same_with([](ShardPlan& other) { other.secret.second = 1; }));
    CHECK_FALSE(same_with([](ShardPlan& other) { other.ports = {4789, 4790}; }));
    CHECK_FALSE(same_with([](ShardPlan& other) { other.bare_frames = true; }));
    CHECK_FALSE(same_with([](ShardPlan& other) { other.target_mtu = 9001; }));
    CHECK_FALSE(same_with([](ShardPlan& other) { other.catalogue = 8; }));
}

TEST_CASE("Shard plan: whatever is cut or other than it should be is refused") {
    ShardPlan plan;
    plan.shards = 16;
    plan.shard = 3;
    plan.ports = {4789};
    const std::string text = plan_document(plan);
    REQUIRE(read_plan(text));
    for (std::size_t length = 0; length + 2 < text.size(); ++length) {
        CAPTURE(length);
        CHECK_FALSE(read_plan(text.substr(0, length)));
    }
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string other = text;
        return read_plan(other.replace(other.find(from), from.size(), to)).has_value();
    };
    const std::string zeros(16, '0');
    CHECK_FALSE(with("shards\":1,", "shards\":2,"));
    CHECK_FALSE(with("\"shards\":16", "\"shards\":\"16\""));
    CHECK_FALSE(with("\"shards\":16", "\"shards\":16.0"));
    CHECK_FALSE(with("\"shard\":3", "\"shard\":-3"));
    CHECK_FALSE(with('"' + zeros + zeros + '"', "7"));
    CHECK_FALSE(with('"' + zeros + zeros + '"', '"' + zeros + '"'));
    CHECK_FALSE(with("\"catalogue\":\"" + zeros + '"', "\"catalogue\":7"));
    CHECK_FALSE(with("\"catalogue\":\"" + zeros + '"', "\"catalogue\":\"7x\""));
    CHECK_FALSE(with("[4789]", "4789"));
    CHECK_FALSE(with("[4789]", "[65536]"));
    CHECK_FALSE(with("[4789]", "[\"4789\"]"));
    CHECK_FALSE(with("false", "0"));
    CHECK(with("[4789]", "[0,65535]"));
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
