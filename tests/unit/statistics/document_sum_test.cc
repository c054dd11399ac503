// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/document_sum.h"

#include <string>

#include "catch.h"

namespace {

using vpcmirror::DocumentSum;

constexpr std::string_view kDocument =
    R"({"vpcmirror_report":1,"plugin":"1.0","filter":"",)"
    R"("capture":[{"packets":2,"first":1.5,"last":2.5}],)"
    R"("sessions":[{"session":{"id":"tms-1"},"direction":"egress","packets":2,"first":1.5}]})";

TEST_CASE("Document sum: a document twice is twice its counts, within the same time") {
    DocumentSum sum;
    REQUIRE(sum.add(kDocument).empty());
    REQUIRE(sum.add(kDocument).empty());
    const auto tables = sum.tables();
    REQUIRE(tables.size() == 2);
    REQUIRE(tables[0]->size() == 1);
    const auto& columns = tables[0]->layout().columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == "packets") {
            CHECK(tables[0]->cells(0)[i] == vpcmirror::Cell{std::int64_t{4}});
        }
        if (columns[i].name == "first") {
            CHECK(tables[0]->cells(0)[i] == vpcmirror::Cell{std::int64_t{1'500'000'000}});
        }
    }
    CHECK(sum.versions() == "1.0");
}

TEST_CASE("Document sum: what is cut anywhere is no report, and nothing of it is added") {
    DocumentSum sum;
    for (std::size_t length = 0; length < kDocument.size(); ++length) {
        INFO(length);
        CHECK(!sum.add(kDocument.substr(0, length)).empty());
    }
    CHECK(sum.tables().empty());
}

TEST_CASE("Document sum: texts that do not end or hold what no text may are said to be wrong") {
    for (const char* wrong : {R"({"vpcmirror_report":1,"plugin":"1)", "{\"plugin\":\"a\nb\"}",
                              R"({"t":[{"a":"\u12"}]})", R"({"t":[{"o":{"a":"x)"}) {
        INFO(wrong);
        DocumentSum sum;
        CHECK(sum.add(wrong).find("is no report") == 0);
    }
}

}  // namespace
