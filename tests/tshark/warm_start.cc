// SPDX-License-Identifier: GPL-2.0-or-later
//
// One tshark registers its three thousand protocols, and is then forked for each run: what takes a
// quarter of a second is done once. For LD_PRELOAD; nothing of tshark's own is replaced but what
// would be done twice.
//
// Promises: each run is main() of tshark, with arguments, environment, current folder and output of
// its own, in a process that has done nothing but to register protocols and plugins. What is read
// before that must be as the server had it: the folder of plugins, Lua scripts, files of names. The
// server ends with the socket.
//
// VPCMIRROR_WARM_START is a connected socket of type SOCK_SEQPACKET. A request is one message of
// texts, each ended by NUL: the folder, how many arguments there are, these, and the environment's
// NAME=VALUE; with the descriptors of standard output and standard error. The answer is an int, as
// waitpid() gives it.
#include <dlfcn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

namespace {

using Main = int (*)(int, char**, char**);
using Argument = void*;

constexpr int kOutputs = 2;
constexpr std::size_t kLongestRequest = std::size_t{1} << 20;

Main tsharks_main = nullptr;
int server = -1;
bool is_registered = false;

// What the library that comes next in the order of loading calls so.
template <typename Function>
Function* the_real(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

template <typename Object>
Object* of_the_process(const char* name) {
    return reinterpret_cast<Object*>(dlsym(RTLD_DEFAULT, name));
}

// What main() has allocated until it registers protocols is lost when it begins once more: no leak
// of anybody's.
void leak_sanitizer(const char* function) {
    if (auto* found = of_the_process<void()>(function)) {
        found();
    }
}

struct Request {
    std::span<char> texts;
    std::array<int, kOutputs> descriptors{};
};

bool receive(std::span<char> memory, Request& request) {
    iovec part{memory.data(), memory.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof request.descriptors)> attached{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = attached.data();
    message.msg_controllen = attached.size();
    const ssize_t received = recvmsg(server, &message, MSG_CMSG_CLOEXEC);
    const cmsghdr* header = CMSG_FIRSTHDR(&message);
    if (received <= 0 || header == nullptr || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        return false;
    }
    request.texts = memory.first(static_cast<std::size_t>(received));
    std::memcpy(request.descriptors.data(), CMSG_DATA(header), sizeof request.descriptors);
    return true;
}

// The texts stay where they are as long as the process lives: they are its arguments and its
// environment.
[[noreturn]] void run(const Request& request) {
    close(server);
    dup2(request.descriptors[0], STDOUT_FILENO);
    dup2(request.descriptors[1], STDERR_FILENO);
    auto* words = new std::vector<char*>;
    for (auto at = request.texts.begin(); at != request.texts.end();
         at = std::find(at, request.texts.end(), '\0') + 1) {
        words->push_back(&*at);
    }
    const char* folder = (*words)[0];
    const int count = std::atoi((*words)[1]);
    auto* arguments = new std::vector<char*>(words->begin() + 2, words->begin() + 2 + count);
    arguments->push_back(nullptr);
    clearenv();
    std::for_each(words->begin() + 2 + count, words->end(), putenv);
    if (chdir(folder) != 0) {
        std::abort();
    }
    // Behind the server's own arguments, and with its configuration.
    *of_the_process<int>("ws_optind") = 1;
    *of_the_process<int>("ws_optreset") = 1;
    of_the_process<void(const char*)>("set_persconffile_dir")(nullptr);
    std::exit(tsharks_main(count, arguments->data(), environ));
}

[[noreturn]] void serve() {
    auto* memory = new std::vector<char>(kLongestRequest);
    Request request;
    while (receive(*memory, request)) {
        const pid_t child = fork();
        if (child == 0) {
            run(request);
        }
        std::ranges::for_each(request.descriptors, close);
        int status = 0;
        if (child < 0 || waitpid(child, &status, 0) != child ||
            send(server, &status, sizeof status, MSG_NOSIGNAL) < 0) {
            break;
        }
    }
    _exit(0);
}

}  // namespace

extern "C" {

int __libc_start_main(Main main, int count, char** arguments, void (*begin)(), void (*end)(),
                      void (*loader_ends)(), void* stack) {
    tsharks_main = main;
    if (const char* descriptor = std::getenv("VPCMIRROR_WARM_START")) {
        server = std::atoi(descriptor);
        leak_sanitizer("__lsan_disable");
    }
    return the_real<int(Main, int, char**, void (*)(), void (*)(), void (*)(), void*)>(
        "__libc_start_main")(main, count, arguments, begin, end, loader_ends, stack);
}

// How many arguments these have, numbers or pointers, and whether what they return is as large as
// an int, depends on Wireshark's version.
void wtap_init(Argument first, Argument second, Argument third, Argument fourth) {
    if (!is_registered) {
        the_real<void(Argument, Argument, Argument, Argument)>("wtap_init")(first, second, third,
                                                                            fourth);
    }
}

int epan_init(Argument first, Argument second, Argument third, Argument fourth) {
    if (is_registered) {
        return 1;
    }
    if (server >= 0) {
        leak_sanitizer("__lsan_enable");
    }
    const bool succeeded = the_real<bool(Argument, Argument, Argument, Argument)>("epan_init")(
        first, second, third, fourth);
    if (succeeded && server >= 0) {
        is_registered = true;
        serve();
    }
    return succeeded ? 1 : 0;
}
}
