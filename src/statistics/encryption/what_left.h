// SPDX-License-Identifier: GPL-2.0-or-later
//
// The encryption report in short: how much left the VPC readable, how much may have, and what is
// not known of it and why. Counts that add up over captures, and one sentence for readers.
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "peer/peer.h"
#include "recognise/judgement.h"
#include "statistics/table.h"
#include "statistics/traffic.h"

namespace vpcmirror {

const char* to_string(Protection state);
const char* to_string(Doubt doubt);

// Whether a packet leaves the VPC.
enum class Leaves : std::uint8_t { No, Perhaps, Yes };
Leaves leaves(Direction direction, Remote remote);

// The sentence, from a table of such counts: "encryption_total" of a report or of a sum.
std::string what_left(const Table& counts);

class WhatLeft {
  public:
    WhatLeft();

    // Adds; or takes away again what was counted as something else, if `sign` is -1.
    void add(Leaves leaves, Protection state, Doubt doubt, const Traffic& traffic, int sign = 1);

    // Writes the sentence anew, if it may be another.
    void refresh();

    Table& counts() { return counts_; }  // for documents
    Table& answer() { return answer_; }  // for readers: a total, and the sentence

  private:
    Table counts_;
    Table answer_;
    bool outdated_ = false;
    std::map<std::tuple<Leaves, Protection, Doubt>, Table::Row> rows_;
};

}  // namespace vpcmirror
