// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/loader.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "catalogue/file_text.h"
#include "catch.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;
namespace fs = std::filesystem;

namespace {

std::string files_of(const CatalogueLoader& loader) {
    std::string text;
    for (const CatalogueFile& file : loader.files()) {
        text += text_of(path_of(file.file).filename()) + ' ';
    }
    return text;
}

// By which a test can change the time of a file: libstdc++ sets whole seconds on Windows.
#ifdef _WIN32
constexpr std::chrono::seconds kSmallestStep{1};
#else
constexpr std::chrono::nanoseconds kSmallestStep{1};
#endif

void give_settable_time(const fs::path& file) {
    const auto time = std::chrono::floor<std::chrono::seconds>(fs::last_write_time(file));
    fs::last_write_time(file, time);
}

// Writes without giving the file another inode, size or time than it has.
void change_unnoticeably(const fs::path& file, const std::string& text) {
    const auto time = fs::last_write_time(file);
    std::ofstream(file, std::ios::binary) << text;
    fs::last_write_time(file, time);
}

}  // namespace

TEST_CASE("Loader: without paths there is an empty catalogue and nothing to say") {
    CatalogueLoader loader;
    REQUIRE(loader.catalogue());
    CHECK(loader.catalogue()->empty());
    CHECK_FALSE(loader.refresh({}));
    CHECK(loader.diagnostics().empty());
    CHECK(loader.files().empty());
}

TEST_CASE("Loader: a folder's files are read in the order of their names") {
    const TemporaryFolder folder;
    folder.write("b.json", session("tms-2", 2));
    folder.write("a.JSON", session("tms-1", 1));
    folder.write("d.jsonl", session("tms-4", 4) + '\n' + session("tms-5", 5));
    folder.write("e.ndjson", session("tms-6", 6));
    folder.write("f.template", R"({"Resources": {"S": {"Type": "AWS::EC2::TrafficMirrorSession",
                                   "Properties": {"VirtualNetworkId": 7}}}})");
    folder.write("c.tfstate", R"({"version": 4, "resources": [
        {"type": "aws_ec2_traffic_mirror_session", "instances": [
            {"attributes": {"id": "tms-3", "virtual_network_id": 3}}]}]})");
    folder.write(".hidden.json", "not read");
    folder.write(".json", "not read");
    CatalogueLoader loader;
    CHECK(loader.refresh({{folder.path()}}));
    CHECK(problems_of(loader, folder).empty());
    CHECK(files_of(loader) == "a.JSON b.json c.tfstate d.jsonl e.ndjson f.template ");
    CHECK(sessions_in(loader) == "tms-1=1 tms-2=2 tms-3=3 tms-4=4 tms-5=5 tms-6=6 f.template#S=7 ");
}

TEST_CASE("Loader: large files that are read side by side are joined in the order of their names") {
    const TemporaryFolder folder;
    const std::string much = '"' + std::string(100'000, ' ') + '"';
    for (int i = 10; i < 40; ++i) {
        const std::string name = "file-" + std::to_string(i) + ".json";
        const std::string unread = i == 20 ? "[" : "{\"Tags\": " + much + "}";
        folder.write(name, session("tms-" + std::to_string(i % 3), i) + '\n' + unread);
    }
    CatalogueLoader loader;
    CHECK(loader.refresh({{folder.path()}}));
    // Of 20 nothing is taken; the last of each name decides.
    CHECK(sessions_in(loader) == "tms-1=37 tms-2=38 tms-0=39 ");
    CHECK(loader.files().size() == 30);
    CHECK(problems_of(loader, folder).find("file-20.json:2:2: the file ends") != std::string::npos);

    folder.write("file-39.json", session("tms-3", 40) + "\n{\"Tags\": " + much + "}");
    CHECK(loader.refresh({{folder.path()}}));
    CHECK(sessions_in(loader) == "tms-1=37 tms-2=38 tms-0=36 tms-3=40 ");
}

TEST_CASE("Loader: what is left out of a folder is named, with what it is") {
    const TemporaryFolder folder;
    folder.write("a.json", session("tms-1", 1));
    folder.write("compressed.json.gz", "\x1F\x8B\x08");
    folder.write("empty.template", "");
    folder.write("main.tf", "resource");
    folder.write("no suffix", session("tms-2", 2));
    folder.write("notes.txt", "not read");
    folder.write("plan.out", "PK\x03\x04");
    folder.write("stack.template", "Resources:\n");
    folder.write("stack.yaml", "Resources:\n");
    folder.write("terraform.tfstate.backup", "{}");
    folder.write(".hidden", "not named");
    fs::create_directory(folder.path() / "folder.json");
    fs::create_directory(folder.path() / "terraform.tfstate.d");
    CatalogueLoader loader;
    loader.refresh({{folder.path()}});
    CHECK(problems_of(loader, folder) == "empty.template:1:1: the file is empty: write it again\n");
    CHECK(sessions_in(loader) == "tms-1=1 ");
    REQUIRE(loader.places().size() == 1);
    const CataloguePlace& place = loader.places()[0];
    CHECK(place.path == text_of(folder.path()));
    CHECK(place.kind == CataloguePlace::Kind::Folder);
    CHECK(place.files == 2);
    std::string left_out;
    for (const UnreadFile& file : place.left_out) {
        left_out += file.name + ": " + file.why.substr(0, file.why.find_first_of(",:")) + '\n';
    }
    CHECK(left_out ==
          "compressed.json.gz: this is a compressed file\n"
          "folder.json: a folder\n"
          "main.tf: a configuration of Terraform\n"
          "no suffix: its name ends in none of .json\n"
          "notes.txt: its name ends in none of .json\n"
          "plan.out: this is a compressed file\n"
          "stack.template: this is YAML\n"
          "stack.yaml: this is YAML\n"
          "terraform.tfstate.backup: a backup\n"
          "terraform.tfstate.d: a folder with the states of Terraform's workspaces\n");
    CHECK(contains(place.left_out[3].why, "rename it"));
    CHECK_FALSE(contains(place.left_out[4].why, "rename it"));
}

TEST_CASE("Loader: of a folder with a thousand other files some are named, the rest is counted",
          "[slow]") {
    const TemporaryFolder folder;
    for (int i = 0; i < 1000; ++i) folder.write(std::to_string(i), "");
    CatalogueLoader loader;
    loader.refresh({{folder.path()}});
    REQUIRE(loader.places().size() == 1);
    CHECK(loader.places()[0].left_out.size() == FolderContents::kMostNamed);
    CHECK(loader.places()[0].more_left_out == 1000 - FolderContents::kMostNamed);
}

TEST_CASE("Loader: where it looked, whether or not something was there") {
    const TemporaryFolder folder;
    const auto file = folder.write("a.json", session("tms-1", 1));
    CatalogueLoader loader;
    CHECK(loader.refresh({{folder.path() / "missing", false}, {file}}));
    REQUIRE(loader.places().size() == 2);
    CHECK(loader.places()[0].kind == CataloguePlace::Kind::Missing);
    CHECK(loader.places()[0].path == text_of(folder.path() / "missing"));
    CHECK(loader.places()[1].kind == CataloguePlace::Kind::File);
    CHECK(loader.places()[1].files == 1);
}

TEST_CASE("Loader: files of the only folder are called by their names, others by their paths") {
    const TemporaryFolder one;
    const TemporaryFolder two;
    const auto name = [](const CatalogueLoader& loader, std::size_t i) {
        return loader.files().at(i).file;
    };
    const auto a = text_of(one.write("a.json", session("tms-1", 1)));
    const auto b = text_of(two.write("b.json", "{"));
    CatalogueLoader loader;
    loader.refresh({{one.path()}, {path_of(b)}});
    CHECK(name(loader, 0) == "a.json");
    CHECK(name(loader, 1) == b);
    loader.refresh({{one.path()}, {two.path()}});
    CHECK(name(loader, 0) == a);
    CHECK(name(loader, 1) == b);
    CHECK(loader.diagnostics().at(0).file == b);
    loader.refresh({{two.path()}, {one.path() / "missing", false}});
    CHECK(name(loader, 0) == "b.json");
    CHECK(loader.diagnostics().at(0).file == "b.json");
}

TEST_CASE("Loader: what was taken from each file") {
    const TemporaryFolder folder;
    const auto file = folder.write("any name", R"({"TrafficMirrorFilters": [
        {"TrafficMirrorFilterId": "tmf-1", "EgressFilterRules": [
          {"RuleNumber": 1, "RuleAction": "accept", "SourceCidrBlock": "::/0",
           "DestinationCidrBlock": "::/0"}]}], "TrafficMirrorTargets": [
        {"TrafficMirrorTargetId": "tmt-1"}, {"TrafficMirrorTargetId": "tmt-2"}]})");
    CatalogueLoader loader;
    loader.refresh({{file}});
    REQUIRE(loader.files().size() == 1);
    const CatalogueFile& taken = loader.files()[0];
    CHECK(taken.file == text_of(file));
    CHECK(taken.format == "AWS CLI");
    CHECK(taken.filters == 1);
    CHECK(taken.rules == 1);
    CHECK(taken.targets == 2);
    CHECK(taken.sessions == 0);
    CHECK_FALSE(taken.outdated);
}

TEST_CASE("Loader: a later file wins, and a path given twice is read once") {
    const TemporaryFolder folder;
    const auto a = folder.write("a.json", session("tms-1", 1));
    const auto b = folder.write("b.json", session("tms-1", 2));
    CatalogueLoader loader;
    loader.refresh({{b}, {a}, {folder.path()}, {folder.path() / "." / "a.json"}});
    CHECK(files_of(loader) == "b.json a.json ");
    CHECK(sessions_in(loader) == "tms-1=1 ");
    CHECK(contains(problems_of(loader, folder), "a.json: session tms-1 is also in b.json"));
}

TEST_CASE("Loader: what is missing is a problem only if the user named it") {
    const TemporaryFolder folder;
    CatalogueLoader loader;
    loader.refresh({{folder.path() / "missing", false}});
    CHECK(loader.diagnostics().empty());
    CHECK_FALSE(loader.refresh({{folder.path() / "missing", false}}));
    CHECK(loader.refresh({{folder.path() / "missing", true}}));
    CHECK(problems_of(loader, folder) == "missing: there is no such file or folder\n");
    CHECK(loader.refresh({}));
    CHECK(loader.diagnostics().empty());
}

TEST_CASE("Loader: nothing changed, nothing is read and the catalogue stays the same object") {
    const TemporaryFolder folder;
    const auto file = folder.write("a.json", session("tms-1", 1));
    give_settable_time(file);
    CatalogueLoader loader;
    CHECK(loader.refresh({{folder.path()}}));
    const auto before = loader.catalogue();
    change_unnoticeably(file, session("tms-1", 9));
    CHECK_FALSE(loader.refresh({{folder.path()}}));
    CHECK(loader.catalogue() == before);
    CHECK(sessions_in(loader) == "tms-1=1 ");
}

TEST_CASE("Loader: a change of time, size or inode is noticed") {
    const TemporaryFolder folder;
    const auto file = folder.write("a.json", session("tms-1", 1));
    give_settable_time(file);
    CatalogueLoader loader;
    loader.refresh({{file}});
    const auto before = loader.catalogue();

    change_unnoticeably(file, session("tms-1", 2));
    fs::last_write_time(file, fs::last_write_time(file) + kSmallestStep);
    CHECK(loader.refresh({{file}}));
    CHECK(sessions_in(loader) == "tms-1=2 ");

    change_unnoticeably(file, session("tms-1", 10));
    CHECK(loader.refresh({{file}}));
    CHECK(sessions_in(loader) == "tms-1=10 ");

    const auto time = fs::last_write_time(file);
    const auto other = folder.write("new", session("tms-1", 11));
    fs::rename(other, file);
    fs::last_write_time(file, time);
    CHECK(loader.refresh({{file}}));
    CHECK(sessions_in(loader) == "tms-1=11 ");

    CHECK(before->sessions()[0].vni == Vni{1});  // what was taken before stays valid
}

TEST_CASE("Loader: files come and go") {
    const TemporaryFolder folder;
    folder.write("a.json", session("tms-1", 1));
    CatalogueLoader loader;
    loader.refresh({{folder.path()}});
    folder.write("b.json", session("tms-2", 2));
    CHECK(loader.refresh({{folder.path()}}));
    CHECK(sessions_in(loader) == "tms-1=1 tms-2=2 ");
    fs::remove(folder.path() / "a.json");
    CHECK(loader.refresh({{folder.path()}}));
    CHECK(sessions_in(loader) == "tms-2=2 ");
    CHECK(loader.diagnostics().empty());
}

TEST_CASE("Loader: a broken file keeps what it held, says so while it is broken, and recovers") {
    const TemporaryFolder folder;
    const auto file = folder.write("a.json", session("tms-1", 1));
    folder.write("b.json", session("tms-2", 2));
    CatalogueLoader loader;
    loader.refresh({{folder.path()}});

    folder.write("a.json", "{\"TrafficMirrorSessions\": [");
    CHECK(loader.refresh({{folder.path()}}));
    CHECK(sessions_in(loader) == "tms-1=1 tms-2=2 ");
    CHECK(loader.files()[0].outdated);
    CHECK(loader.files()[0].sessions == 1);
    const std::string said = problems_of(loader, folder);
    CHECK(contains(said, "a.json:1:28: the file ends in the middle"));
    CHECK(contains(said, "what it said before stays in use"));

    CHECK_FALSE(loader.refresh({{folder.path()}}));
    CHECK(problems_of(loader, folder) == said);

    folder.write("a.json", session("tms-1", 12));
    CHECK(loader.refresh({{folder.path()}}));
    CHECK(sessions_in(loader) == "tms-1=12 tms-2=2 ");
    CHECK(loader.diagnostics().empty());
    CHECK_FALSE(loader.files()[0].outdated);
}

TEST_CASE("Loader: a file broken from the start takes no other with it") {
    const TemporaryFolder folder;
    folder.write("a.json", "nonsense");
    folder.write("b.json", session("tms-2", 2));
    CatalogueLoader loader;
    loader.refresh({{folder.path()}});
    CHECK(sessions_in(loader) == "tms-2=2 ");
    CHECK(loader.diagnostics().size() == 1);
    REQUIRE(loader.files().size() == 2);
    CHECK(loader.files()[0].format.empty());
    CHECK_FALSE(loader.files()[0].outdated);
}

TEST_CASE("Loader: the same files in another order are another catalogue") {
    const TemporaryFolder folder;
    const auto first = folder.write("a.json", session("tms-1", 1));
    const auto second = folder.write("b.json", session("tms-1", 2));
    CatalogueLoader loader;
    loader.refresh({{first}, {second}});
    CHECK(sessions_in(loader) == "tms-1=2 ");
    CHECK(loader.refresh({{second}, {first}}));
    CHECK(sessions_in(loader) == "tms-1=1 ");
}

TEST_CASE("Loader: another problem of a file that was never good is a change") {
    const TemporaryFolder folder;
    folder.write("a.json", "{\"a\": ]");
    CatalogueLoader loader;
    CHECK(loader.refresh({{folder.path()}}));
    folder.write("a.json", "{\"longer\": ]");
    CHECK(loader.refresh({{folder.path()}}));
    CHECK_FALSE(loader.refresh({{folder.path()}}));
}

TEST_CASE("Loader: a file of more than 256 MiB is not read") {
    const TemporaryFolder folder;
    const auto file = folder.write("a.json", "");
    fs::resize_file(file, (256 << 20) + 1);  // sparse: takes no space
    CatalogueLoader loader;
    loader.refresh({{file}});
    CHECK(contains(problems_of(loader, folder), "a.json: is larger than 256 MiB"));
    // A problem of the whole file has no place in it.
    CHECK(loader.diagnostics().at(0).line == 0);
    CHECK(loader.diagnostics()[0].column == 0);
}

TEST_CASE("Loader: a file that grows while it is read is not taken for whole") {
    const TemporaryFolder folder;
    const fs::path file = folder.write("a.json", session("tms-1", 1) + std::string(32 << 20, ' '));
    std::atomic<bool> enough = false;
    std::thread writer([&] {
        for (std::ofstream growing(file, std::ios::app); !enough;) growing << ' ' << std::flush;
    });
    std::string problem;
    // Not the first time if the writer does not get a processor until then.
    for (int tries = 0; problem.empty() && tries < 1000; ++tries) problem = read_file(file).problem;
    enough = true;
    writer.join();
    CHECK(problem == "the file changes while it is read: load it again later");
    CHECK(read_file(file).problem.empty());
}

TEST_CASE("Loader: the table wins over the files, and its change alone is a change") {
    const TemporaryFolder folder;
    folder.write("a.json", session("tms-1", 1));
    CatalogueParts table;
    table.sessions.resize(1);
    table.sessions[0].id = "tms-1";
    table.sessions[0].vni = Vni{5};
    CatalogueLoader loader;
    CHECK(loader.refresh({{folder.path()}}));
    CHECK(loader.refresh({{folder.path()}}, table));
    CHECK(sessions_in(loader) == "tms-1=5 ");
    CHECK(loader.diagnostics().empty());
    CHECK_FALSE(loader.refresh({{folder.path()}}, table));
    CHECK(loader.refresh({{folder.path()}}));
    CHECK(sessions_in(loader) == "tms-1=1 ");
}
