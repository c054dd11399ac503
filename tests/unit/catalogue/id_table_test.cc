// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/id_table.h"

#include <string>
#include <vector>

#include "catch.h"

using namespace vpcmirror;

TEST_CASE("Ids: beyond the room there was at first, each keeps the place that it was given first") {
    std::vector<std::string> ids;
    for (int i = 0; i < 1000; ++i) ids.push_back("eni-" + std::to_string(i));
    IdTable table(1);
    for (std::size_t i = 0; i < ids.size(); ++i) REQUIRE(table.add(ids[i], i) == i);
    for (std::size_t i = 0; i < ids.size(); ++i) CHECK(table.add(ids[i], 7777) == i);
    for (std::size_t i = 0; i < ids.size(); ++i) CHECK(table.find(ids[i]) == i);
    CHECK(table.find("eni-1000") == IdTable::kNone);
}
