// SPDX-License-Identifier: GPL-2.0-or-later
//
// A plugin that stands in for dissectors above VXLAN and leaves by longjmp, each time another way,
// as they do with hostile packets. It also watches what outlives a packet, and says on stderr if
// that is other than it was when the packet began. Never shipped; throwing_test.py.
#include <array>

#include "../../plugin/epanxx/headers.h"

extern "C" {
#include <epan/exceptions.h>
}

extern "C" {
WS_DLL_PUBLIC const char plugin_version[];
WS_DLL_PUBLIC const int plugin_want_major;
WS_DLL_PUBLIC const int plugin_want_minor;
WS_DLL_PUBLIC void plugin_register(void);
WS_DLL_PUBLIC uint32_t plugin_describe(void);
}

const char plugin_version[] = "0";
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

namespace {

struct Place {
    const char* name;
    const char* table;
    uint32_t number;
    dissector_handle_t owner;
};
// The upper layers are reached in the packets that the lower ones let pass.
std::array<Place, 6> places{{{"throwing_ip", "ethertype", 0x0800, nullptr},
                             {"throwing_ipv6", "ethertype", 0x86dd, nullptr},
                             {"throwing_tcp", "ip.proto", IP_PROTO_TCP, nullptr},
                             {"throwing_udp", "ip.proto", IP_PROTO_UDP, nullptr},
                             {"throwing_icmp", "ip.proto", IP_PROTO_ICMP, nullptr},
                             {"throwing_icmpv6", "ip.proto", IP_PROTO_ICMPV6, nullptr}}};

// All that dissectors leave by and Wireshark expects of them.
constexpr std::array<long, 7> kWays{BoundsError,         ContainedBoundsError, ReportedBoundsError,
                                    FragmentBoundsError, DissectorError,       ScsiBoundsError,
                                    ReassemblyError};

int proto_throwing = -1;
int vxlan = -1;

// What a packet began with.
struct {
    uint32_t packet = 0;
    decltype(wtap_rec::presence_flags) presence;
    decltype(wtap_rec::rec_header) header;
    decltype(wtap_rec::section_number) section;
    e_prefs preferences;
} before;

void look(packet_info* pinfo) {
    if (before.packet == pinfo->num) return;
    before.packet = pinfo->num;
    before.presence = pinfo->rec->presence_flags;
    before.header = pinfo->rec->rec_header;
    before.section = pinfo->rec->section_number;
    before.preferences = prefs;
}

void same(bool holds, const char* what, packet_info* pinfo) {
    if (!holds) fprintf(stderr, "packet %u changed the %s\n", pinfo->num, what);
}

int look_again(tvbuff_t*, packet_info* pinfo, proto_tree*, void*) {
    if (before.packet != pinfo->num) return 0;
    const wtap_rec& now = *pinfo->rec;
    same(before.presence == now.presence_flags, "record's flags", pinfo);
    same(memcmp(&before.header, &now.rec_header, sizeof before.header) == 0, "record", pinfo);
    same(before.section == now.section_number, "section", pinfo);
    same(memcmp(&before.preferences, &prefs, sizeof prefs) == 0, "preferences", pinfo);
    return 0;
}

bool above_vxlan(packet_info* pinfo) {
    for (wmem_list_frame_t* layer = wmem_list_head(pinfo->layers); layer;
         layer = wmem_list_frame_next(layer)) {
        if (GPOINTER_TO_INT(wmem_list_frame_data(layer)) == vxlan) return true;
    }
    return false;
}

// Each fourth packet stays as it is, to show what the others left behind; the rest throw at one
// place each.
template <std::size_t I>
int dissect(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    look(pinfo);
    const bool upper = I >= 2;
    const uint32_t turn = pinfo->num % 4;
    if (turn != 0 && upper == (turn > 1) && above_vxlan(pinfo)) {
        col_append_str(pinfo->cinfo, COL_INFO, " [threw]");
        col_set_fence(pinfo->cinfo, COL_INFO);
        except_throw(XCEPT_GROUP_WIRESHARK, kWays[pinfo->num / 4 % kWays.size()], nullptr);
    }
    return call_dissector_only(places[I].owner, tvb, pinfo, tree, data);
}

template <std::size_t... I>
void take_over(std::index_sequence<I...>) {
    constexpr dissector_t kDissectors[] = {dissect<I>...};
    for (std::size_t i = 0; i < places.size(); ++i) {
        places[i].owner =
            dissector_get_uint_handle(find_dissector_table(places[i].table), places[i].number);
        dissector_add_uint(places[i].table, places[i].number,
                           create_dissector_handle_with_name_and_description(
                               kDissectors[i], -1, places[i].name, places[i].name));
    }
}

void register_throwing() {
    proto_throwing = proto_register_protocol("Throwing", "Throwing", "throwing");
    register_postdissector(create_dissector_handle(look_again, proto_throwing));
}

void handoff() {
    vxlan = proto_get_id_by_filter_name("vxlan");
    take_over(std::make_index_sequence<places.size()>());
}

}  // namespace

uint32_t plugin_describe(void) {
    return 1U;
}

void plugin_register(void) {
    static proto_plugin plugin;
    plugin.register_protoinfo = register_throwing;
    plugin.register_handoff = handoff;
    proto_register_plugin(&plugin);
}
