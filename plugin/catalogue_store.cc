// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue_store.h"

#include <algorithm>
#include <exception>
#include <string>

#include "catalogue/loader.h"
#include "epanxx/headers.h"
#include "preferences.h"
#include "session_table.h"
#include "system/path_text.h"

namespace vpcmirror {

namespace {

// Problems beyond these are counted, not listed: a message must fit a dialog.
constexpr std::size_t kListedProblems = 20;

struct Store {
    CatalogueLoader loader;
    std::shared_ptr<const Catalogue> catalogue = loader.catalogue();
    std::string trouble;
    bool loaded = false;
};

// Made when first asked for and never freed: a global with a destructor would run while Wireshark
// unloads.
Store& store() {
    static auto* const the_store = new Store;
    return *the_store;
}

std::vector<CataloguePath> catalogue_paths() {
    std::vector<CataloguePath> paths;
    const Preferences& chosen = preferences();
    if (*chosen.catalogue_folder) {
        paths.push_back({path_of(chosen.catalogue_folder), true});
    } else {
        char* folder = get_persconffile_path("vpcmirror", FALSE);
        paths.push_back({path_of(folder), false});
        g_free(folder);
    }
    if (*chosen.catalogue_file) paths.push_back({path_of(chosen.catalogue_file), true});
    return paths;
}

std::string text_of(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (std::size_t i = 0; i < diagnostics.size(); ++i) {
        if (i == kListedProblems) {
            std::size_t more = 0;
            for (; i < diagnostics.size(); ++i) more += diagnostics[i].problems;
            text += "\nand " + std::to_string(more) + " more problems";
            break;
        }
        if (i > 0) text += '\n';
        text += diagnostics[i].text();
    }
    return text;
}

// The files of the folder are called without it, if there is only one.
std::string folder_of(const CatalogueLoader& loader) {
    const auto is_folder = [](const CataloguePlace& place) {
        return place.kind == CataloguePlace::Kind::Folder;
    };
    // A file that the user named may have no parent either.
    const auto is_in_folder = [&](const Diagnostic& problem) {
        return !path_of(problem.file).has_parent_path() &&
               std::ranges::find(loader.places(), problem.file, &CataloguePlace::path) ==
                   loader.places().end();
    };
    if (std::ranges::count_if(loader.places(), is_folder) != 1) return {};
    if (std::ranges::none_of(loader.diagnostics(), is_in_folder)) return {};
    return "in " + std::ranges::find_if(loader.places(), is_folder)->path + ": ";
}

void refresh() {
    Store& s = store();
    s.loader.refresh(catalogue_paths(), session_table_parts());
    s.catalogue = s.loader.catalogue();
    s.loaded = true;
    std::string trouble = text_of(s.loader.diagnostics());
    if (!trouble.empty()) trouble.insert(0, folder_of(s.loader));
    if (!trouble.empty() && trouble != s.trouble)
        report_warning("VPC Mirror catalogue: %s", trouble.c_str());
    s.trouble = std::move(trouble);
}

}  // namespace

const Catalogue& current_catalogue() {
    return *store().catalogue;
}

std::shared_ptr<const Catalogue> catalogue_in_force() noexcept {
    if (!store().loaded) refresh_catalogue();
    return store().catalogue;
}

std::span<const CatalogueFile> catalogue_files() {
    return store().loader.files();
}

std::span<const Diagnostic> catalogue_diagnostics() {
    return store().loader.diagnostics();
}

std::span<const CataloguePlace> catalogue_places() {
    return store().loader.places();
}

const char* catalogue_trouble() {
    const std::string& trouble = store().trouble;
    return trouble.empty() ? nullptr : trouble.c_str();
}

void refresh_catalogue() noexcept {
    try {
        refresh();
    } catch (const std::exception& failure) {
        report_failure("VPC Mirror catalogue: %s; the previous one stays", failure.what());
    }
}

}  // namespace vpcmirror
