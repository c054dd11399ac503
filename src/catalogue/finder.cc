// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/finder.h"

#include <algorithm>
#include <set>
#include <utility>

namespace vpcmirror {

namespace {

namespace fs = std::filesystem;

class Finder {
  public:
    Finder(const std::vector<CataloguePath>& paths, const std::vector<fs::path>& known)
        : known_(known) {
        std::vector<FileStatus> statuses;
        statuses.reserve(paths.size());
        for (const CataloguePath& path : paths) statuses.push_back(file_status(path.path));
        // What cannot be looked into now is the folder that it was.
        one_folder_ =
            std::ranges::count_if(statuses, [](const FileStatus& status) {
                return status.kind == FileKind::Folder || status.kind == FileKind::Unreadable;
            }) == 1;
        for (std::size_t i = 0; i < paths.size(); ++i) add_path(paths[i], statuses[i]);
    }

    Found found;

  private:
    using Kind = CataloguePlace::Kind;

    void add_path(const CataloguePath& path, const FileStatus& status) {
        CataloguePlace& place = found.places.emplace_back();
        place.path = display_name(path.path);
        const std::size_t before = found.files.size();
        if (status.kind == FileKind::Folder) {
            place.kind = Kind::Folder;
            add_folder(path.path, place);
        } else if (status.kind == FileKind::Missing) {
            if (path.required) complain(place.path, "there is no such file or folder");
        } else if (status.kind == FileKind::Unreadable) {
            place.kind = Kind::Unreadable;
            if (add_known(path.path)) {
                complain(place.path, status.problem);
            } else {
                add(path.path, place.path, status);
            }
        } else {
            place.kind = Kind::File;
            add(path.path, place.path, status);
        }
        place.files = found.files.size() - before;
    }

    void add_folder(const fs::path& folder, CataloguePlace& place) {
        FolderContents contents = list_folder(folder);
        if (!contents.problem.empty()) {
            complain(place.path, contents.problem);
            add_known(folder);
        }
        for (const fs::path& file : contents.files) add(file, name_of(file), file_status(file));
        place.left_out = std::move(contents.left_out);
        place.more_left_out = contents.more_left_out;
    }

    // True if anything in that folder was read before.
    bool add_known(const fs::path& folder) {
        const fs::path parent = (folder / "").parent_path();  // with or without a slash at its end
        bool any = false;
        for (const fs::path& file : known_) {
            if (file.parent_path() != parent) continue;
            add(file, name_of(file), file_status(file));
            any = true;
        }
        return any;
    }

    // Of a file of a folder.
    std::string name_of(const fs::path& file) const {
        return display_name(one_folder_ ? file.filename() : file);
    }

    void add(const fs::path& path, std::string name, const FileStatus& status) {
        if (!seen_.insert(path.lexically_normal()).second) return;
        switch (status.kind) {
            case FileKind::Regular:
                return found.files.push_back({path, std::move(name), status.stamp, {}});
            case FileKind::Missing:
                return complain(std::move(name), "there is no such file or folder");
            case FileKind::Unreadable:
                return found.files.push_back({path, std::move(name), {}, status.problem});
            default:
                return found.files.push_back({path, std::move(name), {}, "is not a regular file"});
        }
    }

    void complain(std::string name, std::string message) {
        found.problems.push_back({Severity::Error, std::move(name), 0, 0, {}, std::move(message)});
    }

    const std::vector<fs::path>& known_;
    bool one_folder_ = false;
    std::set<fs::path> seen_;
};

}  // namespace

Found find_files(const std::vector<CataloguePath>& paths, const std::vector<fs::path>& known) {
    return std::move(Finder(paths, known).found);
}

}  // namespace vpcmirror
