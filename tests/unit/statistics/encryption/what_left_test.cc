// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/encryption/what_left.h"

#include <climits>
#include <string>
#include <vector>

#include "analysis/to_string.h"
#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

struct LeftCount {
    const char* leaves;
    const char* state;
    const char* reason;  // empty: not known
    std::int64_t packets;
};

std::string sentence_of(const std::vector<LeftCount>& counts) {
    static const TableLayout layout{"encryption_total",
                                    "",
                                    {{"reason", "", ColumnKind::Text, ColumnRole::Key},
                                     {"packets", "", ColumnKind::Number, ColumnRole::Sum},
                                     {"state", "", ColumnKind::Text, ColumnRole::Key},
                                     {"leaves", "", ColumnKind::Text, ColumnRole::Key}}};
    Table table(layout);
    for (const LeftCount& one : counts) {
        const Cell reason = *one.reason ? Cell{one.reason} : Cell{};
        table.add_row({reason, one.packets, one.state, one.leaves});
    }
    return what_left(table);
}

constexpr const char* kNothingLeft = "nothing is known to have left unencrypted";

}  // namespace

TEST_CASE("What left: only what goes outwards to outside certainly leaves") {
    struct {
        Direction direction;
        Remote remote;
        Leaves expected;
    } const table[] = {
        {Direction::Egress, Remote::Outside, Leaves::Yes},
        {Direction::Egress, Remote::Unknown, Leaves::Perhaps},
        {Direction::Egress, Remote::Inside, Leaves::No},
        {Direction::Unknown, Remote::Outside, Leaves::Perhaps},
        {Direction::Unknown, Remote::Unknown, Leaves::Perhaps},
        {Direction::Unknown, Remote::Inside, Leaves::No},
        {Direction::Ingress, Remote::Outside, Leaves::No},
        {Direction::Ingress, Remote::Unknown, Leaves::No},
        {Direction::Ingress, Remote::Inside, Leaves::No},
    };
    for (const auto& one : table) {
        CAPTURE(to_string(one.direction));
        CAPTURE(to_string(one.remote));
        CHECK(leaves(one.direction, one.remote) == one.expected);
    }
}

TEST_CASE("What left: rows stand in the order of what matters, words that are not known last") {
    struct {
        Leaves leaves;
        Protection state;
    } const order[] = {
        {Leaves::Yes, Protection::Cleartext},     {Leaves::Perhaps, Protection::Cleartext},
        {Leaves::No, Protection::Cleartext},      {Leaves::Yes, Protection::Unknown},
        {Leaves::Perhaps, Protection::Unknown},   {Leaves::No, Protection::Unknown},
        {Leaves::Yes, Protection::Encrypted},     {Leaves::Perhaps, Protection::Encrypted},
        {Leaves::No, Protection::Encrypted},      {Leaves::Yes, Protection::NoPayload},
        {Leaves::Perhaps, Protection::NoPayload}, {Leaves::No, Protection::NoPayload},
    };
    int before = INT_MIN;
    for (const auto& one : order) {
        const int rank = encryption_rank(one.leaves, one.state);
        CHECK(rank > before);
        before = rank;
        for (const Direction direction :
             {Direction::Ingress, Direction::Egress, Direction::Unknown}) {
            for (const Remote remote : {Remote::Inside, Remote::Outside, Remote::Unknown}) {
                if (leaves(direction, remote) != one.leaves) continue;
                CHECK(encryption_rank(to_string(direction), to_string(remote),
                                      to_string(one.state)) == rank);
            }
        }
    }
    CHECK(encryption_rank("egress", "outside", "foggy") > before);
    CHECK(encryption_rank("egress", "outside", "") > before);
    // A direction of a later version is as one that is not known.
    CHECK(encryption_rank("sideways", "outside", "cleartext") ==
          encryption_rank(Leaves::Perhaps, Protection::Cleartext));
    CHECK(encryption_rank("egress", "beyond", "cleartext") ==
          encryption_rank(Leaves::Perhaps, Protection::Cleartext));
}

TEST_CASE("What left: the sentence counts what left readable, certainly and perhaps") {
    CHECK(sentence_of({}) == kNothingLeft);
    CHECK(sentence_of({{"yes", "cleartext", "", 0}, {"yes", "unknown", "cut off", 0}}) ==
          kNothingLeft);
    CHECK(sentence_of({{"no", "cleartext", "", 5},
                       {"no", "unknown", "fragment", 5},
                       {"yes", "encrypted", "", 5},
                       {"yes", "no payload", "", 5}}) == kNothingLeft);
    CHECK(sentence_of({{"yes", "cleartext", "", 1}}) == "left unencrypted: 1 packet");
    CHECK(sentence_of({{"yes", "cleartext", "", 2}, {"yes", "cleartext", "", 3}}) ==
          "left unencrypted: 5 packets");
    CHECK(sentence_of({{"perhaps", "cleartext", "", 1}}) ==
          kNothingLeft + std::string("; perhaps left, unencrypted: 1 packet"));
    CHECK(sentence_of({{"perhaps", "cleartext", "", 2}, {"yes", "cleartext", "", 3}}) ==
          "left unencrypted: 3 packets; perhaps left, unencrypted: 2 packets");
}

TEST_CASE("What left: the sentence says what is not known and why, each reason once") {
    CHECK(sentence_of({{"yes", "unknown", "fragment", 1}}) ==
          kNothingLeft + std::string("; not known: 1 packet (fragment 1)"));
    CHECK(sentence_of({{"perhaps", "unknown", "not proved", 3},
                       {"yes", "unknown", "cut off", 4},
                       {"yes", "unknown", "not proved", 2},
                       {"yes", "cleartext", "", 1}}) ==
          "left unencrypted: 1 packet; not known: 9 packets (cut off 4, not proved 5)");
    // Another's document may name none.
    CHECK(sentence_of({{"yes", "unknown", "", 5}}) ==
          kNothingLeft + std::string("; not known: 5 packets"));
    CHECK(sentence_of({{"yes", "unknown", "", 5}, {"yes", "unknown", "fragment", 1}}) ==
          kNothingLeft + std::string("; not known: 6 packets (fragment 1)"));
}

TEST_CASE("What left: a table without packets says nothing") {
    const TableLayout layout{"t", "", {{"leaves", "", ColumnKind::Text, ColumnRole::Key}}};
    Table table(layout);
    table.add_row({"yes"});
    CHECK(what_left(table).empty());
}

TEST_CASE("What left: counts are made anew each time, and those without a packet are hidden") {
    WhatLeft left;
    const auto counts = [&] {
        return shown(left.counts(),
                     {"leaves", "state", "reason", "packets", "original_bytes", "mirrored_bytes"});
    };
    const auto answer = [&] {
        return shown(left.answer(), {"session", "packets", "original_bytes", "mirrored_bytes"});
    };
    left.begin();
    left.end();
    CHECK(counts().empty());
    CHECK(answer().empty());

    left.begin();
    left.add(Leaves::Yes, Protection::Cleartext, Doubt::None, {1, 100, 60});
    left.add(Leaves::Perhaps, Protection::Unknown, Doubt::Cut, {2, 300, 200});
    left.add(Leaves::Yes, Protection::Cleartext, Doubt::None, {3, 30, 20});
    left.end();
    CHECK(counts() == "yes|cleartext|-|4|130|80\nperhaps|unknown|cut off|2|300|200\n");
    CHECK(answer() ==
          "total|6|430|280\n"
          "left unencrypted: 4 packets; not known: 2 packets (cut off 2)|-|-|-\n");

    left.begin();
    left.add(Leaves::Perhaps, Protection::Unknown, Doubt::Cut, {1, 10, 5});
    left.add(Leaves::No, Protection::Encrypted, Doubt::None, {1, 20, 10});
    left.end();
    CHECK(counts() == "perhaps|unknown|cut off|1|10|5\nno|encrypted|-|1|20|10\n");
    CHECK(answer() ==
          "total|2|30|15\n"
          "nothing is known to have left unencrypted; not known: 1 packet (cut off 1)|-|-|-\n");

    left.begin();
    left.end();
    CHECK(counts().empty());
    CHECK(answer().empty());
}

TEST_CASE("What left: the words of documents for what was said of a packet, and for the doubt") {
    CHECK(to_string(Protection::NoPayload) == std::string("no payload"));
    CHECK(to_string(Protection::Unknown) == std::string("unknown"));
    CHECK(to_string(Protection::Cleartext) == std::string("cleartext"));
    CHECK(to_string(Protection::Encrypted) == std::string("encrypted"));
    CHECK(to_string(Doubt::None) == std::string());
    CHECK(to_string(Doubt::Unstarted) == std::string("start not seen"));
}

TEST_CASE("What left: a table without one of the columns but the reasons says nothing") {
    const std::vector<Column> columns = {{"leaves", "", ColumnKind::Text, ColumnRole::Key},
                                         {"state", "", ColumnKind::Text, ColumnRole::Key},
                                         {"reason", "", ColumnKind::Text, ColumnRole::Key},
                                         {"packets", "", ColumnKind::Number, ColumnRole::Sum}};
    for (std::size_t left_out = 0; left_out < columns.size(); ++left_out) {
        CAPTURE(left_out);
        std::vector<Column> others = columns;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(left_out));
        const TableLayout layout{"encryption_total", "", others};
        Table table(layout);
        table.add_row({"yes", "cleartext", std::int64_t{5}});
        CHECK(what_left(table).empty() == (columns[left_out].name != "reason"));
        table.add_row({"yes", "unknown", std::int64_t{3}});
        const bool told = what_left(table).find("; not known: 3 packets") != std::string::npos;
        CHECK(told == (columns[left_out].name == "reason"));
    }
}
