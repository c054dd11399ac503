// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/find_captures.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "capture/capture_reader.h"
#include "system/file.h"
#include "system/path_text.h"

namespace vpcmirror {

namespace {

namespace fs = std::filesystem;

// Nothing if it is one.
std::string why_no_capture(const fs::path& file) {
    std::error_code error;
    if (!fs::is_regular_file(file, error)) return "is no file";
    std::string problem;
    auto source = ByteSource::open(text_of(file), {}, problem);
    if (source && CaptureReader::open(std::move(source), problem)) return {};
    return problem;
}

void search(const fs::path& folder, FoundCaptures& found) {
    std::vector<fs::path> files;
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, error);
    for (const fs::recursive_directory_iterator end; !error && entry != end;
         entry.increment(error)) {
        std::error_code ignored;
        if (!fs::is_directory(entry->path(), ignored)) files.push_back(entry->path());
    }
    if (error) found.problems.push_back({text_of(folder), error_text(error)});
    std::ranges::sort(files);
    const std::size_t before = found.paths.size();
    for (const fs::path& file : files) {
        const std::string reason = why_no_capture(file);
        if (reason.empty()) {
            found.paths.push_back(text_of(file));
        } else {
            found.left_out.push_back({text_of(file), reason});
        }
    }
    if (!error && found.paths.size() == before) {
        found.problems.push_back({text_of(folder), "holds no capture"});
    }
}

}  // namespace

FoundCaptures find_captures(const std::vector<std::string>& paths) {
    FoundCaptures found;
    for (const std::string& path : paths) {
        std::error_code error;
        const fs::path place = path_of(path);
        if (path == "-") {
            found.paths.push_back(path);
        } else if (fs::is_directory(place, error)) {
            search(place, found);
        } else if (!fs::exists(place, error)) {
            found.problems.push_back({path, error ? error_text(error) : "no such file or folder"});
        } else {
            found.paths.push_back(path);
        }
    }
    return found;
}

}  // namespace vpcmirror
