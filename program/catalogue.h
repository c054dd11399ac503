// SPDX-License-Identifier: GPL-2.0-or-later
//
// The catalogue that a command works with, and a word on stderr about what is wrong with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "catalogue/loader.h"

namespace vpcmirror {

// The folder that Wireshark with the plugin uses, too: "vpcmirror" in its personal configuration
// folder.
std::filesystem::path default_catalogue_folder();

// Reads `paths`, or the default folder if there are none. False if something that was named cannot
// be used; what can be is in the catalogue nonetheless.
bool load_catalogue(CatalogueLoader& loader, const std::vector<std::string>& paths);

// A sum over the files at `paths`, or in the default folder if there are none: the same wherever
// the same files are.
std::uint64_t catalogue_fingerprint(const std::vector<std::string>& paths);

}  // namespace vpcmirror
