// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the tests of the catalogue share: text to catalogue without files, and files to catalogue
// in a folder of their own.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.h"
#include "catalogue/format/parse.h"
#include "catalogue/loader.h"
#include "catalogue/merge.h"

namespace vpcmirror {

inline constexpr const char* kFileName = "folder/test.json";

// One file's text, joined.
struct Read {
    ParsedFile parsed;
    std::vector<Diagnostic> merge_problems;
    CatalogueParts parts;

    explicit Read(std::string_view text) : parsed(parse_catalogue(text, kFileName)) {
        const FileContents nothing;
        const std::vector<NamedContents> files = {
            {kFileName, parsed.contents ? &*parsed.contents : &nothing}};
        parts = merge(files, merge_problems);
    }

    // What is wrong, a line for each diagnostic.
    std::string problems() const {
        std::string text;
        for (const auto* list : {&parsed.diagnostics, &merge_problems}) {
            for (const Diagnostic& problem : *list) text += problem.text() + '\n';
        }
        return text;
    }
};

// A folder that is gone at the end of the test.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "vpcmirror-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

    std::filesystem::path write(const std::string& name, std::string_view text) const {
        const auto file = path_ / name;
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }

  private:
    std::filesystem::path path_;
};

// The end of a loader's diagnostics, without the temporary folder's name.
inline std::string problems_of(const CatalogueLoader& loader, const TemporaryFolder& folder) {
    std::string text;
    const std::string prefix = folder.path().string() + '/';
    for (const Diagnostic& problem : loader.diagnostics()) {
        std::string line = problem.text();
        for (auto at = line.find(prefix); at != line.npos; at = line.find(prefix)) {
            line.erase(at, prefix.size());
        }
        text += line + '\n';
    }
    return text;
}

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

}  // namespace vpcmirror
