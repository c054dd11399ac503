// SPDX-License-Identifier: GPL-2.0-or-later
//
// The symbols that Wireshark looks up in a plugin, nothing else (wsutil/plugins.h).
#include "epanxx/headers.h"
#include "packet-vpcmirror.h"

// Wireshark's own macro would, on Windows, import them.
#ifdef _WIN32
#define EXPORTED __attribute__((dllexport)) extern
#else
#define EXPORTED __attribute__((visibility("default"))) extern
#endif

// A const at namespace scope has internal linkage in C++ unless it was declared extern before.
extern "C" {
EXPORTED const char plugin_version[];
EXPORTED const int plugin_want_major;
EXPORTED const int plugin_want_minor;
EXPORTED void plugin_register(void);
EXPORTED uint32_t plugin_describe(void);
}

const char plugin_version[] = PLUGIN_VERSION;
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

// Read by Wireshark 4.4 and later: bit 0 says that the plugin is a dissector.
uint32_t plugin_describe(void) {
    return 1U;
}

void plugin_register(void) {
    static proto_plugin protocol;
    protocol.register_protoinfo = vpcmirror::proto_register_vpcmirror;
    protocol.register_handoff = vpcmirror::proto_reg_handoff_vpcmirror;
    proto_register_plugin(&protocol);
}
