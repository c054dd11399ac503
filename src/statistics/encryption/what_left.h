// SPDX-License-Identifier: GPL-2.0-or-later
//
// The encryption report in short: how much left the VPC readable, how much may have, and what is
// not known of it and why. Counts that add up over captures, and one sentence for readers.
#pragma once

#include <string>
#include <string_view>
#include <tuple>

#include "peer/peer.h"
#include "recognise/judgement.h"
#include "statistics/encryption/layout.h"
#include "statistics/keyed_table.h"
#include "statistics/traffic.h"

namespace vpcmirror {

// Words of documents: an interface.
const char* to_string(Protection state);
const char* to_string(Doubt doubt);

// Whether a packet leaves the VPC. Perhaps where direction or remote end is unknown; only Yes is
// certain.
enum class Leaves : std::uint8_t { No, Perhaps, Yes };
Leaves leaves(Direction direction, Remote remote);

// The place of an encryption report's row among the others: what matters comes first, what left and
// can be read. The second by the words of a document; words that are not known come last.
int encryption_rank(Leaves leaves, Protection state);
int encryption_rank(std::string_view direction, std::string_view remote, std::string_view state);

// The sentence, from a table of such counts: "encryption_total" of a report or of a sum. Empty for
// a table without the columns of such counts. One line without a final period.
std::string what_left(const Table& counts);

// Part of the encryption report, which tells it of its rows when somebody looks.
class WhatLeft {
  public:
    WhatLeft();

    // The counts anew: begin(), add() for all rows of the report, and end(), which makes the
    // sentence. In proportion to the rows of the report; to be called when somebody looks, since
    // both tables are outdated until then.
    void begin();
    void add(Leaves leaves, Protection state, Doubt doubt, const Traffic& traffic);
    void end();

    // Both live as long as this.
    Table& counts() { return counts_; }  // for documents
    Table& answer() { return answer_; }  // for readers: a total, and the sentence

  private:
    // A row for each combination that there was.
    struct CountsLayout : TableLayout {
        CountsLayout() : TableLayout("encryption_total", "") {}
        KeyColumn<std::string> leaves{*this, "leaves", "Leaves"};
        KeyColumn<std::string> state{*this, "state", "State"};
        KeyColumn<std::string> reason{*this, "reason", "Reason"};
        TrafficColumns traffic{*this};
    };

    KeyedTable<CountsLayout, std::tuple<Leaves, Protection, Doubt>> counts_;
    TableOf<AnswerLayout> answer_;
    // The two lines of the answer.
    const Table::Row total_;
    const Table::Row sentence_;
};

}  // namespace vpcmirror
