// SPDX-License-Identifier: GPL-2.0-or-later
//
// load PLUGIN.dll: loads a plugin as Wireshark does and prints what it says of itself. Wireshark's
// libraries must lie where Windows looks for them; stand-ins that only have the names will do.
#include <windows.h>

#include <cstdio>

namespace {

template <class Symbol>
const Symbol* symbol(HMODULE plugin, const char* name) {
    const auto address = GetProcAddress(plugin, name);
    if (!address) std::printf("no %s\n", name);
    return reinterpret_cast<const Symbol*>(address);
}

}  // namespace

int wmain(int count, wchar_t** words) {
    if (count != 2) return 2;
    const HMODULE plugin = LoadLibraryW(words[1]);
    if (!plugin) {
        std::printf("not loaded: error %lu\n", GetLastError());
        return 1;
    }
    const auto* version = symbol<char>(plugin, "plugin_version");
    const auto* major = symbol<int>(plugin, "plugin_want_major");
    const auto* minor = symbol<int>(plugin, "plugin_want_minor");
    if (!version || !major || !minor || !symbol<char>(plugin, "plugin_register")) return 1;
    std::printf("%s for %d.%d\n", version, *major, *minor);
    return 0;
}
