// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/document_sum.h"

#include <string>
#include <vector>

#include "catch.h"
#include "statistics/document.h"

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

// The text of a document with these tables.
std::string document_of(const std::string& tables) {
    return R"({"vpcmirror_report":1,"plugin":"1.0","filter":"",)" + tables + '}';
}

std::string sum_of(const std::vector<std::string>& documents) {
    DocumentSum sum;
    for (const std::string& one : documents) REQUIRE(sum.add(one).empty());
    return vpcmirror::json_document({sum.versions(), sum.filter()}, sum.tables());
}

TEST_CASE("Document sum: the same text, whatever was added first") {
    const std::string a = document_of(
        R"("sessions":[{"session":{"id":"tms-2"},"packets":2},{"session":{"id":"tms-1"},"packets":1}])");
    const std::string b = document_of(
        R"("sessions":[{"session":{"id":"tms-3"},"packets":2},{"session":{"id":"tms-1"},"packets":1}])");
    CHECK(sum_of({a, b}) == sum_of({b, a}));
    CHECK(sum_of({sum_of({a, b})}) == sum_of({a, b}));
    CHECK(sum_of({a}).find("tms-1") < sum_of({a}).find("tms-2"));
}

TEST_CASE(
    "Document sum: columns that only a later version knows are added up as what they look like") {
    const std::string later = document_of(
        R"("weather":[{"place":"web","seconds":0.25,"storms":3},{"place":"dns","seconds":1.5e0,"storms":1}])");
    const std::string sum = sum_of({later, later});
    INFO(sum);
    CHECK(sum.find(R"("place":"web","seconds":0.5)") != sum.npos);
    CHECK(sum.find(R"("seconds":3.0)") != sum.npos);
    CHECK(sum.find(R"("storms":6)") != sum.npos);
    CHECK(sum.find(R"("storms":2)") != sum.npos);
}

TEST_CASE("Document sum: what left readable stands first") {
    const std::string text = sum_of({document_of(
        R"("encryption":[{"session":{"id":"a"},"direction":"egress","remote":"inside","service":"TLS","state":"encrypted","packets":1},)"
        R"({"session":{"id":"b"},"direction":"egress","remote":"outside","service":"HTTP","state":"cleartext","packets":1}])")});
    CHECK(text.find("HTTP") < text.find("TLS"));
}

TEST_CASE("Document sum: unmatched packets follow from what was expected anywhere") {
    const std::string pair =
        R"("duplicates":[{"a":{"id":"x"},"b":{"id":"y"},"duplicates":3,"a_unmatched":1}],)"
        R"("expected_duplicates":[{"session":{"id":"x"},"other":{"id":"y"},"packets":4,"duplicates":3}])";
    const std::string lonely =
        R"("duplicates":[],"expected_duplicates":[{"session":{"id":"x"},"other":{"id":"y"},"packets":5,"duplicates":0},)"
        R"({"session":{"id":"y"},"other":{"id":"x"},"packets":2,"duplicates":0}])";
    const std::string sum = sum_of({document_of(pair), document_of(lonely)});
    CHECK(sum.find(R"("a_unmatched":6,"b_unmatched":2)") != std::string::npos);
    // Who does not say what was expected is added as it stands.
    const std::string former =
        R"("duplicates":[{"a":{"id":"x"},"b":{"id":"y"},"duplicates":1,"a_unmatched":7}])";
    CHECK(sum_of({document_of(pair), document_of(former)}).find(R"("a_unmatched":8)") !=
          std::string::npos);
    CHECK(sum_of({document_of(pair), document_of(R"("capture":[])")}).find(R"("a_unmatched":1)") !=
          std::string::npos);
}

}  // namespace
