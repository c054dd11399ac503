// SPDX-License-Identifier: GPL-2.0-or-later
//
// The catalogue in force: replaced between captures, never during one. Problems of its files are
// reported once, by Wireshark's own means.
#pragma once

#include "catalogue/catalogue.h"

namespace vpcmirror {

const Catalogue& current_catalogue();

// What is wrong with the catalogue, for a finding; null if nothing is. Lives until the next
// refresh.
const char* catalogue_trouble();

// Reads again what has changed: files, folder, preferences, the session table.
void refresh_catalogue() noexcept;

}  // namespace vpcmirror
