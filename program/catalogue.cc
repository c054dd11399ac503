// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "messages.h"

namespace vpcmirror {

namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

// As Wireshark finds it: the XDG folder, unless there is only one of the old days.
fs::path wireshark_folder() {
    const std::string chosen = environment("WIRESHARK_CONFIG_DIR");
    if (!chosen.empty()) return chosen;
    const fs::path home = environment("HOME");
    const std::string configuration = environment("XDG_CONFIG_HOME");
    const fs::path folder =
        (configuration.empty() ? home / ".config" : fs::path(configuration)) / "wireshark";
    const fs::path old = home / ".wireshark";
    std::error_code error;
    return !fs::is_directory(folder, error) && fs::is_directory(old, error) ? old : folder;
}

}  // namespace

std::string default_catalogue_folder() {
    return (wireshark_folder() / "vpcmirror").string();
}

bool load_catalogue(CatalogueLoader& loader, const std::vector<std::string>& paths) {
    std::vector<CataloguePath> wanted;
    wanted.reserve(paths.size() + 1);
    for (const std::string& path : paths) wanted.push_back({path, true});
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
