// SPDX-License-Identifier: GPL-2.0-or-later
//
// vpcmirror add: one report out of many documents.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

#include "catalogue/file_text.h"
#include "commands.h"
#include "messages.h"
#include "statistics/document.h"
#include "statistics/document_sum.h"
#include "statistics/encryption/what_left.h"
#include "statistics/text_report.h"
#include "system/path_text.h"

namespace vpcmirror {

namespace {

// Why it could not be added; empty if it was.
std::string add_one(DocumentSum& sum, const std::string& path) {
    if (path == "-") {
        const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
        return sum.add(text);
    }
    const FileText file = read_file(path_of(path));
    if (!file.problem.empty()) return file.problem;
    return sum.add(file.text());
}

bool is_wanted(const AddOptions& options, const Table& table) {
    if (options.reports.empty()) return options.json || is_for_readers(table);
    return std::ranges::find(options.reports, table.layout().name) != options.reports.end();
}

}  // namespace

int add(const AddOptions& options) {
    DocumentSum sum;
    bool good = true;
    for (const std::string& path : options.documents) {
        const std::string problem = add_one(sum, path);
        if (problem.empty()) continue;
        say((path == "-" ? "standard input" : path) + ": " + problem);
        good = false;
    }
    if (!good) return kCouldNot;  // a sum that lacks some of it would be taken for the whole
    std::vector<const Table*> tables;
    for (const Table* table : sum.tables()) {
        if (is_wanted(options, *table)) tables.push_back(table);
    }
    for (const std::string& name : options.reports) {
        const auto named = [&](const Table* table) { return table->layout().name == name; };
        if (std::ranges::none_of(tables, named)) {
            say("no table is named " + name);
            return kCouldNot;
        }
    }
    const std::string versions = sum.versions();
    std::string text =
        options.json ? json_document({versions, sum.filter()}, tables) : text_report(tables);
    for (const Table* table : sum.tables()) {
        const bool short_form = std::string_view(table->layout().name) == "encryption_total";
        if (short_form && !options.json && options.reports.empty()) {
            text += '\n' + what_left(*table) + '\n';
        }
    }
    const bool printed = print(text);
    return printed ? kDone : kCouldNot;
}

}  // namespace vpcmirror
