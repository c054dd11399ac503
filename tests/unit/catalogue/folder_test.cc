// SPDX-License-Identifier: GPL-2.0-or-later
//
// What of a folder is read, and what is said of the rest.
#include "catalogue/folder.h"

#include <string>

#include "catch.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;

namespace {

// Of a folder with this file alone: how what is said of it begins; "read" of a file to be read.
std::string said_of(const std::string& name, const std::string& bytes) {
    const TemporaryFolder folder;
    folder.write(name, bytes);
    const FolderContents contents = list_folder(folder.path());
    CHECK(contents.problem.empty());
    CHECK(contents.files.size() + contents.left_out.size() == 1);
    if (!contents.files.empty()) return "read";
    CHECK(contents.left_out.at(0).name == name);
    return contents.left_out[0].why;
}

}  // namespace

TEST_CASE("Folder: the name decides, in capital letters or small ones") {
    for (const char* name : {"a.json", "a.JSONL", "a.ndjson", "a.TfState", "a.tf.json",
                             "terraform.tfstate", "a.TEMPLATE"}) {
        CAPTURE(name);
        CHECK(said_of(name, "{") == "read");
    }
    for (const char* name : {"a.tf", "a.TF", "b.hcl", "c.tfvars"}) {
        CAPTURE(name);
        CHECK(contains(said_of(name, "{"), "a configuration of Terraform"));
    }
    for (const char* name : {"a.json.backup", "a.bak", "a.orig", "a.OLD"}) {
        CAPTURE(name);
        CHECK(contains(said_of(name, "{"), "a backup"));
    }
}

TEST_CASE("Folder: only what may be JSON is worth another name") {
    const std::string other = "its name ends in none of";
    CHECK(contains(said_of("data", "{"), "it may be JSON: rename it"));
    CHECK(contains(said_of("data.txt", " \n["), "it may be JSON: rename it"));
    // Of an empty file nothing is known but its name.
    for (const char* bytes : {"", "notes", "<html>"}) {
        CAPTURE(bytes);
        CHECK(said_of("data.txt", bytes).starts_with(other));
        CHECK_FALSE(contains(said_of("data.txt", bytes), "rename it"));
    }
    CHECK(said_of("data.yaml", "Resources:\n").starts_with("this is YAML"));
}

TEST_CASE("Folder: a template is read unless it is YAML") {
    for (const char* bytes : {"", " ", "{", "\n{}"}) {
        CAPTURE(bytes);
        CHECK(said_of("a.template", bytes) == "read");
    }
    CHECK(said_of("a.template", "Resources:\n").starts_with("this is YAML"));
    // What is wrong with others is found when they are read.
    CHECK(said_of("a.json", "Resources:\n") == "read");
}

TEST_CASE("Folder: as many as are named are named, and one more is counted") {
    const TemporaryFolder folder;
    for (std::size_t i = 0; i < FolderContents::kMostNamed; ++i) {
        folder.write(std::to_string(i) + ".tf", "");
    }
    FolderContents contents = list_folder(folder.path());
    CHECK(contents.left_out.size() == FolderContents::kMostNamed);
    CHECK(contents.more_left_out == 0);
    folder.write("x.tf", "");
    contents = list_folder(folder.path());
    CHECK(contents.left_out.size() == FolderContents::kMostNamed);
    CHECK(contents.more_left_out == 1);
}

TEST_CASE("Folder: one that is not there has a problem and no files") {
    const TemporaryFolder folder;
    const FolderContents contents = list_folder(folder.path() / "none");
    CHECK(contents.problem.starts_with("the folder cannot be read: "));
    CHECK(contents.files.empty());
    CHECK(contents.left_out.empty());
}
