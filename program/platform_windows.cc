// SPDX-License-Identifier: GPL-2.0-or-later
//
// The process on Windows, where words and environment are UTF-16, and a console shows UTF-8 and
// obeys escape sequences if it is asked to.
#include <windows.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <vector>

#include "interruption.h"
#include "platform.h"
#include "system/path_text.h"

namespace vpcmirror {

namespace {

namespace fs = std::filesystem;

std::atomic<bool> asked = false;

// Runs in a thread of its own. FALSE: as without us, at once.
BOOL WINAPI interrupt(DWORD /*event*/) {
    return asked.exchange(true) ? FALSE : TRUE;
}

// The console is not ours: as it was, when we end.
class Console {
  public:
    Console() : code_page_(GetConsoleOutputCP()) { SetConsoleOutputCP(CP_UTF8); }
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;
    ~Console() { SetConsoleOutputCP(code_page_); }

  private:
    UINT code_page_;
};

fs::path environment(const wchar_t* name) {
    const wchar_t* value = _wgetenv(name);
    return value ? value : L"";
}

}  // namespace

bool interrupted() {
    return asked;
}

// As Wireshark finds it.
fs::path wireshark_folder() {
    for (const wchar_t* name : {L"WIRESHARK_CONFIG_DIR", L"WIRESHARK_APPDATA"}) {
        fs::path chosen = environment(name);
        if (!chosen.empty()) return chosen;
    }
    return environment(L"APPDATA") / "Wireshark";
}

bool stderr_is_terminal() {
    const HANDLE handle = GetStdHandle(STD_ERROR_HANDLE);
    DWORD mode = 0;
    return GetConsoleMode(handle, &mode) &&
           SetConsoleMode(handle, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

// The C library has no word of its own for a pipe whose other end is closed.
bool reader_has_enough(int error) {
    const bool pipe = GetFileType(GetStdHandle(STD_OUTPUT_HANDLE)) == FILE_TYPE_PIPE;
    return error == EPIPE || (error == EINVAL && pipe);
}

}  // namespace vpcmirror

int wmain(int count, wchar_t** words) {
    const vpcmirror::Console console;
    SetConsoleCtrlHandler(vpcmirror::interrupt, TRUE);
    std::vector<std::string> texts;
    for (int i = 0; i < count; ++i) texts.push_back(vpcmirror::text_of(words[i]));
    std::vector<char*> pointers;
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return vpcmirror::run_program(count, pointers.data());
}
