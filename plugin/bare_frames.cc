// SPDX-License-Identifier: GPL-2.0-or-later
#include "bare_frames.h"

#include "preferences.h"

namespace vpcmirror {

namespace {

constexpr const char* kEncapsulations = "wtap_encap";

dissector_handle_t bare_handle;
dissector_handle_t dispatcher;
dissector_handle_t owner;  // of Ethernet before us; null while it has it
dissector_handle_t with_data;
void* frame_data;  // frames do not nest

int dissect_ethernet(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    return owner ? call_dissector_only(owner, tvb, pinfo, tree, data) : 0;
}

int dissect_with_data(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* /*data*/) {
    return dissect_ethernet(tvb, pinfo, tree, frame_data);
}

int dispatch_bare(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    const int taken = call_dissector_only(bare_handle, tvb, pinfo, tree, data);
    return taken != 0 ? taken : dissect_ethernet(tvb, pinfo, tree, data);
}

}  // namespace

void register_bare_frames(dissector_handle_t bare) {
    bare_handle = bare;
    dispatcher = create_dissector_handle_with_name_and_description(
        dispatch_bare, -1, "vpcmirror_ethernet", "Ethernet, mirrored frames without tunnel named");
    with_data = create_dissector_handle_with_name_and_description(
        dissect_with_data, -1, "vpcmirror_frame", "A mirrored frame without tunnel");
}

void claim_ethernet() {
    if (static_cast<bool>(preferences().bare_frames) == (owner != nullptr)) return;
    if (owner) {
        dissector_add_uint(kEncapsulations, WTAP_ENCAP_ETHERNET, owner);
        owner = nullptr;
        return;
    }
    owner = dissector_get_uint_handle(find_dissector_table(kEncapsulations), WTAP_ENCAP_ETHERNET);
    if (owner) dissector_add_uint(kEncapsulations, WTAP_ENCAP_ETHERNET, dispatcher);
}

dissector_handle_t ethernet_with(void* data) {
    frame_data = data;
    return with_data;
}

}  // namespace vpcmirror
