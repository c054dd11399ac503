// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "catalogue/file_text.h"
#include "catalogue/folder.h"
#include "messages.h"
#include "platform.h"
#include "system/path_text.h"
#include "table/sip_hash.h"

namespace vpcmirror {

std::filesystem::path default_catalogue_folder() {
    return wireshark_folder() / "vpcmirror";
}

bool load_catalogue(CatalogueLoader& loader, const std::vector<std::string>& paths) {
    std::vector<CataloguePath> wanted;
    wanted.reserve(paths.size() + 1);
    for (const std::string& path : paths) wanted.push_back({path_of(path), true});
    if (paths.empty()) wanted.push_back({default_catalogue_folder(), false});
    loader.refresh(wanted);
    bool good = true;
    for (const Diagnostic& problem : loader.diagnostics()) {
        say(problem.text());
        good = good && problem.severity != Severity::Error;
    }
    return good;
}

std::uint64_t catalogue_fingerprint(const std::vector<std::string>& paths) {
    std::uint64_t sum = 0;
    namespace fs = std::filesystem;
    const auto add = [&sum](const fs::path& file) {
        SipHash<2, 4> hash({});  // no secret: it is to be the same everywhere
        const FileText text = read_file(file);
        const std::string_view bytes = text.text();
        for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes.data() + at, std::min(sizeof word, bytes.size() - at));
            hash.add(word);
        }
        sum += hash.finish(bytes.size() % sizeof(std::uint64_t));
    };
    std::vector<fs::path> all(paths.size());
    std::ranges::transform(paths, all.begin(),
                           [](const std::string& path) { return path_of(path); });
    if (all.empty()) all.push_back(default_catalogue_folder());
    for (const fs::path& path : all) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            if (fs::is_regular_file(path, error)) add(path);
            continue;
        }
        for (const fs::path& file : list_folder(path).files) add(file);
    }
    return sum;
}

}  // namespace vpcmirror
