// SPDX-License-Identifier: GPL-2.0-or-later
//
// Captures made by the shell's tools, a device that is always full, and a pipe that nobody reads.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "capture/pcapng_writer.h"
#include "catch.h"
#include "testing/capture_folder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;
namespace fs = std::filesystem;

TEST_CASE(
    "captures: packed ones are unpacked, several parts one after the other, and cut ones say so") {
    const Folder folder;
    const auto plain = folder.file("plain", capture({{1, 1}, {2, 2}, {3, 3}}));
    const std::string tool = GENERATE("gzip", "zstd -q");
    const std::string packed = folder.path("packed");
    const std::string pack = "head -c 50 " + plain + " | " + tool + " > " + packed +
                             " && tail -c +51 " + plain + " | " + tool + " >> " + packed;
    REQUIRE(std::system(pack.c_str()) == 0);
    CHECK(merged({packed}) == Bytes{1, 2, 3});
    fs::resize_file(packed, fs::file_size(packed) - 3);
    MergedCaptures captures({packed});
    CaptureRecord record;
    while (captures.next(record)) {
    }
    REQUIRE(captures.problems().size() == 1);
    CHECK(captures.problems()[0].text.find("cut short") != std::string::npos);
}

TEST_CASE("Byte source: silence is told once, when patience ends, and who wants no more gets none",
          "[slow]") {
    const Folder folder;
    const std::string path = folder.path("pipe");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    const int writer = ::open(path.c_str(), O_RDWR);
    REQUIRE(writer >= 0);
    // Milliseconds, and how many tenths of a second are waited before it is told.
    const auto [patience, waits] = GENERATE(std::pair(1, 1), std::pair(100, 1), std::pair(101, 2));
    int asked = 0;
    std::vector<int> told;
    WaitHooks hooks;
    hooks.patience = patience;
    hooks.stop = [&] { return ++asked > 4; };
    hooks.idle = [&] { told.push_back(asked); };
    std::string problem;
    const auto source = ByteSource::open(path, hooks, problem);
    std::uint8_t byte = 0;
    CHECK((!source || source->read(&byte, 1) == 0));
    CHECK(told == std::vector<int>{waits});
    CHECK(problem.empty());
    ::close(writer);
}

TEST_CASE("pcapng writer: a full disk is said, and what is written is whole") {
    std::string problem;
    const auto writer = PcapngWriter::create("/dev/full", "test", problem);
    REQUIRE(writer);
    writer->add_interface({1, 0, {}, {}});
    const Bytes frame(1000, 7);
    bool good = true;
    for (int i = 0; i < 1000 && good; ++i) good = writer->write({view(frame), 1000, {}, 0, {}, {}});
    CHECK_FALSE(good);
    CHECK_FALSE(writer->problem().empty());
    CHECK_FALSE(writer->is_reader_gone());
    CHECK(writer->packets() == 0);
    CHECK_FALSE(writer->write({view(frame), 1000, {}, 0, {}, {}}));
}

TEST_CASE("pcapng writer: a reader that has closed its pipe is told from what else may fail") {
    const Folder folder;
    const std::string pipe = folder.path("pipe");
    REQUIRE(mkfifo(pipe.c_str(), S_IRUSR | S_IWUSR) == 0);
    const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    REQUIRE(reader >= 0);
    std::string problem;
    const auto writer = PcapngWriter::create(pipe, "test", problem);
    REQUIRE(writer);
    CHECK(writer->flush());
    CHECK_FALSE(writer->is_reader_gone());
    close(reader);
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    writer->add_interface({1, 0, {}, {}});
    CHECK_FALSE(writer->flush());
    std::signal(SIGPIPE, before);
    CHECK(writer->is_reader_gone());
}
