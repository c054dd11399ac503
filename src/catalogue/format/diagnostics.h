// SPDX-License-Identifier: GPL-2.0-or-later
//
// Collects the diagnostics of one file. A file with a million mistakes has a few diagnostics that
// show them and one that counts the rest.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/diagnostic.h"

namespace vpcmirror {

// One for each file. Texts need not be sane: Diagnostic::text() makes them so.
class DiagnosticList {
  public:
    // Further ones are counted, so that none is lost silently.
    static constexpr std::size_t kMost = 20;

    // `text` is the file's, to count lines; it stays the caller's. `file` is how the file is named
    // in each of them.
    explicit DiagnosticList(std::string file, std::string_view text = {});

    // Of the file as a whole.
    void add(Severity severity, std::string message);
    // `offset` is in bytes from the begin of the text; line and column are counted here, which
    // takes time in proportion to it: kMost times at the most.
    void add_at(std::size_t offset, Severity severity, std::string path, std::string message);

    // Until the next call what is added at some place is added at this one: for a text that was
    // made of the file's. Nothing: as the place says.
    void stand_at(std::optional<std::size_t> offset, std::string path = {});

    // All of them, with the count of what was too much. Afterwards there are none.
    std::vector<Diagnostic> take();

  private:
    std::string file_;
    // As it was decoded, not as it is stored: lines and characters are the reader's.
    std::string_view text_;
    std::vector<Diagnostic> diagnostics_;
    std::size_t left_out_ = 0;
    std::optional<std::size_t> stands_at_;
    std::string stands_for_;
};

}  // namespace vpcmirror
