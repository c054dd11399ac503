// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/loader.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <system_error>
#include <utility>

#include "catalogue/file_text.h"
#include "catalogue/format/parse.h"
#include "catalogue/merge.h"
#include "text/sanitize.h"

namespace vpcmirror {

namespace {

namespace fs = std::filesystem;

// A file name is any bytes; diagnostics are text.
std::string display_name(const fs::path& path) {
    return sanitize(path.string());
}

Diagnostic problem_of(const fs::path& path, std::string message) {
    return {Severity::Error, display_name(path), 0, 0, {}, std::move(message)};
}

// Hidden files are none of the user's: editors' locks and other systems' side files.
bool is_catalogue_name(const fs::path& name) {
    const fs::path extension = name.extension();
    return (extension == ".json" || extension == ".tfstate") &&
           !name.native().starts_with(fs::path::value_type('.'));
}

struct FolderList {
    std::vector<fs::path> files;  // in the order of their names
    std::string problem;
};

FolderList list_folder(const fs::path& folder) {
    FolderList list;
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
        if (is_catalogue_name(entry->path().filename())) list.files.push_back(entry->path());
    }
    if (error) list.problem = "the folder cannot be read: " + error.message();
    std::ranges::sort(list.files);
    return list;
}

// A file as it was last read.
struct Loaded {
    fs::path path;
    std::optional<FileStamp> stamp;  // nothing: read it again in any case
    std::optional<FileContents> contents;
    bool outdated = false;  // the contents are older than the file
    std::vector<Diagnostic> diagnostics;
};

CatalogueFile describe(const Loaded& loaded) {
    CatalogueFile file;
    file.file = display_name(loaded.path);
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
            parsed = parse_catalogue(file.text(), display_name(loaded.path));
            loaded.stamp = file.stamp;
        }
    }
    if (!problem.empty()) parsed.diagnostics.push_back(problem_of(loaded.path, problem));
    loaded.diagnostics = std::move(parsed.diagnostics);
    loaded.outdated = !parsed.contents && loaded.contents;
    if (loaded.outdated) {
        loaded.diagnostics.back().message += "; what it said before stays in use";
    }
    if (!parsed.contents) return false;
    loaded.contents = std::move(parsed.contents);
    return true;
}

// The files that `paths` mean, in order and each once, and what is wrong with the rest. Of a folder
// that cannot be read those are meant that were read before.
class Finder {
  public:
    struct Found {
        fs::path path;
        FileStamp stamp;
        std::string problem;  // why it cannot be read now
    };

    Finder(const std::vector<CataloguePath>& paths, std::span<const Loaded> loaded)
        : loaded_(loaded) {
        for (const CataloguePath& path : paths) {
            const FileStatus status = file_status(path.path);
            if (status.kind == FileKind::Folder) {
                add_folder(path.path);
            } else if (status.kind == FileKind::Unreadable && add_known(path.path)) {
                complain(path.path, status.problem);
            } else if (status.kind != FileKind::Missing || path.required) {
                add(path.path, status);
            }
        }
    }

    std::vector<Found> found;
    std::vector<Diagnostic> problems;

  private:
    void add_folder(const fs::path& folder) {
        const FolderList list = list_folder(folder);
        if (!list.problem.empty()) {
            complain(folder, list.problem);
            add_known(folder);
        }
        for (const fs::path& file : list.files) {
            const FileStatus status = file_status(file);
            if (status.kind != FileKind::Folder) add(file, status);
        }
    }

    // True if anything in that folder was read before.
    bool add_known(const fs::path& folder) {
        const fs::path parent = (folder / "").parent_path();  // with or without a slash at its end
        bool any = false;
        for (const Loaded& file : loaded_) {
            if (file.path.parent_path() != parent) continue;
            add(file.path, file_status(file.path));
            any = true;
        }
        return any;
    }

    void add(const fs::path& path, const FileStatus& status) {
        if (!seen_.insert(path.lexically_normal()).second) return;
        switch (status.kind) {
            case FileKind::Regular: return found.push_back({path, status.stamp, {}});
            case FileKind::Missing: return complain(path, "there is no such file or folder");
            case FileKind::Unreadable: return found.push_back({path, {}, status.problem});
            default: return found.push_back({path, {}, "is not a regular file"});
        }
    }

    void complain(const fs::path& path, std::string message) {
        problems.push_back(problem_of(path, std::move(message)));
    }

    std::span<const Loaded> loaded_;
    std::set<fs::path> seen_;
};

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

    bool update(std::vector<Finder::Found> found);
    bool update(const CatalogueParts& new_table);
    void merge_all();
    std::vector<Diagnostic> all_problems(std::vector<Diagnostic> path_problems) const;
};

// True if the contents of any file are new or gone, or in another order.
bool CatalogueLoader::State::update(std::vector<Finder::Found> found) {
    bool changed = found.size() != loaded.size();
    std::vector<Loaded> updated;
    updated.reserve(found.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto here = loaded.begin() + static_cast<std::ptrdiff_t>(std::min(i, loaded.size()));
        const bool is_here = here != loaded.end() && here->path == found[i].path;
        const auto known = is_here ? here : std::ranges::find(loaded, found[i].path, &Loaded::path);
        changed = changed || !is_here;
        Loaded& file = updated.emplace_back();
        if (known != loaded.end()) file = std::exchange(*known, {});
        file.path = std::move(found[i].path);
        if (found[i].problem.empty() && file.stamp == found[i].stamp) continue;
        changed = read_again(file, std::move(found[i].problem)) || changed;
    }
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
        if (file.contents) named.push_back({display_name(file.path), &*file.contents, false});
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
    Finder finder(paths, state.loaded);
    const bool files_changed = state.update(std::move(finder.found));
    const bool table_changed = state.update(table);
    if (files_changed || table_changed) state.merge_all();

    std::vector<Diagnostic> diagnostics = state.all_problems(std::move(finder.problems));
    std::vector<CatalogueFile> files;
    for (const Loaded& file : state.loaded) files.push_back(describe(file));
    const bool changed =
        files_changed || table_changed || files != state.files || diagnostics != state.diagnostics;
    state.diagnostics = std::move(diagnostics);
    state.files = std::move(files);
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

}  // namespace vpcmirror
