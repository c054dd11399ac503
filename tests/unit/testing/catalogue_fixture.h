// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the tests of the catalogue share: text to catalogue without files, and files to catalogue
// in a folder of their own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.h"
#include "catalogue/format/parse.h"
#include "catalogue/loader.h"
#include "catalogue/merge.h"
#include "testing/temporary_folder.h"

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

// A document of the AWS CLI with one session.
inline std::string session(const std::string& id, int vni) {
    return R"({"TrafficMirrorSessions": [{"TrafficMirrorSessionId": ")" + id +
           R"(", "VirtualNetworkId": )" + std::to_string(vni) + "}]}";
}

// "tms-1=1 ": its sessions with their VNIs.
inline std::string sessions_in(const CatalogueLoader& loader) {
    std::string text;
    for (const MirrorSession& known : loader.catalogue()->sessions()) {
        text += known.id + '=' + std::to_string(known.vni->value) + ' ';
    }
    return text;
}

// The end of a loader's diagnostics, without the temporary folder's name.
inline std::string problems_of(const CatalogueLoader& loader, const TemporaryFolder& folder) {
    std::string text;
    const std::string prefix = text_of(folder.path() / "");
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
