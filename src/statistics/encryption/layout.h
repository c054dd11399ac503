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

struct EncryptionColumns : TableLayout {
    EncryptionColumns(const char* table_name, const char* table_title)
        : TableLayout(table_name, table_title) {}
    SessionColumns session{*this};
    KeyColumn<std::string> direction{*this, "direction", "Direction", 9};
    KeyColumn<std::string> remote{*this, "remote", "Remote", 8};
    KeyColumn<std::string> service{*this, "service", "Service", 12};
    KeyColumn<std::string> state{*this, "state", "State", 10};
    KeyColumn<std::string> reason{*this, "reason", "Reason", 16};
    TrafficColumns traffic{*this};
};

struct EncryptionLayout : EncryptionColumns {
    EncryptionLayout() : EncryptionColumns("encryption", "Encryption") {}
};

// For readers only: what it says follows from the counts.
struct AnswerLayout : EncryptionColumns {
    AnswerLayout() : EncryptionColumns("", "Does anything leave unencrypted") {}
};

}  // namespace vpcmirror
