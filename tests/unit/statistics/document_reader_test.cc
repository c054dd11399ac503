// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/document_reader.h"

#include "catch.h"
#include "statistics/document.h"

using namespace vpcmirror;

namespace {

constexpr const char* kReadHead = R"("vpcmirror_report":1,"plugin":"1.0","filter":"ip")";

// Why a document with these members is none; empty if it is one.
std::string refusal_of(const std::string& members) {
    ReportDocument document;
    return read_report_document('{' + members + '}', document);
}

std::string refusal_of_row(const std::string& row) {
    return refusal_of(std::string(kReadHead) + R"(,"t":[)" + row + ']');
}

bool unsound_document(const std::string& why) {
    return why.find("is no report: not all in it") == 0;
}

}  // namespace

TEST_CASE("Document reader: texts and tables in their order, objects flat") {
    ReportDocument document;
    REQUIRE(read_report_document(
                '{' + std::string(kReadHead) +
                    R"(,"b":[{"session":{"id":"x","vni":7},"n":1.50},{}],"a":[],"b":[{"n":-2}]})",
                document)
                .empty());
    CHECK(document.texts.at("plugin") == "1.0");
    CHECK(document.texts.at("filter") == "ip");
    REQUIRE(document.tables.size() == 3);
    CHECK(document.tables[0].first == "b");
    CHECK(document.tables[1].first == "a");
    CHECK(document.tables[1].second.empty());
    CHECK(document.tables[2].first == "b");
    REQUIRE(document.tables[0].second.size() == 2);
    const DocumentRow& row = document.tables[0].second[0];
    REQUIRE(row.size() == 3);
    CHECK(row[0].name == "session.id");
    CHECK(row[0].text == "x");
    CHECK_FALSE(row[0].is_number);
    CHECK(row[1].name == "session.vni");
    CHECK(row[1].text == "7");
    CHECK(row[1].is_number);
    CHECK(row[2].name == "n");
    CHECK(row[2].text == "1.50");
    CHECK(document.tables[0].second[1].empty());
    CHECK(document.tables[2].second.at(0).at(0).text == "-2");
}

TEST_CASE("Document reader: what does not say its version is no report, another one is told") {
    CHECK(refusal_of("") == "is no report");
    CHECK(refusal_of(R"("plugin":"1.0","filter":"")") == "is no report");
    for (const char* version : {"0", "2", "10", "1.0", "-1", "1e0"}) {
        CAPTURE(version);
        CHECK(refusal_of(R"("plugin":"1.0","filter":"","vpcmirror_report":)" +
                         std::string(version)) == "is a report of another version");
    }
    CHECK(refusal_of(R"("vpcmirror_report":"1","plugin":"1.0","filter":"")") == "is no report");
}

TEST_CASE("Document reader: what is no object, or goes on behind it, is no report") {
    ReportDocument document;
    for (const char* text : {"", "[]", "1", "\"vpcmirror_report\"", "null"}) {
        CAPTURE(text);
        CHECK(read_report_document(text, document) == "is no report");
    }
    const std::string whole = '{' + std::string(kReadHead) + '}';
    CHECK(read_report_document(whole + '\n', document).empty());
    CHECK(read_report_document(whole + whole, document).find("is no report: ") == 0);
}

TEST_CASE("Document reader: a report names its program and its filter") {
    CHECK(unsound_document(refusal_of(R"("vpcmirror_report":1)")));
    CHECK(unsound_document(refusal_of(R"("vpcmirror_report":1,"plugin":"1.0")")));
    CHECK(unsound_document(refusal_of(R"("vpcmirror_report":1,"filter":"")")));
    CHECK(refusal_of(R"("filter":"","plugin":"","vpcmirror_report":1)").empty());
}

TEST_CASE("Document reader: members are texts and tables, whatever stands behind one that is not") {
    for (const char* member : {"5", "true", "null", "{}", "[5]", "[[]]", "[\"x\"]", "[{},5]"}) {
        CAPTURE(member);
        const std::string wrong = R"("x":)" + std::string(member);
        CHECK(unsound_document(refusal_of(kReadHead + (',' + wrong))));
        CHECK(unsound_document(refusal_of(R"("vpcmirror_report":1,)" + wrong +
                                          R"(,"plugin":"1.0","filter":"","t":[{"n":1}])")));
    }
    CHECK(refusal_of(std::string(kReadHead) + R"(,"x":"a text of a later version")").empty());
}

TEST_CASE("Document reader: rows hold texts, numbers and flat objects of both") {
    for (const char* wrong : {R"({"a":true})", R"({"a":null})", R"({"a":[]})", R"({"a":{"b":{}}})",
                              R"({"a":{"b":[1]}})", R"({"a":{"b":null}})", R"({"a":true},{"a":1})",
                              R"({"a":true,"b":1})"}) {
        CAPTURE(wrong);
        CHECK(unsound_document(refusal_of_row(wrong)));
    }
    CHECK(refusal_of_row(R"({"a":{}},{"a":{"b":"","c":0},"d":""})").empty());
}

TEST_CASE("Document reader: numbers are such as 63 bits count, and not as good as nothing") {
    for (const char* good : {"0", "-0", "0.0", "0.000000000", "0e99999", "0.0E-99999", "1", "-1",
                             "9223372036854775807", "-9223372036854775808", "1700000000.123456789",
                             "1e18", "1E-29", "-1e-29"}) {
        CAPTURE(good);
        CHECK(refusal_of_row(R"({"n":)" + std::string(good) + '}').empty());
    }
    for (const char* wrong :
         {"9223372036854775809", "-9223372036854775809", "1e19", "1e99999", "-1e99999", "1e-31",
          "-1E-31", "1e-99999", "0.00000000000000000000000000000000001"}) {
        CAPTURE(wrong);
        CHECK(unsound_document(refusal_of_row(R"({"n":)" + std::string(wrong) + '}')));
    }
}

TEST_CASE("Document reader: of a row as many members as a table has columns, at the most") {
    ReportDocument document;
    std::string row;
    for (std::size_t i = 0; i <= kMostColumns; ++i) {
        row += (row.empty() ? "\"c" : ",\"c") + std::to_string(i) + "\":1";
    }
    REQUIRE(
        read_report_document('{' + std::string(kReadHead) + R"(,"t":[{)" + row + "}]}", document)
            .empty());
    const DocumentRow& read = document.tables.at(0).second.at(0);
    REQUIRE(read.size() == kMostColumns);
    CHECK(read.back().name == "c" + std::to_string(kMostColumns - 1));
}
