// SPDX-License-Identifier: GPL-2.0-or-later
//
// Keeps a Catalogue up to date with files and folders on disk and with a hand-made table. Files
// are re-read only when they changed; a file that became broken keeps its last good content and
// has a diagnostic as long as it is broken; a file that vanished is dropped. No file takes the
// others with it. Nothing is thrown but std::bad_alloc, and then the catalogue stays as it was.
//
// Reads files (at most kLargestFile each) and nothing else: no network, no environment, no writing.
// Not for several threads at once; the catalogues it hands out are.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "catalogue/diagnostic.h"
#include "catalogue/finder.h"

namespace vpcmirror {

// What was taken from one file, for a report.
struct CatalogueFile {
    // As diagnostics and reports call it.
    std::string file;
    // As parse_catalogue() recognised it.
    std::string format;  // "AWS CLI", "Terraform state", ...; empty if nothing was taken
    // Entries as the file has them, before they are merged with those of others.
    std::size_t sessions = 0;
    std::size_t interfaces = 0;
    std::size_t targets = 0;
    std::size_t filters = 0;
    std::size_t rules = 0;  // in filters or on their own
    std::size_t instances = 0;
    std::size_t network = 0;  // parts of what lies between sources and targets
    // Its diagnostic says what is broken.
    bool outdated = false;  // the file is broken now, this is from when it was last good

    friend bool operator==(const CatalogueFile&, const CatalogueFile&) = default;
};

// Owned by whoever shows the catalogue: the plugin has one, each command of the program another.
class CatalogueLoader {
  public:
    // With an empty catalogue until the first refresh().
    CatalogueLoader();
    CatalogueLoader(const CatalogueLoader&) = delete;
    CatalogueLoader& operator=(const CatalogueLoader&) = delete;
    ~CatalogueLoader();

    // Looks at `paths` and reads what is new or changed. Where ids meet, an entry of `table` wins
    // over one of a file and a later file over an earlier one. True if the catalogue, the
    // diagnostics or the files are others than before. Looks at every path and file each time, but
    // reads only what changed. Where nothing did, catalogue() stays the same object.
    bool refresh(const std::vector<CataloguePath>& paths, const CatalogueParts& table = {});

    // Never null. A new object after each change, so that what was taken from the former one
    // stays valid as long as its owner holds it.
    std::shared_ptr<const Catalogue> catalogue() const;

    // What is wrong now, in the order of the files. Good until the next refresh(), like files().
    const std::vector<Diagnostic>& diagnostics() const;

    // The files in use now, in the order in which they were merged.
    const std::vector<CatalogueFile>& files() const;

    // Where it looked, in the order of the paths. One for each path that refresh() was given,
    // whether or not anything was found there.
    const std::vector<CataloguePlace>& places() const;

  private:
    // The files with their stamps and contents, and what was made of them.
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vpcmirror
