// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which files are meant by paths; what of that needs symbolic links is in loader_posix_test.cc.
#include "catalogue/finder.h"

#include "catch.h"
#include "testing/temporary_folder.h"

using namespace vpcmirror;

TEST_CASE("Finder: each place has the number of files that it brought") {
    const TemporaryFolder one;
    const TemporaryFolder two;
    one.write("a.json", "{}");
    two.write("a.json", "{}");
    two.write("b.json", "{}");
    const auto single = one.write("single", "{}");
    const Found found = find_files({{one.path()}, {two.path()}, {single}}, {});
    CHECK(found.files.size() == 4);
    REQUIRE(found.places.size() == 3);
    CHECK(found.places[0].files == 1);
    CHECK(found.places[1].files == 2);
    CHECK(found.places[2].files == 1);
    CHECK(found.problems.empty());
}

TEST_CASE("Finder: what was read before and is gone is not meant any more") {
    const TemporaryFolder folder;
    folder.write("a.json", "{}");
    const Found found = find_files({{folder.path()}}, {folder.path() / "b.json"});
    REQUIRE(found.files.size() == 1);
    CHECK(found.files[0].name == "a.json");
    CHECK(found.problems.empty());
}
