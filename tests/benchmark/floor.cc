// SPDX-License-Identifier: GPL-2.0-or-later
//
// The least that a plugin for mirror traffic can do: it gives each mirrored frame the length that
// its IP header tells and hands it to VXLAN's dissector. What vpcmirror costs is held against it.
#include "epanxx/headers.h"

extern "C" {
__attribute__((visibility("default"))) extern const char plugin_version[];
__attribute__((visibility("default"))) extern const int plugin_want_major;
__attribute__((visibility("default"))) extern const int plugin_want_minor;
__attribute__((visibility("default"))) extern void plugin_register(void);
__attribute__((visibility("default"))) extern uint32_t plugin_describe(void);
}

const char plugin_version[] = "0";
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

namespace {

int proto_floor = -1;
dissector_handle_t vxlan;

constexpr unsigned kFrame = 8;  // behind the VXLAN header
constexpr unsigned kIp = kFrame + 14;

unsigned original_length(tvbuff_t* tvb) {
    if (tvb_captured_length(tvb) < kIp + 20) return 0;
    const unsigned type = tvb_get_ntohs(tvb, kFrame + 12);
    if (type == 0x0800) return kIp + tvb_get_ntohs(tvb, kIp + 2);
    return type == 0x86DD ? kIp + 40 + tvb_get_ntohs(tvb, kIp + 4) : 0;
}

int dissect_floor(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* /*data*/) {
    const unsigned length = original_length(tvb);
    if (length > tvb_reported_length(tvb)) {
        const unsigned captured = tvb_captured_length(tvb);
        tvb = tvb_new_child_real_data(tvb, tvb_get_ptr(tvb, 0, static_cast<int>(captured)),
                                      captured, static_cast<int>(length));
        add_new_data_source(pinfo, tvb, "Mirrored packet");
    }
    return call_dissector_only(vxlan, tvb, pinfo, tree, nullptr);
}

// In 4.0 VXLAN's handle has no name.
void look_for_vxlan(const char* /*table*/, void* value, void* /*data*/) {
    auto* handle = static_cast<dissector_handle_t>(value);
    if (dissector_handle_get_protocol_index(handle) == proto_get_id_by_filter_name("vxlan")) {
        vxlan = handle;
    }
}

void register_floor() {
    proto_floor = proto_register_protocol("Mirror traffic, the floor", "Floor", "floor");
}

void hand_off_floor() {
    dissector_table_foreach_handle("udp.port", look_for_vxlan, nullptr);
    dissector_add_uint("udp.port", 4789, create_dissector_handle(dissect_floor, proto_floor));
}

}  // namespace

uint32_t plugin_describe(void) {
    return 1U;
}

void plugin_register(void) {
    static proto_plugin protocol;
    protocol.register_protoinfo = register_floor;
    protocol.register_handoff = hand_off_floor;
    proto_register_plugin(&protocol);
}
