// SPDX-License-Identifier: GPL-2.0-or-later
#include "packet-vpcmirror.h"

#include "analysis/analyse.h"
#include "bare_frames.h"
#include "catalogue_store.h"
#include "conversations.h"
#include "duplicate_summary.h"
#include "epanxx/addresses.h"
#include "epanxx/captured_bytes.h"
#include "epanxx/headers.h"
#include "epanxx/times.h"
#include "exports.h"
#include "fields.h"
#include "findings.h"
#include "gwlb.h"
#include "original_length.h"
#include "ports.h"
#include "preferences.h"
#include "protocol.h"
#include "render.h"
#include "session_filter.h"
#include "taps/conversation_tables.h"
#include "taps/menu.h"
#include "taps/mirror_tap.h"
#include "taps/printed_reports.h"
#include "taps/report_tables.h"
#include "taps/session_tree.h"

namespace vpcmirror {

int proto_vpcmirror = -1;

namespace {

dissector_handle_t vpcmirror_handle;
dissector_handle_t vxlan_handle;
PortClaims* mirror_ports;

// What the current capture has shown. Like the claims, allocated once and never freed: a global
// with a destructor would run while Wireshark unloads.
struct Capture {
    CaptureState state;
    FirstSeen told;
};
Capture* capture;

Datagram datagram_of(tvbuff_t* tvb, packet_info* pinfo) {
    Datagram datagram;
    datagram.bytes = epanxx::captured_bytes(tvb);
    datagram.length = tvb_reported_length(tvb);
    datagram.source = epanxx::ip_address(pinfo->src);
    datagram.whole = !pinfo->fragmented;
    if (const GeneveEnvelope* envelope = geneve_envelope(pinfo)) {
        datagram.whole = datagram.whole && envelope->whole;
        datagram.outermost_target = envelope->target;
        datagram.outermost_length = envelope->datagram_length;
    } else {
        datagram.outermost_target = epanxx::ip_address(pinfo->dst);
        datagram.outermost_length =
            epanxx::ip_datagram_length(datagram.source.family, datagram.length);
    }
    datagram.number = pinfo->num;
    datagram.time = epanxx::capture_time(*pinfo);
    datagram.seen_before = pinfo->fd->visited != 0;
    datagram.quoted = pinfo->flags.in_error_pkt;
    return datagram;
}

AnalysisOptions options() {
    const Preferences& chosen = preferences();
    const std::chrono::milliseconds window(chosen.duplicate_window);
    return {chosen.target_mtu,
            chosen.duplicates == kDuplicatesAsPackets ? Nanoseconds::zero() : Nanoseconds{window}};
}

// Everything that is shown and counted of a mirrored packet, before it goes on.
void present(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const Datagram& datagram,
             const PacketReport& report) {
    enter_mirrored_frame(pinfo, datagram, report);
    proto_item* item = render(tvb, pinfo, tree, proto_vpcmirror, report);
    add_findings(pinfo, item, report, capture->told, catalogue_trouble());
    if (tree) remember_session(pinfo, report);
    if (preferences().comments) annotate(pinfo, report);
    queue_for_statistics(pinfo, report);
}

// `original` has the mirrored frame behind so many bytes.
void export_and_dissect(dissector_handle_t dissector, tvbuff_t* original, packet_info* pinfo,
                        proto_tree* tree, const PacketReport& report, std::size_t header) {
    const Preferences& chosen = preferences();
    if (report.best_copy || chosen.export_duplicates) {
        const bool in_place_of_first = report.duplicate_of && !chosen.export_duplicates;
        export_frame(pinfo, original,
                     in_place_of_first ? report.duplicate_of->delay : Nanoseconds::zero(), header);
    }
    // A later copy that holds more is worth reading, apart from the first.
    const bool left_out = report.duplicate_of && chosen.duplicates == kDuplicatesAsSummary;
    if (left_out && !report.duplicate_of->fuller) {
        show_duplicate_summary(pinfo, report);
    } else {
        dissect_mirrored_frame(dissector, original, pinfo, tree, left_out);
    }
}

// To the exports, and to Wireshark's own dissectors from VXLAN on.
void hand_on(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const PacketReport& report) {
    const Preferences& chosen = preferences();
    if (report.truncation.datagrams > 1) {
        // Of several that the receiver glued into one, the first.
        constexpr auto kHeader = static_cast<int>(kVxlanHeaderLength);
        tvb = tvb_new_subset_length_caplen(tvb, 0,
                                           kHeader + static_cast<int>(report.truncation.captured),
                                           kHeader + static_cast<int>(report.truncation.mirrored));
    }
    tvbuff_t* original =
        chosen.restore_length ? with_original_length(tvb, pinfo, report.truncation) : tvb;
    export_and_dissect(vxlan_handle, original, pinfo, tree, report, kVxlanHeaderLength);
}

int dissect_vpcmirror(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* /*data*/) {
    // VXLAN inside a mirrored frame is the workload's own overlay, no mirror session.
    if (inside_mirrored_frame(pinfo)) return 0;
    const Datagram datagram = datagram_of(tvb, pinfo);
    const auto report = analyse(datagram, current_catalogue(), options(), capture->state);
    if (!report) return 0;

    present(tvb, pinfo, tree, datagram, *report);
    hand_on(tvb, pinfo, tree, *report);
    return static_cast<int>(tvb_captured_length(tvb));
}

bool is_tunnel(const Frame& frame, ByteView bytes) {
    return frame.ports && value_is_in_range(preferences().udp_ports, frame.ports->destination) &&
           is_tunnel_of_known_session(frame, bytes, current_catalogue());
}

// An Ethernet frame of the capture, where these may be mirrored ones.
int dissect_bare(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    Datagram frame;
    frame.bytes = epanxx::captured_bytes(tvb);
    frame.length = tvb_reported_length(tvb);
    frame.number = pinfo->num;
    frame.time = epanxx::capture_time(*pinfo);
    frame.seen_before = pinfo->fd->visited != 0;
    const Frame parsed = parse_frame(frame.bytes);
    if (is_tunnel(parsed, frame.bytes)) return 0;
    const auto report = analyse_bare(frame, parsed, current_catalogue(), options(), capture->state);
    if (!report) return 0;

    present(tvb, pinfo, tree, frame, *report);
    const Preferences& chosen = preferences();
    tvbuff_t* original =
        chosen.restore_length ? with_original_length(tvb, pinfo, report->truncation, 0) : tvb;
    export_and_dissect(ethernet_with(data), original, pinfo, tree, *report, 0);
    return static_cast<int>(tvb_captured_length(tvb));
}

// UDP asks four times for a conversation's own dissector before it looks at the ports. The rest of
// a conversation that brings mirror traffic is spared three of them; what then turns out to be none
// is refused and takes the way by the ports after all. Not where UDP payloads are exported: they
// would no longer be marked with the port.
void expect_more(tvbuff_t* tvb, packet_info* pinfo) {
    if (inside_mirrored_frame(pinfo) || !parse_vxlan_header(epanxx::captured_bytes(tvb))) return;
    if (have_tap_listener(find_tap_id(EXPORT_PDU_TAP_NAME_LAYER_4))) return;
    conversation_t* conversation = find_conversation_pinfo(pinfo, 0);
    if (conversation && !conversation_get_dissector(conversation, pinfo->num)) {
        conversation_set_dissector(conversation, vpcmirror_handle);
    }
}

// What is no mirror traffic on these ports goes to whoever had them before.
int dispatch(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    expect_more(tvb, pinfo);
    const int taken = call_dissector_only(vpcmirror_handle, tvb, pinfo, tree, data);
    return taken != 0 ? taken : mirror_ports->pass_on(tvb, pinfo, tree, data);
}

// In 4.0 VXLAN's handle has no name, and by now its port may lead to another plugin: but whoever
// was given a port stays in the table's list of dissectors.
void look_for_vxlan(const char* /*table*/, void* value, void* data) {
    auto* handle = static_cast<dissector_handle_t>(value);
    auto* found = static_cast<dissector_handle_t*>(data);
    if (dissector_handle_get_protocol_index(handle) == proto_get_id_by_filter_name("vxlan")) {
        *found = handle;
    }
}

dissector_handle_t find_vxlan() {
    dissector_handle_t vxlan = find_dissector("vxlan");
    if (!vxlan) dissector_table_foreach_handle("udp.port", look_for_vxlan, &vxlan);
    return vxlan;
}

void register_statistics() {
    register_mirror_tap();
    register_report_tables();
    register_printed_reports();
    register_session_tree();
    register_conversation_tables(proto_vpcmirror);
    register_session_filter();
    register_menu(proto_vpcmirror);
}

void claim_ports() {
    mirror_ports->claim(preferences().udp_ports);
    claim_geneve_port();
    claim_ethernet();
}

void new_capture() noexcept {
    capture->state.clear();
    capture->told.clear();
    forget_conversations();
    refresh_catalogue();
    claim_ports();
    take_place_over_ip();
}

}  // namespace

void proto_register_vpcmirror() {
    proto_vpcmirror =
        proto_register_protocol("AWS VPC Traffic Mirroring", "VPC Mirror", "vpcmirror");
    register_fields(proto_vpcmirror);
    register_preferences(proto_vpcmirror);
    register_gwlb();
    register_conversations();
    register_exports();
    register_statistics();
    mirror_ports = new PortClaims;
    mirror_ports->set_dispatcher(dispatch, "vpcmirror_port", "VPC Mirror, else as before");
    vpcmirror_handle = register_dissector("vpcmirror", dissect_vpcmirror, proto_vpcmirror);
    register_bare_frames(register_dissector("vpcmirror_bare", dissect_bare, proto_vpcmirror));
    capture = new Capture;
    register_init_routine(new_capture);
}

void proto_reg_handoff_vpcmirror() {
    vxlan_handle = find_vxlan();
    dissector_add_for_decode_as("udp.port", vpcmirror_handle);
    mirror_ports->set_rival("vxlan");
    // Before any Decode As: a user who chooses VXLAN for its own port must be told from one who did
    // not choose. All else is taken over with a capture. So lists of dissectors, which are asked
    // for without one (tshark -G decodes), are Wireshark's.
    mirror_ports->claim(preferences().udp_ports);
    mirror_ports->list_as(proto_get_id_by_filter_name("vxlan"));
}

}  // namespace vpcmirror
