// SPDX-License-Identifier: GPL-2.0-or-later
//
// Captures made by the shell's tools, a device that is always full, and a pipe that nobody reads.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "capture/find_captures.h"
#include "capture/pcapng_writer.h"
#include "catch.h"
#include "testing/capture_folder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;
namespace fs = std::filesystem;

namespace {

// One whose reader need not be there yet.
class OpenPipe {
  public:
    explicit OpenPipe(const Folder& folder) : path(folder.path("pipe")) {
        REQUIRE(mkfifo(path.c_str(), 0600) == 0);
        writer_ = ::open(path.c_str(), O_RDWR);
        REQUIRE(writer_ >= 0);
    }
    OpenPipe(const OpenPipe&) = delete;
    OpenPipe& operator=(const OpenPipe&) = delete;
    ~OpenPipe() { close(); }

    bool write(const std::uint8_t* bytes, std::size_t size) const {
        return ::write(writer_, bytes, size) == static_cast<ssize_t>(size);
    }
    void close() {
        if (writer_ >= 0) ::close(std::exchange(writer_, -1));
    }

    const std::string path;

  private:
    int writer_ = -1;
};

// What is read as "-" meanwhile.
class StandardInput {
  public:
    explicit StandardInput(int descriptor) : before_(dup(STDIN_FILENO)) {
        REQUIRE(before_ >= 0);
        REQUIRE(dup2(descriptor, STDIN_FILENO) == STDIN_FILENO);
    }
    StandardInput(const StandardInput&) = delete;
    StandardInput& operator=(const StandardInput&) = delete;
    ~StandardInput() {
        dup2(before_, STDIN_FILENO);
        ::close(before_);
    }

  private:
    int before_;
};

}  // namespace

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
    OpenPipe pipe(folder);
    // Milliseconds, and how many tenths of a second are waited before it is told.
    const auto [patience, waits] = GENERATE(std::pair(1, 1), std::pair(100, 1), std::pair(101, 2));
    int asked = 0;
    std::vector<int> told;
    WaitHooks hooks;
    hooks.patience = patience;
    hooks.stop = [&] { return ++asked > 4; };
    hooks.idle = [&] { told.push_back(asked); };
    std::string problem;
    const auto source = ByteSource::open(pipe.path, hooks, problem);
    std::uint8_t byte = 0;
    CHECK((!source || source->read(&byte, 1) == 0));
    CHECK(told == std::vector<int>{waits});
    CHECK(problem.empty());
}

TEST_CASE("captures: a folder or a dangling link is no capture, and a folder's links are left") {
    const Folder folder;
    const auto file = folder.file("a/x", capture({{1, 1}}));
    fs::create_directory_symlink(folder.path("a"), folder.path("a/again"));
    fs::create_symlink(folder.path("missing"), folder.path("a/b"));
    const FoundCaptures found = find_captures({folder.path("a"), "-", file});
    CHECK(found.paths == std::vector<std::string>{file, "-", file});
    REQUIRE(found.left_out.size() == 1);
    CHECK(found.left_out[0].path == folder.path("a/b"));
    CHECK(found.left_out[0].reason == "is no file");
    CHECK(found.problems.empty());
    std::string problem;
    CHECK_FALSE(ByteSource::open(folder.path("a"), {}, problem));
    CHECK(problem == "Is a directory");
}

TEST_CASE("captures: a pipe that is alone is read once, as its bytes come") {
    const Folder folder;
    OpenPipe pipe(folder);
    const Bytes bytes = capture({{1, 1}, {2, 2}});
    REQUIRE(pipe.write(bytes.data(), bytes.size()));
    int asked = 0;
    MergeOptions options;
    options.hooks.stop = [&] { return ++asked > 20; };
    MergedCaptures captures({pipe.path}, options);
    CHECK(captures.size() == 0);
    pipe.close();
    CaptureRecord record;
    CHECK(captures.next(record));
    CHECK(captures.next(record));
    CHECK_FALSE(captures.next(record));
    CHECK(captures.problems().empty());
    CHECK(captures.taken() == bytes.size());
}

TEST_CASE("captures: how many bytes there are is not known where one of them is a pipe") {
    const Folder folder;
    const Bytes bytes = capture({{1, 1}, {2, 2}});
    const auto file = folder.file("file", capture({{3, 3}}));
    CHECK(MergedCaptures({file, file}).size() == 2 * fs::file_size(file));
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    ::close(ends[1]);
    const StandardInput input(ends[0]);
    ::close(ends[0]);
    MergedCaptures captures({"-", file});
    CHECK(captures.size() == 0);
    CaptureRecord record;
    for (std::uint8_t packet = 1; packet <= 3; ++packet) {
        REQUIRE(captures.next(record));
        CHECK(record.bytes.data()[0] == packet);
    }
    CHECK_FALSE(captures.next(record));
}

#ifdef __linux__
TEST_CASE("Byte source: where reading fails nothing more is taken, and it says why") {
    // Linux has a terminal fail whose other side is gone; what came before is read.
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(terminal >= 0);
    REQUIRE(grantpt(terminal) == 0);
    REQUIRE(unlockpt(terminal) == 0);
    const int other = ::open(ptsname(terminal), O_RDWR | O_NOCTTY);
    REQUIRE(other >= 0);
    const StandardInput input(terminal);
    ::close(terminal);
    REQUIRE(::write(other, "abcdefgh", 8) == 8);
    std::string problem;
    const auto source = ByteSource::open("-", {}, problem);
    REQUIRE(source);
    Bytes into(8);
    CHECK(source->read(into.data(), 8) == 4);  // what the format was told by
    CHECK(source->read(into.data() + 4, 4) == 4);
    CHECK(into == Bytes{'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'});
    ::close(other);
    CHECK(source->read(into.data(), 8) == 0);
    CHECK(source->problem() == "Input/output error");
    CHECK(source->taken() == 8);
}
#endif

TEST_CASE("Byte source: what a pipe begins with may come in two pieces") {
    const Folder folder;
    OpenPipe pipe(folder);
    const Bytes bytes{1, 2, 3, 4, 5, 6, 7, 8};
    REQUIRE(pipe.write(bytes.data(), 2));
    int asked = 0;
    WaitHooks hooks;
    hooks.stop = [&] {
        if (++asked == 2 && !pipe.write(bytes.data() + 2, 6)) return true;
        return asked > 20;
    };
    std::string problem;
    const auto source = ByteSource::open(pipe.path, hooks, problem);
    REQUIRE(source);
    CHECK(source->taken() == 4);
    Bytes into(20);
    CHECK(source->read(into.data(), into.size()) == 4);
    CHECK(source->read(into.data() + 4, into.size() - 4) == 4);
    into.resize(8);
    CHECK(into == bytes);
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

TEST_CASE("pcapng writer: where a disk becomes full the file ends behind its last whole packet") {
    const Folder folder;
    const std::string path = folder.path("out");
    const Bytes frame(100, 7);
    const std::size_t block = FileOrder(false).packet(0, 1, frame, 100).size();
    std::string problem;
    WriterOptions options;
    options.buffer = 4 * block;
    const auto writer = PcapngWriter::create(path, "test", problem, options);
    REQUIRE(writer);
    writer->add_interface({1, 0, {}, {}});
    REQUIRE(writer->flush());
    const auto begin = fs::file_size(path);
    // Room for so many packets, and for some bytes of the next one.
    const auto [fit, more] =
        GENERATE(std::pair(0, 1), std::pair(5, 0), std::pair(5, 1), std::pair(6, 60));
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
    rlimit limit = before;
    limit.rlim_cur = begin + static_cast<std::size_t>(fit) * block + static_cast<std::size_t>(more);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    bool good = true;
    for (int i = 0; i < 100 && good; ++i) good = writer->write({view(frame), 100, {}, 0, {}, {}});
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    CHECK_FALSE(good);
    CHECK(writer->problem() == "File too large");
    CHECK(writer->packets() == static_cast<std::uint64_t>(fit));
    CHECK(fs::file_size(path) == begin + static_cast<std::size_t>(fit) * block);
    CHECK(merged({path}).size() == static_cast<std::size_t>(fit));
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
