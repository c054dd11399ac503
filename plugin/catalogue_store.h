// SPDX-License-Identifier: GPL-2.0-or-later
//
// The catalogue in force: replaced between captures, never during one. Problems of its files are
// reported once, by Wireshark's own means.
#pragma once

#include <memory>
#include <span>

#include "catalogue/loader.h"

namespace vpcmirror {

const Catalogue& current_catalogue();

// The same with ownership, for who keeps pointers into it, and what it was made of. Loads it if no
// capture was opened yet. The files and diagnostics live until the next refresh.
std::shared_ptr<const Catalogue> catalogue_in_force() noexcept;
std::span<const CatalogueFile> catalogue_files();
std::span<const Diagnostic> catalogue_diagnostics();
std::span<const CataloguePlace> catalogue_places();

// What is wrong with the catalogue, for a finding; null if nothing is. Lives until the next
// refresh.
const char* catalogue_trouble();

// Reads again what has changed: files, folder, preferences, the session table.
void refresh_catalogue() noexcept;

}  // namespace vpcmirror
