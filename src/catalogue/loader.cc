// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/loader.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>
#include <optional>
#include <utility>

#include "catalogue/file_text.h"
#include "catalogue/format/parse.h"
#include "catalogue/merge.h"
#include "catalogue/side_by_side.h"

namespace vpcmirror {

namespace {

namespace fs = std::filesystem;

// A file as it was last read.
struct Loaded {
    fs::path path;
    std::string name;                // how it is called
    std::optional<FileStamp> stamp;  // nothing: read it again in any case
    std::optional<FileContents> contents;
    bool outdated = false;  // the contents are older than the file
    std::vector<Diagnostic> diagnostics;
};

// One that has to be read again. `file` stays its owner's.
struct Stale {
    Loaded* file;
    std::string problem;     // why it cannot be read
    std::uint64_t size = 0;  // in bytes
    bool changed = false;
};

// In bytes: reading less takes about as long as starting threads.
constexpr std::uint64_t kWorthThreads = std::uint64_t{1024} * 1024;

CatalogueFile describe(const Loaded& loaded) {
    CatalogueFile file;
    file.file = loaded.name;
    file.outdated = loaded.outdated;
    if (!loaded.contents) return file;
    const FileContents& contents = *loaded.contents;
    file.format = contents.format;
    file.sessions = contents.sessions.size();
    file.interfaces = contents.interfaces.size();
    file.targets = contents.targets.size();
    file.filters = contents.filters.size();
    file.rules = contents.rules.size();
    for (const FilterRecord& record : contents.filters) {
        file.rules += record.filter.ingress.size() + record.filter.egress.size();
    }
    file.instances = contents.instances.size();
    file.network = contents.network.size();
    return file;
}

// Reads a file anew, unless there is a problem already; true if its contents are others now. What
// it held when it was last good stays if it is good no longer.
bool read_again(Loaded& loaded, std::string problem) {
    ParsedFile parsed;
    loaded.stamp.reset();
    if (problem.empty()) {
        FileText file = read_file(loaded.path);
        problem = std::move(file.problem);
        if (problem.empty()) {
            parsed = parse_catalogue(file.text(), loaded.name);
            loaded.stamp = file.stamp;
        }
    }
    if (!problem.empty()) {
        parsed.diagnostics.push_back({Severity::Error, loaded.name, 0, 0, {}, problem});
    }
    loaded.diagnostics = std::move(parsed.diagnostics);
    loaded.outdated = !parsed.contents && loaded.contents;
    if (loaded.outdated) {
        loaded.diagnostics.back().message += "; what it said before stays in use";
    }
    if (!parsed.contents) return false;
    loaded.contents = std::move(parsed.contents);
    return true;
}

// Reads those anew. True if the contents of any are others now.
bool read_all_again(std::vector<Stale>& stale) {
    std::vector<std::size_t> by_size(stale.size());
    std::iota(by_size.begin(), by_size.end(), 0);
    // What takes longest first, so that it is not begun when all else has ended.
    std::ranges::sort(by_size, std::greater{}, [&](std::size_t i) { return stale[i].size; });
    const auto read = [&](std::size_t i) {
        Stale& one = stale[by_size[i]];
        one.changed = read_again(*one.file, std::move(one.problem));
    };
    std::uint64_t size = 0;
    for (const Stale& one : stale) size += one.size;
    if (size >= kWorthThreads) {
        for_each_side_by_side(stale.size(), read);
    } else {
        for (std::size_t i = 0; i < stale.size(); ++i) read(i);
    }
    return std::ranges::any_of(stale, &Stale::changed);
}

}  // namespace

struct CatalogueLoader::State {
    std::vector<Loaded> loaded;
    CatalogueParts table;
    FileContents table_contents;
    std::vector<Diagnostic> merge_problems;
    std::shared_ptr<const Catalogue> catalogue =
        std::make_shared<const Catalogue>(CatalogueParts{});
    std::vector<Diagnostic> diagnostics;
    std::vector<CatalogueFile> files;
    std::vector<CataloguePlace> places;

    bool update(std::vector<FoundFile> found);
    bool update(const CatalogueParts& new_table);
    void merge_all();
    std::vector<Diagnostic> all_problems(std::vector<Diagnostic> path_problems) const;
};

// True if the contents of any file are new or gone, or in another order.
bool CatalogueLoader::State::update(std::vector<FoundFile> found) {
    bool changed = found.size() != loaded.size();
    std::vector<Loaded> updated;
    std::vector<Stale> stale;
    updated.reserve(found.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto here = loaded.begin() + static_cast<std::ptrdiff_t>(std::min(i, loaded.size()));
        const bool is_here = here != loaded.end() && here->path == found[i].path;
        const auto known = is_here ? here : std::ranges::find(loaded, found[i].path, &Loaded::path);
        changed = changed || !is_here;
        Loaded& file = updated.emplace_back();
        if (known != loaded.end()) file = std::exchange(*known, {});
        file.path = std::move(found[i].path);
        // Diagnostics and ids were made with the former name.
        const bool is_renamed = file.name != found[i].name;
        file.name = std::move(found[i].name);
        if (!is_renamed && found[i].problem.empty() && file.stamp == found[i].stamp) continue;
        stale.push_back({&file, std::move(found[i].problem), found[i].stamp.size});
    }
    changed = read_all_again(stale) || changed;
    loaded = std::move(updated);
    return changed;
}

bool CatalogueLoader::State::update(const CatalogueParts& new_table) {
    if (table == new_table) return false;
    table = new_table;
    table_contents = contents_of(table);
    return true;
}

void CatalogueLoader::State::merge_all() {
    std::vector<NamedContents> named;
    named.reserve(loaded.size() + 1);
    for (const Loaded& file : loaded) {
        if (file.contents) named.push_back({file.name, &*file.contents, false});
    }
    named.push_back({{}, &table_contents, true});
    merge_problems.clear();
    catalogue = std::make_shared<const Catalogue>(merge(named, merge_problems));
}

std::vector<Diagnostic> CatalogueLoader::State::all_problems(
    std::vector<Diagnostic> path_problems) const {
    std::vector<Diagnostic> all = std::move(path_problems);
    for (const Loaded& file : loaded) {
        all.insert(all.end(), file.diagnostics.begin(), file.diagnostics.end());
    }
    all.insert(all.end(), merge_problems.begin(), merge_problems.end());
    return all;
}

CatalogueLoader::CatalogueLoader() : state_(std::make_unique<State>()) {}

CatalogueLoader::~CatalogueLoader() = default;

bool CatalogueLoader::refresh(const std::vector<CataloguePath>& paths,
                              const CatalogueParts& table) {
    State& state = *state_;
    std::vector<fs::path> known;
    for (const Loaded& file : state.loaded) known.push_back(file.path);
    Found found = find_files(paths, known);
    const bool files_changed = state.update(std::move(found.files));
    const bool table_changed = state.update(table);
    if (files_changed || table_changed) state.merge_all();

    std::vector<Diagnostic> diagnostics = state.all_problems(std::move(found.problems));
    std::vector<CatalogueFile> files;
    for (const Loaded& file : state.loaded) files.push_back(describe(file));
    const bool changed = files_changed || table_changed || files != state.files ||
                         diagnostics != state.diagnostics || found.places != state.places;
    state.diagnostics = std::move(diagnostics);
    state.files = std::move(files);
    state.places = std::move(found.places);
    return changed;
}

std::shared_ptr<const Catalogue> CatalogueLoader::catalogue() const {
    return state_->catalogue;
}

const std::vector<Diagnostic>& CatalogueLoader::diagnostics() const {
    return state_->diagnostics;
}

const std::vector<CatalogueFile>& CatalogueLoader::files() const {
    return state_->files;
}

const std::vector<CataloguePlace>& CatalogueLoader::places() const {
    return state_->places;
}

}  // namespace vpcmirror
