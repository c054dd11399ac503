// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue.h"

#include "messages.h"
#include "process.h"
#include "system/path_text.h"

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

}  // namespace vpcmirror
