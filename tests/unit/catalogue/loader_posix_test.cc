// SPDX-License-Identifier: GPL-2.0-or-later
//
// What only POSIX has: FIFOs, symbolic links that anybody may make, names that are no Unicode.
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "catalogue/file_text.h"
#include "catalogue/finder.h"
#include "catalogue/loader.h"
#include "catch.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;
namespace fs = std::filesystem;

TEST_CASE("Loader: what is no regular file does not block and is named") {
    const TemporaryFolder folder;
    const auto fifo = folder.path() / "fifo.json";
    REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
    fs::create_symlink("loop.json", folder.path() / "loop.json");
    fs::create_symlink("nowhere", folder.path() / "lost.json");
    folder.write("z.json", session("tms-1", 1));
    CatalogueLoader loader;
    loader.refresh({{folder.path()}});
    const std::string said = problems_of(loader, folder);
    CHECK(contains(said, "fifo.json: is not a regular file\n"));
    CHECK(contains(said, "loop.json: cannot be read: "));
    CHECK(contains(said, "lost.json: there is no such file or folder\n"));
    CHECK(sessions_in(loader) == "tms-1=1 ");
    CHECK(read_file(fifo).problem == "is not a regular file");
    CHECK(read_file(folder.path()).problem == "is not a regular file");
}

TEST_CASE("Loader: of what is no regular file nothing is looked at either") {
    CHECK(start_of_file("/dev/zero").empty());
    CHECK(start_of_file("/dev/none").empty());
}

TEST_CASE("Loader: a file that fails while it is read cannot be read") {
    const fs::path file = "/sys/class/net/lo/speed";  // Linux only: there, and not to be read
    if (file_status(file).kind != FileKind::Regular) return;
    CHECK(contains(read_file(file).problem, "cannot be read: "));
    CHECK(start_of_file(file).empty());
}

TEST_CASE("Loader: what can be read no longer keeps what it held, and says so") {
    const TemporaryFolder folder;
    const auto good = folder.write("data", session("tms-1", 1));
    const auto link = folder.path() / "a.json";
    fs::create_symlink(good, link);
    CatalogueLoader loader;
    loader.refresh({{folder.path()}});
    REQUIRE(sessions_in(loader) == "tms-1=1 ");

    const auto points_to = [&](const fs::path& target, const std::string& message) {
        fs::remove(link);
        fs::create_symlink(target, link);
        CHECK(loader.refresh({{folder.path()}}));
        CHECK(sessions_in(loader) == "tms-1=1 ");
        const std::string said = problems_of(loader, folder);
        CHECK(contains(said, "a.json: " + message));
        CHECK(contains(said, "; what it said before stays in use"));
        CHECK_FALSE(loader.refresh({{folder.path()}}));
    };
    points_to("a.json", "cannot be read: ");
    points_to("/dev/zero", "is not a regular file");

    fs::remove(link);
    fs::create_symlink(folder.path(), link);
    CHECK(loader.refresh({{folder.path()}}));
    CHECK(sessions_in(loader).empty());  // a folder is no file of the catalogue
}

TEST_CASE("Loader: a folder that can be read no longer keeps what its files held") {
    const TemporaryFolder folder;
    fs::create_directory(folder.path() / "good");
    folder.write("good/a.json", session("tms-1", 1));
    const auto link = folder.path() / "catalogue";
    fs::create_symlink("good", link);
    CatalogueLoader loader;
    loader.refresh({{link}});
    REQUIRE(sessions_in(loader) == "tms-1=1 ");

    fs::remove(link);
    fs::create_symlink("catalogue", link);
    CHECK(loader.refresh({{link}}));
    CHECK(sessions_in(loader) == "tms-1=1 ");
    CHECK(contains(problems_of(loader, folder), "catalogue: cannot be read: "));

    fs::remove(link);
    fs::create_symlink("good", link);
    CHECK(loader.refresh({{link}}));
    CHECK(sessions_in(loader) == "tms-1=1 ");
    CHECK(loader.diagnostics().empty());
}

TEST_CASE("Finder: of a folder that cannot be read now the files that were read of it are meant") {
    const TemporaryFolder folder;
    const auto link = folder.path() / "catalogue";
    fs::create_symlink("catalogue", link);
    const std::vector<fs::path> known = {folder.path() / "other" / "b.json", link / "a.json",
                                         folder.path() / "c.json"};
    for (const fs::path& path : {link, link / ""}) {
        CAPTURE(text_of(path));
        const Found found = find_files({{path}}, known);
        REQUIRE(found.files.size() == 1);
        CHECK(found.files[0].path == link / "a.json");
        CHECK(found.files[0].name == "a.json");
        CHECK(found.places.at(0).kind == CataloguePlace::Kind::Unreadable);
        CHECK(found.places[0].files == 1);
        // What is wrong is said of the folder.
        REQUIRE(found.problems.size() == 1);
        CHECK(found.problems[0].file == text_of(path));
        CHECK(found.problems[0].line == 0);
        CHECK(found.problems[0].column == 0);
        CHECK(contains(found.problems[0].message, "cannot be read: "));
    }
}

TEST_CASE("Finder: what cannot be read and never was a folder is a file that cannot be read") {
    const TemporaryFolder folder;
    const auto link = folder.path() / "a.json";
    fs::create_symlink("a.json", link);
    const Found found = find_files({{link}}, {folder.path() / "b.json"});
    REQUIRE(found.files.size() == 1);
    CHECK(found.files[0].path == link);
    CHECK(contains(found.files[0].problem, "cannot be read: "));
    CHECK(found.places.at(0).kind == CataloguePlace::Kind::Unreadable);
    CHECK(found.places[0].files == 1);
    CHECK(found.problems.empty());
}

TEST_CASE("Loader: a link to a file is read") {
    const TemporaryFolder folder;
    const auto file = folder.write("data", session("tms-1", 1));
    fs::create_symlink(file, folder.path() / "link.json");
    CatalogueLoader loader;
    loader.refresh({{folder.path()}});
    CHECK(sessions_in(loader) == "tms-1=1 ");
}

TEST_CASE("Loader: a file name that is no UTF-8 is shown as far as it is") {
    const TemporaryFolder folder;
    folder.write("a\xFF.json", "nonsense");
    CatalogueLoader loader;
    loader.refresh({{folder.path()}});
    REQUIRE(loader.diagnostics().size() == 1);
    CHECK(contains(loader.diagnostics()[0].file, "a\xEF\xBF\xBD.json"));
}
