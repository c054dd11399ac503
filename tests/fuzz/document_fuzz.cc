// SPDX-License-Identifier: GPL-2.0-or-later
//
// Any bytes as a report document: what is added up is a document again, and adding up that one
// alone changes nothing.
#include <string>

#include "require.h"
#include "statistics/document.h"
#include "statistics/document_sum.h"
#include "statistics/text_report.h"

namespace {

using namespace vpcmirror;
using namespace vpcmirror::fuzz;

std::string sum_of(std::string_view text, int times, std::string& problem) {
    DocumentSum sum;
    for (int i = 0; i < times && problem.empty(); ++i) problem = sum.add(text);
    const auto tables = sum.tables();
    static_cast<void>(text_report(tables));
    const std::string versions = sum.versions();
    return json_document({versions, sum.filter()}, tables);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::string problem;
    const std::string twice = sum_of(text, 2, problem);
    if (!problem.empty()) return 0;
    const std::string again = sum_of(twice, 1, problem);
    require(problem.empty(), "a sum is a document");
    require(again == twice, "a document alone is its own sum");
    return 0;
}
