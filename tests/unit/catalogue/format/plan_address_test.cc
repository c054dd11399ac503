// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/plan_address.h"

#include <string>

#include "catch.h"

using namespace vpcmirror;

namespace {

// "web{[0]} id{}": each part's name and key.
std::string address_parts(std::string_view address) {
    const PlanAddress read(address);
    std::string text;
    for (const PlanAddress::Part& part : read.parts()) {
        if (!text.empty()) text += ' ';
        ((text += part.name) += '{') += part.key;
        text += '}';
    }
    return text;
}

}  // namespace

TEST_CASE("a plan's address: each part has a name, and a key where one is written") {
    struct {
        const char* address;
        const char* parts;
    } const cases[] = {
        {"", "{}"},
        {"aws_vpc", "aws_vpc{}"},
        {"aws_vpc.main", "aws_vpc{} main{}"},
        {"aws_subnet.web[0].id", "aws_subnet{} web{[0]} id{}"},
        {R"(module.mirror["a"].aws_subnet.web[12])",
         R"(module{} mirror{["a"]} aws_subnet{} web{[12]})"},
        // What is between quotes is the key's own.
        {R"(web["b.c"].id)", R"(web{["b.c"]} id{})"},
        {R"(web["a]"].id)", R"(web{["a]"]} id{})"},
        {R"(web["\""].id)", R"(web{["\""]} id{})"},
        {R"(web["\"]"].id)", R"(web{["\"]"]} id{})"},
        {R"(web["\\"].id)", R"(web{["\\"]} id{})"},
        // Without an end.
        {"web[0.id", "web{[0.id}"},
        {R"(web["0].id)", R"(web{["0].id})"},
        {"web.", "web{} {}"},
    };
    for (const auto& one : cases) {
        CAPTURE(one.address);
        CHECK(address_parts(one.address) == one.parts);
    }
}

TEST_CASE("a plan's address: its begin ends with the key of the last part") {
    const PlanAddress address(R"(module.m["a.b"].aws_subnet.web[0].id)");
    CHECK(address.prefix(1) == "module");
    CHECK(address.prefix(2) == R"(module.m["a.b"])");
    CHECK(address.prefix(3) == R"(module.m["a.b"].aws_subnet)");
    CHECK(address.prefix(4) == R"(module.m["a.b"].aws_subnet.web[0])");
    CHECK(address.prefix(5) == R"(module.m["a.b"].aws_subnet.web[0].id)");
}

TEST_CASE("a plan's address: a key is what a bracket begins, as far as its own bracket") {
    CHECK(PlanAddress::key_of("").empty());
    CHECK(PlanAddress::key_of(".id").empty());
    CHECK(PlanAddress::key_of("a[0]").empty());
    CHECK(PlanAddress::key_of("[0]") == "[0]");
    CHECK(PlanAddress::key_of("[0][1]") == "[0]");
    CHECK(PlanAddress::key_of(R"(["]"]])") == R"(["]"])");
    CHECK(PlanAddress::key_of("[]x") == "[]");
}

TEST_CASE("a plan's address: of one without end two hundred parts are read") {
    std::string address = "a";
    for (int i = 1; i < 200; ++i) address += ".b";
    CHECK(PlanAddress(address).parts().size() == 200);
    CHECK(PlanAddress(address).prefix(200) == address);
    CHECK(PlanAddress(address + ".c").parts().size() == 200);
    CHECK(PlanAddress(address + ".c").prefix(200) == address);
}
