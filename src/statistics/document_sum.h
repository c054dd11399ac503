// SPDX-License-Identifier: GPL-2.0-or-later
//
// Adds report documents (document.h) up: rows with equal keys are one row, whose numbers add up as
// the reports' columns say. What a later version added is kept: texts as keys, numbers as sums.
// Documents come from anybody; nothing is thrown but std::bad_alloc.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "statistics/document_reader.h"
#include "statistics/table.h"

namespace vpcmirror {

struct SumTable;

// One for each sum; documents are not kept, only what they add up to.
class DocumentSum {
  public:
    DocumentSum();
    DocumentSum(const DocumentSum&) = delete;
    DocumentSum& operator=(const DocumentSum&) = delete;
    ~DocumentSum();

    // Empty if `text` was added; else why not, and nothing of it was. `text` is one whole document.
    // A document of another version, or of packets that passed another filter, is refused. The
    // reason goes behind the file's name.
    std::string add(std::string_view text);

    // The sum, in the order of the tables of the first document; good until more is added. Owned by
    // the sum. Texts are sane, as JsonReader gives them.
    std::vector<const Table*> tables();

    // The versions of the programs that the documents come from, each once: "0.1.0, 0.2.0".
    std::string versions() const;
    // The display filter that all of them share.
    const std::string& filter() const { return filter_; }

  private:
    SumTable& table_named(const std::string& name);
    bool takes(const std::string& name, const std::vector<DocumentRow>& rows) const;
    // What duplicates are missing follows from those that were expected.
    void settle_unmatched();
    // A session that any of the captures shows was not silent.
    void settle_silence();
    std::set<Cell> spoke() const;
    void settle_delivery(const std::set<Cell>& spoke);
    void settle_lint(const std::set<Cell>& spoke);

    std::vector<std::unique_ptr<SumTable>> tables_;
    std::map<std::string, SumTable*, std::less<>> by_name_;
    // Each once, in the order in which they came.
    std::vector<std::string> versions_;
    std::string filter_;
    // A document was added: filter_ is its filter.
    bool any_ = false;
    // Of an earlier version, which does not say what duplicates were expected.
    bool any_without_expected_ = false;
};

}  // namespace vpcmirror
