// SPDX-License-Identifier: GPL-2.0-or-later
#include "menus.h"

#include <cstdio>

#include <epan/plugin_if.h>

#define VERSION (WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR)

namespace {

std::string filter_of(const conversation_filter_t& kind, packet_info* pinfo) {
#if VERSION >= 404
    if (!kind.is_filter_valid(pinfo, kind.user_data)) return "none";
    char* filter = kind.build_filter_string(pinfo, kind.user_data);
#else
    if (!kind.is_filter_valid(pinfo)) return "none";
    char* filter = kind.build_filter_string(pinfo);
#endif
    std::string text = filter ? filter : "null";
    g_free(filter);
    return text;
}

template <class Item, class Visit>
void each(GList* list, Visit visit) {
    for (; list; list = g_list_next(list)) visit(*static_cast<Item*>(list->data));
}

template <class Visit>
void each_entry(Visit visit) {
    const int protocol = proto_get_id_by_filter_name("vpcmirror");
    each<ext_menu_t>(ext_menubar_get_entries(), [&](ext_menu_t& menu) {
        if (menu.proto == protocol) {
            each<ext_menubar_t>(menu.children,
                                [&](const ext_menubar_t& entry) { visit(menu, entry); });
        }
    });
}

}  // namespace

std::string session_filter(packet_info* pinfo) {
    std::string text;
    each<conversation_filter_t>(packet_conv_filter_list, [&](const conversation_filter_t& kind) {
        if (std::string(kind.display_name) == "VPC Mirror session") text += filter_of(kind, pinfo);
    });
    return text;
}

void print_menu() {
    each_entry([](const ext_menu_t& menu, const ext_menubar_t& entry) {
        printf("%s > %s > %s: %s\n", menu.parent_menu, menu.label, entry.label, entry.tooltip);
    });
}

bool choose(const std::string& label) {
    bool chosen = false;
    each_entry([&](const ext_menu_t& /*menu*/, const ext_menubar_t& entry) {
        if (entry.label != label) return;
        entry.callback(EXT_MENUBAR_QT_GUI, nullptr, entry.user_data);
        chosen = true;
    });
    return chosen;
}
