// SPDX-License-Identifier: GPL-2.0-or-later
//
// The columns of the encryption report, for its table and for the two lines above it, which have to
// stand in the same columns.
#pragma once

#include <string>

#include "statistics/session_rows.h"
#include "statistics/table.h"
#include "statistics/traffic.h"

namespace vpcmirror {

// A row for each session, direction and remote end, and what was said of their packets.
struct EncryptionColumns : TableLayout {
    EncryptionColumns(const char* table_name, const char* table_title)
        : TableLayout(table_name, table_title) {}
    SessionColumns session{*this};
    KeyColumn<std::string> direction{*this, "direction", "Direction", 9};
    // Inside or outside of the VPC (peer/peer.h).
    KeyColumn<std::string> remote{*this, "remote", "Remote", 8};
    // What a dissector called it, or what the bytes prove; "unknown" where neither is.
    KeyColumn<std::string> service{*this, "service", "Service", 12};
    // A Protection, and why it is unknown if it is (recognise/judgement.h).
    KeyColumn<std::string> state{*this, "state", "State", 10};
    KeyColumn<std::string> reason{*this, "reason", "Reason", 16};
    TrafficColumns traffic{*this};
};

// For documents too.
struct EncryptionLayout : EncryptionColumns {
    EncryptionLayout() : EncryptionColumns("encryption", "Encryption") {}
};

// For readers only: what it says follows from the counts.
struct AnswerLayout : EncryptionColumns {
    AnswerLayout() : EncryptionColumns("", "Does anything leave unencrypted") {}
};

}  // namespace vpcmirror
