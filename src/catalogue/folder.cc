// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/folder.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <system_error>

#include "catalogue/file_text.h"
#include "catalogue/format/foreign.h"
#include "system/path_text.h"
#include "text/sanitize.h"

namespace vpcmirror {

namespace {

namespace fs = std::filesystem;

// A name says what is in the file only if people gave it for that.
constexpr std::string_view kTemplateSuffix = ".template";  // whether in JSON or in YAML
constexpr std::string_view kSuffixes[] = {".json", ".jsonl", ".ndjson", ".tfstate",
                                          kTemplateSuffix};

struct Suffix {
    std::string_view suffix;
    const char* why;
};

constexpr const char* kConfigurationFile =
    "a configuration of Terraform, which knows neither ids nor VNIs: its state is read, or the "
    "output of terraform show -json";
constexpr const char* kBackup = "a backup: rename it if it is the one to be read";
constexpr const char* kFolder =
    "a folder: files are read from the catalogue folder itself only, move or copy them there";
constexpr const char* kWorkspaces =
    "a folder with the states of Terraform's workspaces: copy the state of the one that is "
    "mirrored";
constexpr const char* kJsonByContent =
    "its name ends in none of .json, .jsonl, .ndjson, .tfstate and .template, but it may be JSON: "
    "rename it";
constexpr const char* kOtherSuffix =
    "its name ends in none of .json, .jsonl, .ndjson, .tfstate and .template";

// What people keep beside a catalogue.
constexpr Suffix kOthers[] = {
    {".tf", kConfigurationFile},
    {".hcl", kConfigurationFile},
    {".tfvars", kConfigurationFile},
    {".backup", kBackup},
    {".bak", kBackup},
    {".orig", kBackup},
    {".old", kBackup},
};

std::string lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

bool is_hidden(const fs::path& name) {
    return name.native().starts_with(fs::path::value_type('.'));
}

// What a file is that is not read, by its name and how it begins.
const char* why_not(const fs::path& file, std::string_view suffix) {
    for (const Suffix& other : kOthers) {
        if (suffix == other.suffix) return other.why;
    }
    const std::string start = start_of_file(file);
    if (start.empty()) return kOtherSuffix;
    const char* foreign = foreign_text(start);
    if (!foreign) return kJsonByContent;
    return foreign == kNotJson ? kOtherSuffix : foreign;
}

// A template in YAML; one that is being written, or cannot be read, is a file like others.
bool is_yaml(const fs::path& file) {
    const std::string start = start_of_file(file);
    const char* foreign = foreign_text(start);
    return foreign != nullptr && foreign != kEmptyFile;
}

class Lister {
  public:
    explicit Lister(FolderContents& contents) : contents_(contents) {}

    void add(const fs::path& path) {
        const fs::path name = path.filename();
        if (is_hidden(name)) return;
        const std::string suffix = lower_case(text_of(name.extension()));
        if (file_status(path).kind == FileKind::Folder) {
            leave_out(path, [&] { return name == "terraform.tfstate.d" ? kWorkspaces : kFolder; });
        } else if (std::ranges::find(kSuffixes, suffix) == std::end(kSuffixes)) {
            leave_out(path, [&] { return why_not(path, suffix); });
        } else if (suffix == kTemplateSuffix && is_yaml(path)) {
            leave_out(path, [] { return kYaml; });
        } else {
            contents_.files.push_back(path);
        }
    }

  private:
    template <class Why>
    void leave_out(const fs::path& path, Why why) {
        if (contents_.left_out.size() == FolderContents::kMostNamed) {
            ++contents_.more_left_out;
        } else {
            contents_.left_out.push_back({display_name(path.filename()), why()});
        }
    }

    FolderContents& contents_;
};

}  // namespace

std::string display_name(const fs::path& path) {
    return sanitize(text_of(path));
}

FolderContents list_folder(const fs::path& folder) {
    FolderContents contents;
    std::vector<fs::path> entries;
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
        entries.push_back(entry->path());
    }
    if (error) contents.problem = "the folder cannot be read: " + error_text(error);
    std::ranges::sort(entries);
    Lister lister(contents);
    for (const fs::path& path : entries) lister.add(path);
    return contents;
}

}  // namespace vpcmirror
