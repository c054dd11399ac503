// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/document_sum.h"

#include <algorithm>
#include <string>
#include <variant>
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

TEST_CASE("Document sum: a session is called by what its row says of it") {
    const auto label_of = [](const std::string& session) {
        DocumentSum sum;
        REQUIRE(sum.add(document_of(R"("sessions":[{"session":{)" + session + R"(},"packets":1}])"))
                    .empty());
        const vpcmirror::Table& table = *sum.tables().front();
        const auto& columns = table.layout().columns;
        const auto found = std::ranges::find(columns, "session", &vpcmirror::Column::name);
        REQUIRE(found != columns.end());
        const auto* text = std::get_if<std::string>(
            &table.cells(0)[static_cast<std::size_t>(found - columns.begin())]);
        return text ? *text : "-";
    };
    CHECK(label_of(R"("name":"web","id":"tms-1","vni":7)") == "web");
    CHECK(label_of(R"("id":"tms-1","vni":7,"source":"10.0.1.10")") == "tms-1");
    CHECK(label_of(R"("vni":7,"source":"10.0.1.10")") == "VNI 7 from 10.0.1.10");
    CHECK(label_of(R"("vni":7,"source":"10.0.1.10","match":"unknown")") ==
          "VNI 7 from 10.0.1.10 (unknown)");
    CHECK(label_of(R"("source":"10.0.1.10")") == "frames without tunnel of 10.0.1.10");
    CHECK(label_of(R"("match":"unknown")") == "-");
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

// The row of the sum that holds this; empty if there is none.
std::string row_with(const std::string& sum, const std::string& what) {
    const auto at = sum.find(what);
    if (at == sum.npos) return {};
    const auto from = sum.rfind('\n', at) + 1;
    return sum.substr(from, sum.find('\n', at) - from);
}

std::size_t times_in(const std::string& sum, const std::string& what) {
    std::size_t times = 0;
    for (auto at = sum.find(what); at != sum.npos; at = sum.find(what, at + 1)) ++times;
    return times;
}

TEST_CASE("Document sum: unmatched packets are never less than none") {
    const std::string document = document_of(
        R"("duplicates":[{"a":{"id":"x"},"b":{"id":"y"},"duplicates":3,"a_unmatched":1,"b_unmatched":1}],)"
        R"("expected_duplicates":[{"session":{"id":"x"},"other":{"id":"y"},"packets":3,"duplicates":3},)"
        R"({"session":{"id":"y"},"other":{"id":"x"},"packets":2,"duplicates":3}])");
    CHECK(sum_of({document}).find(R"("a_unmatched":0,"b_unmatched":0)") != std::string::npos);
}

TEST_CASE("Document sum: of what no capture expected a duplicate, nothing is known") {
    const std::string document = document_of(
        R"("duplicates":[{"a":{"id":"x"},"b":{"id":"y"},"duplicates":3,"a_unmatched":1,"b_unmatched":1}],)"
        R"("expected_duplicates":[{"session":{"id":"y"},"other":{"id":"x"},"packets":5,"duplicates":3}])");
    const std::string sum = sum_of({document});
    CHECK(sum.find("a_unmatched") == sum.npos);
    CHECK(sum.find(R"("b_unmatched":2)") != sum.npos);
}

TEST_CASE("Document sum: a document without pairs does not keep the others from being settled") {
    const std::string pair = document_of(
        R"("duplicates":[{"a":{"id":"x"},"b":{"id":"y"},"duplicates":3,"a_unmatched":1}],)"
        R"("expected_duplicates":[{"session":{"id":"x"},"other":{"id":"y"},"packets":9,"duplicates":3}])");
    for (const char* other : {R"("capture":[])", R"("expected_duplicates":[])"}) {
        CHECK(sum_of({pair, document_of(other)}).find(R"("a_unmatched":6)") != std::string::npos);
    }
}

constexpr const char* kMayBeItsOwn = R"("reason":"packets that may be its own are ambiguous")";

TEST_CASE("Document sum: who sent a packet in any capture is not silent") {
    const std::string silent =
        document_of(R"("sessions":[],"silent_sessions":[{"session":{"id":"tms-1"},"reason":"r"},)"
                    R"({"session":{"id":"tms-2"},"reason":"r"},{"session":{"id":"tms-3"},)" +
                    std::string(kMayBeItsOwn) + "}]");
    const std::string sent = document_of(
        R"("sessions":[{"session":{"id":"tms-1"},"direction":"egress","packets":1},)"
        R"({"session":{"id":"tms-3"},"direction":"egress","packets":1},)"
        R"({"session":{"vni":7,"source":"10.0.1.10"},"direction":"egress","packets":1}])");
    for (const auto& documents : {std::vector{silent, sent}, std::vector{sent, silent}}) {
        const std::string sum = sum_of(documents);
        INFO(sum);
        CHECK(times_in(sum, R"("reason":)") == 1);
        CHECK(row_with(sum, R"("reason":)").find("tms-2") != sum.npos);
    }
}

TEST_CASE("Document sum: a silent session is named once, with the doubt that any capture has") {
    const std::string one = document_of(
        R"("sessions":[],"silent_sessions":[{"session":{"id":"tms-1"},"reason":"first"},)"
        R"({"session":{"id":"tms-2"},)" +
        std::string(kMayBeItsOwn) + R"(},{"session":{"id":"tms-3"},"reason":"first"},)" +
        R"({"session":{"id":"tms-4"}}])");
    const std::string other = document_of(
        R"("sessions":[],"silent_sessions":[{"session":{"id":"tms-1"},)" +
        std::string(kMayBeItsOwn) + R"(},{"session":{"id":"tms-2"},"reason":"second"},)" +
        R"({"session":{"id":"tms-3"},"reason":"second"},{"session":{"id":"tms-4"},)" +
        kMayBeItsOwn + "}]");
    const std::string sum = sum_of({one, other});
    INFO(sum);
    for (const char* id : {"tms-1", "tms-2", "tms-3", "tms-4"}) CHECK(times_in(sum, id) == 1);
    CHECK(row_with(sum, "tms-1").find(kMayBeItsOwn) != sum.npos);
    CHECK(row_with(sum, "tms-2").find(kMayBeItsOwn) != sum.npos);
    CHECK(row_with(sum, "tms-3").find("first") != sum.npos);
    CHECK(row_with(sum, "tms-4").find(kMayBeItsOwn) != sum.npos);
}

TEST_CASE("Document sum: what was asked for in between changes nothing") {
    const std::string silent = document_of(
        R"("sessions":[],"silent_sessions":[{"session":{"id":"tms-1"},"reason":"first"}])");
    const std::string doubted =
        document_of(R"("sessions":[],"silent_sessions":[{"session":{"id":"tms-1"},)" +
                    std::string(kMayBeItsOwn) + "}]");
    for (const auto& documents : {std::vector{silent, doubted}, std::vector{doubted, silent}}) {
        DocumentSum sum;
        for (const std::string& one : documents) {
            REQUIRE(sum.add(one).empty());
            sum.tables();
            const std::string text =
                vpcmirror::json_document({sum.versions(), sum.filter()}, sum.tables());
            CHECK(times_in(text, "tms-1") == 1);
        }
        CHECK(vpcmirror::json_document({sum.versions(), sum.filter()}, sum.tables()) ==
              sum_of(documents));
    }
}

TEST_CASE("Document sum: who delivers in any capture is accused in none, and that is said once") {
    const std::string accuses = document_of(
        R"("sessions":[],"delivery":[)"
        R"({"session":{"id":"tms-1"},"condition":"routes","state":"does not hold","says":"s"},)"
        R"({"session":{"id":"tms-1"},"condition":"quotas","state":"not checked","says":"s"},)"
        R"({"session":{"id":"tms-2"},"condition":"routes","state":"does not hold","says":"s"},)"
        R"({"condition":"clock","state":"does not hold","says":"s"}])");
    const std::string sent = document_of(
        R"("sessions":[{"session":{"id":"tms-1"},"direction":"egress","packets":1},)"
        R"({"session":{"vni":7,"source":"10.0.1.10"},"direction":"egress","packets":1}],)"
        R"("delivery":[{"session":{"id":"tms-1"},"condition":"routes","state":"outdated","says":"s"}])");
    for (const auto& documents : {std::vector{accuses, sent}, std::vector{sent, accuses}}) {
        const std::string sum = sum_of(documents);
        INFO(sum);
        CHECK(times_in(sum, R"("condition":)") == 4);
        CHECK(times_in(sum, "outdated") == 1);
        CHECK(row_with(sum, "outdated").find("tms-1") != sum.npos);
        CHECK(row_with(sum, "tms-2").find("does not hold") != sum.npos);
        CHECK(row_with(sum, "quotas").find("not checked") != sum.npos);
        CHECK(row_with(sum, "clock").find("does not hold") != sum.npos);
    }
    CHECK(times_in(sum_of({accuses}), "does not hold") == 3);
}

TEST_CASE("Document sum: what the catalogue's lint says of delivery ends once the session speaks") {
    const std::string lint =
        document_of(R"("catalogue_lint":[{"kind":"delivery-routes","says":"a","ids":"tms-1"},)"
                    R"({"kind":"delivery-routes","says":"b","ids":"tms-2"},)"
                    R"({"kind":"twice","says":"c","ids":"tms-1"},{"says":"d","ids":"tms-1"},)"
                    R"({"kind":"delivery-routes","says":"e"}])");
    const std::string sent = document_of(
        R"("sessions":[{"session":{"id":"tms-1"},"direction":"egress","packets":1},)"
        R"({"session":{"vni":7,"source":"10.0.1.10"},"direction":"egress","packets":1}])");
    CHECK(times_in(sum_of({lint}), R"("says":)") == 5);
    const std::string sum = sum_of({lint, sent});
    INFO(sum);
    CHECK(times_in(sum, R"("says":)") == 4);
    CHECK(times_in(sum, R"("says":"a")") == 0);
}

TEST_CASE("Document sum: of other packets nothing is added, and both filters are told") {
    DocumentSum sum;
    REQUIRE(
        sum.add(R"({"vpcmirror_report":1,"plugin":"1.0","filter":"ip","t":[{"k":"a"}]})").empty());
    CHECK(sum.add(R"({"vpcmirror_report":1,"plugin":"2.0","filter":"tcp","t":[{"k":"b"}]})") ==
          "is a report of other packets: 'tcp', not 'ip'");
    CHECK(sum.add(R"({"vpcmirror_report":1,"plugin":"2.0","filter":"","u":[{"k":"b"}]})") ==
          "is a report of other packets: '', not 'ip'");
    CHECK(sum.filter() == "ip");
    CHECK(sum.versions() == "1.0");
    REQUIRE(sum.tables().size() == 1);
    CHECK(sum.tables()[0]->size() == 1);
}

TEST_CASE("Document sum: each version is named once, in the order in which they came") {
    DocumentSum sum;
    CHECK(sum.versions().empty());
    for (const char* version : {"2.0", "1.0", "2.0", "1.0", "3.0"}) {
        REQUIRE(sum.add(R"({"vpcmirror_report":1,"filter":"","plugin":")" + std::string(version) +
                        "\"}")
                    .empty());
    }
    CHECK(sum.versions() == "2.0, 1.0, 3.0");
}

TEST_CASE("Document sum: with one row that its table cannot have, nothing of a document is added") {
    DocumentSum sum;
    for (const char* wrong : {R"("capture":[{"packets":"two"}])", R"("sessions":[{"direction":7}])",
                              R"("later":[{"k":"a"},{}])"}) {
        const std::string why =
            sum.add(document_of(R"("zones":[{"packets":1}],)" + std::string(wrong)));
        CHECK(why.find("is no report: not all rows of its table ") == 0);
    }
    CHECK(sum.tables().empty());
    REQUIRE(sum.add(document_of(R"("later":[{"k":"a"}])")).empty());
    CHECK(sum.add(document_of(R"("zones":[],"later":[{"k":1}])")) ==
          "is no report: not all rows of its table later are such as that has");
    CHECK(sum.tables().size() == 1);
}

TEST_CASE("Document sum: tables have the titles of this version, later ones their name") {
    DocumentSum sum;
    REQUIRE(sum.add(document_of(R"("sessions":[],"weather":[{"k":"a"}])")).empty());
    const auto tables = sum.tables();
    REQUIRE(tables.size() == 2);
    CHECK(tables[0]->layout().title == std::string("Sessions"));
    CHECK(tables[1]->layout().name == std::string("weather"));
    CHECK(tables[1]->layout().title == std::string("weather"));
}

TEST_CASE("Document sum: what counts nothing stands as it came") {
    const std::string sum = sum_of(
        {document_of(R"("catalogue_problems":[{"file":"z","says":"s"},{"file":"a","says":"s"}])")});
    CHECK(sum.find(R"("file":"z")") < sum.find(R"("file":"a")"));
}

}  // namespace
