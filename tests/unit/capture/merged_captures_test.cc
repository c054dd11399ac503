// SPDX-License-Identifier: GPL-2.0-or-later
//
// What several captures as one say beside their packets: places, interfaces, problems, progress.
// Their order is in files_test.cc.
#include "capture/merged_captures.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "capture/part_option.h"
#include "capture/pcapng_writer.h"
#include "catch.h"
#include "testing/capture_folder.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

using Places = std::vector<CapturePlace>;

Places places_in(MergedCaptures& captures) {
    Places result;
    CaptureRecord record;
    while (captures.next(record)) result.push_back(captures.place());
    return result;
}

CapturePlace due_at(std::int64_t second, std::uint32_t file, std::uint64_t number) {
    return {capture_time(second, 0), file, number};
}

// What is written when a packet was due and which it was, if it says so.
struct PartPacket {
    std::int64_t second;
    std::optional<PartPlace> place;
};

std::string part_file(const Folder& folder, const std::vector<PartPacket>& packets) {
    const std::string path = folder.path("part");
    std::string problem;
    const auto writer = PcapngWriter::create(path, "test", problem);
    REQUIRE(writer);
    writer->add_interface({1, 0, {}, {}});
    for (const PartPacket& packet : packets) {
        const PartOption option = part_option(packet.place.value_or(PartPlace{}));
        const ByteView options = packet.place ? ByteView(option.data(), option.size()) : ByteView();
        writer->write({view(kFiveBytes), 5, capture_time(packet.second, 0), 0, options, {}});
    }
    return path;
}

}  // namespace

TEST_CASE(
    "captures: packets of a file that are due at one time are numbered, late ones with them") {
    const Folder folder;
    MergedCaptures captures({folder.file("a", capture({{1, 1}, {1, 2}, {3, 3}, {2, 4}, {4, 5}})),
                             folder.file("b", capture({{3, 6}}))});
    CHECK(places_in(captures) == Places{due_at(1, 0, 1), due_at(1, 0, 2), due_at(3, 0, 1),
                                        due_at(3, 0, 2), due_at(3, 1, 1), due_at(4, 0, 1)});
}

TEST_CASE("captures: files have the numbers and the clocks that they are given") {
    const Folder folder;
    const std::vector<std::string> paths{folder.file("a", capture({{10, 1}, {20, 2}})),
                                         folder.file("b", capture({{1, 3}, {4294967295, 4}}))};
    MergeOptions options;
    options.files = {7, 3};
    options.offsets = {std::chrono::seconds{-10}, Nanoseconds{INT64_MAX / 2}};
    MergedCaptures captures(paths, options);
    CaptureRecord record;
    std::vector<std::pair<std::uint32_t, Timestamp>> got;
    while (captures.next(record)) got.emplace_back(captures.place().file, record.time);
    // No time is later than one that can be.
    CHECK(got == std::vector<std::pair<std::uint32_t, Timestamp>>{{7, capture_time(0, 0)},
                                                                  {7, capture_time(10, 0)},
                                                                  {3, kLatestTime},
                                                                  {3, kLatestTime}});
    options.offsets = {Nanoseconds{-INT64_MAX}, {}};
    MergedCaptures earlier(paths, options);
    REQUIRE(earlier.next(record));
    CHECK(record.time == kEarliestTime);
}

TEST_CASE("captures: parts have the places that their packets had") {
    const Folder folder;
    MergeOptions options;
    options.parts = true;
    const auto written = [](std::int64_t second, std::uint64_t number) {
        return PartPlace{capture_time(second, 0), number};
    };
    const std::string path = part_file(
        folder,
        {{5, {}}, {6, {}}, {6, written(6, 4)}, {6, {}}, {6, written(9, 2)}, {7, {}}, {10, {}}});
    MergedCaptures captures({path}, options);
    // One that does not say so is due with the one before, or is the first of its time.
    CHECK(places_in(captures) == Places{due_at(5, 0, 0), due_at(6, 0, 0), due_at(6, 0, 4),
                                        due_at(6, 0, 4), due_at(9, 0, 2), due_at(9, 0, 2),
                                        due_at(10, 0, 0)});
    // Read as captures of their own they are numbered like any other.
    MergedCaptures plain({path});
    CHECK(places_in(plain) == Places{due_at(5, 0, 1), due_at(6, 0, 1), due_at(6, 0, 2),
                                     due_at(6, 0, 3), due_at(6, 0, 4), due_at(7, 0, 1),
                                     due_at(10, 0, 1)});
}

TEST_CASE("captures: a part's packet is due no earlier than its own time") {
    const Folder folder;
    MergeOptions options;
    options.parts = true;
    const std::string path = part_file(folder, {{5, PartPlace{capture_time(3, 0), 8}}});
    MergedCaptures captures({path}, options);
    CHECK(places_in(captures) == Places{due_at(5, 0, 8)});
}

TEST_CASE("captures: equal interfaces of several files are one, others stay apart") {
    const Folder folder;
    const FileOrder order(false);
    const auto named = [&](const char* name) { return order.option(2, text_bytes(name)); };
    const auto a =
        folder.file("a", order.section() + order.interface(1, named("eth0"), 96) +
                             order.interface(1, named("eth1"), 96) +
                             order.packet(1, 1, kFiveBytes, 5) + order.packet(0, 3, kFiveBytes, 5));
    const auto b = folder.file(
        "b", order.section() + order.interface(1, named("eth2"), 96) +
                 order.interface(1, named("eth1"), 96) + order.interface(1, named("eth0"), 97) +
                 order.interface(113, named("eth0"), 96) + order.packet(1, 2, kFiveBytes, 5) +
                 order.packet(2, 4, kFiveBytes, 5) + order.packet(0, 5, kFiveBytes, 5) +
                 order.packet(3, 6, kFiveBytes, 5));
    MergedCaptures captures({a, b});
    CaptureRecord record;
    std::vector<std::string> names;
    while (captures.next(record)) {
        const CaptureInterface& one = captures.interfaces().at(record.interface);
        names.push_back(one.name + '/' + std::to_string(one.snap_length) + '/' +
                        std::to_string(one.link_type));
    }
    CHECK(names == std::vector<std::string>{"eth1/96/1", "eth1/96/1", "eth0/96/1", "eth0/97/1",
                                            "eth2/96/1", "eth0/96/113"});
    CHECK(captures.interfaces().size() == 5);
}

TEST_CASE("captures: a problem tells how the file ended and how many packets were read of it") {
    const Folder folder;
    const bool alone = GENERATE(true, false);
    Bytes cut = capture({{2, 2}, {3, 3}, {4, 4}});
    cut.pop_back();
    Bytes none = capture({{1, 1}});
    none.pop_back();
    struct Case {
        std::string path;
        CaptureProblem problem;
    };
    const char* const cut_short = "is cut short in the middle of a packet";
    const std::vector<Case> cases{
        {folder.file("cut", cut), {{}, cut_short, Ending::CutShort, 2}},
        {folder.file("none", none), {{}, cut_short, Ending::CutShort, 0}},
        {folder.path("missing"), {{}, "No such file or directory", Ending::Open, 0}},
        {folder.file("other", Bytes{}), {{}, "is empty", Ending::Open, 0}}};
    const auto whole = folder.file("whole", capture({{1, 1}, {9, 1}}));
    for (const Case& one : cases) {
        CAPTURE(one.path, alone);
        std::vector<std::string> paths{one.path};
        if (!alone) paths.insert(paths.begin(), whole);
        MergedCaptures captures(paths);
        CHECK(places_in(captures).size() == one.problem.packets + (alone ? 0 : 2));
        REQUIRE(captures.problems().size() == 1);
        CHECK(captures.problems()[0].path == one.path);
        CHECK(captures.problems()[0].text == one.problem.text);
        CHECK(captures.problems()[0].ending == one.problem.ending);
        CHECK(captures.problems()[0].packets == one.problem.packets);
    }
}

TEST_CASE("captures: progress is told in bytes of all files, each counted once") {
    const Folder folder;
    const Bytes early = capture({{1, 1}, {4, 2}});
    const Bytes overlapping = capture({{2, 3}});
    const Bytes late = capture({{8, 4}, {9, 4}});
    const Bytes empty = capture({});
    const std::size_t all = early.size() + overlapping.size() + late.size() + empty.size();
    MergedCaptures captures({folder.file("early", early), folder.file("overlapping", overlapping),
                             folder.file("late", late), folder.file("empty", empty)});
    CHECK(captures.size() == all);
    // A file without packets is done with when it was looked into; small ones are read at once.
    std::vector<std::uint64_t> taken{captures.taken()};
    CaptureRecord record;
    while (captures.next(record)) taken.push_back(captures.taken());
    const std::size_t first = empty.size() + early.size();
    const std::size_t second = first + overlapping.size();
    CHECK(taken == std::vector<std::uint64_t>{empty.size(), first, second, second, all, all});
    CHECK(captures.taken() == all);
    MergedCaptures alone({folder.path("late")});
    CHECK(alone.size() == late.size());
    CHECK(alone.taken() == late.size());
}
