// SPDX-License-Identifier: GPL-2.0-or-later
//
// The process on Linux, macOS and other systems like these.
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <system_error>

#include "interruption.h"
#include "platform.h"

namespace vpcmirror {

namespace {

namespace fs = std::filesystem;

volatile std::sig_atomic_t asked = 0;

void watch_for_interruption() {
    struct sigaction action {};
    action.sa_handler = [](int) { asked = 1; };
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // no restart: reads that wait end
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

// Whoever reads our output and has enough ends us quietly.
void end_quietly_with_the_reader() {
    std::signal(SIGPIPE, SIG_DFL);
}

// Many captures may overlap in time.
void allow_many_files() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

}  // namespace

bool interrupted() {
    return asked != 0;
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

bool stderr_is_terminal() {
    return isatty(STDERR_FILENO) == 1;
}

// Where the signal is ignored nevertheless.
bool reader_has_enough(int error) {
    return error == EPIPE;
}

}  // namespace vpcmirror

int main(int count, char** words) {
    vpcmirror::end_quietly_with_the_reader();
    vpcmirror::allow_many_files();
    vpcmirror::watch_for_interruption();
    return vpcmirror::run_program(count, words);
}
