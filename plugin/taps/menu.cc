// SPDX-License-Identifier: GPL-2.0-or-later
//
// What Wireshark itself lists of statistics has no submenus. So the reports are registered where it
// lists nothing (report_tables.cc), and opened from a menu of ours as -z would open them.
#include "taps/menu.h"

#include "epanxx/menus.h"
#include "statistics/reports.h"

namespace vpcmirror {

namespace {

constexpr const char* kStatistics = "Statistics";  // as the menu is called in Wireshark's code

void open_report(ext_menubar_gui_type /*type*/, void* /*gui*/, void* kind) noexcept {
    const auto* report = static_cast<const ReportKind*>(kind);
    char* option = g_strconcat("vpcmirror,", report->name, nullptr);
    if (process_stat_cmd_arg(option)) start_requested_stats();
    g_free(option);
}

}  // namespace

void register_menu(int protocol) {
    ext_menu_t* menu = ext_menubar_register_menu(protocol, kMenu, TRUE);
    ext_menubar_set_parentmenu(menu, kStatistics);
    for (const ReportKind& kind : report_kinds().subspan(1)) {
        // Wireshark takes the pointer as one to change: open_report() does not.
        ext_menubar_add_entry(menu, kind.title + strlen(kMenu) + 1, kind.title, open_report,
                              const_cast<ReportKind*>(&kind));
    }
}

}  // namespace vpcmirror
