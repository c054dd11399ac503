// SPDX-License-Identifier: GPL-2.0-or-later
//
// Wireshark's headers and the only place where its versions differ for us (4.0, 4.4, 4.6).
// Include this instead of any <epan/...> header.
#pragma once

#define WS_LOG_DOMAIN "vpcmirror"

#include <string>
#include <type_traits>

#include <wireshark.h>

#include <epan/packet.h>

#include <epan/addr_resolv.h>
#include <epan/conversation.h>
#include <epan/conversation_filter.h>
#include <epan/conversation_table.h>
#include <epan/expert.h>
#include <epan/exported_pdu.h>
#include <epan/ipproto.h>
#include <epan/prefs.h>
#include <epan/proto_data.h>
#include <epan/stat_tap_ui.h>
#include <epan/stats_tree.h>
#include <epan/strutil.h>
#include <epan/tap.h>
#include <epan/tfs.h>
#include <epan/to_str.h>
#include <epan/uat.h>
#include <epan/unit_strings.h>
#include <wiretap/wtap.h>
#include <wsutil/filesystem.h>
#include <wsutil/report_message.h>
#include <wsutil/str_util.h>

namespace vpcmirror::epanxx {

// gboolean (an int) in 4.0, bool from 4.4: preferences, UAT fields and callbacks.
using boolean = std::invoke_result_t<uat_update_cb_t, void*, char**>;

// As the former, for what wmem calls when a pool is freed.
using callback_result =
    std::invoke_result_t<wmem_user_cb_t, wmem_allocator_t*, wmem_cb_event_t, void*>;

// True if the user has Wireshark tell conversations apart by VLAN, which it can from 4.4 on.
inline bool vlan_separates_conversations() {
#if WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR >= 404
    return (prefs.conversation_deinterlacing_key & CONV_DEINT_KEY_VLAN) != 0;
#else
    return false;
#endif
}

// What a statistic's start says to Wireshark: 4.6 is told of failure, before that the program ends,
// as with Wireshark's own statistics.
inline auto stat_started(bool started) {
#if WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR >= 406
    return started;
#else
    if (!started) exit(1);
#endif
}

// The entry `title` under Conversation Filter. `Filter` makes the filter for a packet, to be freed
// with g_free, where `Applies`.
template <bool (*Applies)(packet_info*), char* (*Filter)(packet_info*)>
void register_conversation_filter(const char* protocol, const char* title) {
#if WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR >= 404
    ::register_conversation_filter(
        protocol, title, [](packet_info* pinfo, void*) { return Applies(pinfo); },
        [](packet_info* pinfo, void*) { return Filter(pinfo); }, nullptr);
#else
    ::register_conversation_filter(
        protocol, title, [](packet_info* pinfo) -> gboolean { return Applies(pinfo); }, Filter);
#endif
}

// True but in tshark, which has no windows. A program need not say its name; tshark does.
inline bool has_windows() {
    const char* const program = g_get_prgname();
    return !program || strstr(program, "tshark") == nullptr;
}

}  // namespace vpcmirror::epanxx
