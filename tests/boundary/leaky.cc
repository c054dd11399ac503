// SPDX-License-Identifier: GPL-2.0-or-later
//
// A plugin with the mistake that nothing but a leak checker sees: a C++ object is alive while epan
// leaves the function by longjmp, so its destructor does not run. Never shipped.
#include <string>

#include "../../plugin/epanxx/headers.h"

extern "C" {
WS_DLL_PUBLIC const char plugin_version[];
WS_DLL_PUBLIC const int plugin_want_major;
WS_DLL_PUBLIC const int plugin_want_minor;
WS_DLL_PUBLIC void plugin_register(void);
}

const char plugin_version[] = "0";
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

namespace {

int proto_leaky = -1;

int dissect_leaky(tvbuff_t* tvb, packet_info*, proto_tree*, void*) {
    const std::string lost(1000, 'x');
    const int beyond = static_cast<int>(tvb_reported_length(tvb) + lost.size());
    tvb_ensure_bytes_exist(tvb, beyond, 1);
    return 0;
}

void register_leaky() {
    proto_leaky = proto_register_protocol("Leaky", "Leaky", "leaky");
    register_postdissector(create_dissector_handle(dissect_leaky, proto_leaky));
}

}  // namespace

void plugin_register(void) {
    static proto_plugin plugin;
    plugin.register_protoinfo = register_leaky;
    proto_register_plugin(&plugin);
}
