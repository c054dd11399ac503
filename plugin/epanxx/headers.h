// SPDX-License-Identifier: GPL-2.0-or-later
//
// Wireshark's headers and the only place where its versions differ for us (4.0, 4.4, 4.6).
// Include this instead of any <epan/...> header.
#pragma once

#define WS_BUILD_DLL
#define WS_LOG_DOMAIN "vpcmirror"

#include <string>
#include <type_traits>

#include <wireshark.h>

#include <epan/packet.h>

#include <epan/addr_resolv.h>
#include <epan/conversation.h>
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

// A statistics tree under Statistics > `menu` > `title`, and -z `name`,tree.
inline void register_stats_tree(const char* tap, const char* name, const std::string& menu,
                                const std::string& title, stat_tree_packet_cb packet,
                                stat_tree_init_cb begin) {
#if WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR >= 404
    const std::string path = menu + STATS_TREE_MENU_SEPARATOR + title;
#else
    const std::string path = menu + '/' + title;
#endif
    stats_tree_register_plugin(tap, name, path.c_str(), 0, packet, begin, nullptr);
}

}  // namespace vpcmirror::epanxx
