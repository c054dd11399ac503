// SPDX-License-Identifier: GPL-2.0-or-later
//
// Wireshark finds a conversation by the addresses and ports in pinfo. Between IP and what it
// carries, a few bytes with the network are appended to those addresses, for every network but the
// first that is seen with this pair of addresses. Text and name resolution take the first 4 or 16
// bytes, comparisons and hashes all of them. So the conversations of any dissector are apart, in
// any version, pass and order, also for what looks them up after the dissection; nothing is left to
// restore when a dissector throws. The first network reads exactly as it would alone, and a capture
// without mirror traffic shows no difference.
//
// IPv6 takes fragments together on this way too. IPv4 does so before it hands anything on: it
// distinguishes by VLAN as well, for private addresses always and for all others where the user
// asked for strict conversation tracking. While IPv4 is at work on another network than the first,
// the network stands in the VLAN's place and the preference is on; it is put back before anything
// else is dissected, or with the packet's memory where IPv4 itself has thrown.
//
// Wireshark's own means, deinterlacing by VLAN, keeps apart only the few dissectors that ask for
// it, from 4.4 on, by a global preference.
#include "conversations.h"

#include <array>
#include <utility>

#include "announcements.h"
#include "epanxx/addresses.h"
#include "network/kept_decisions.h"
#include "network/networks.h"
#include "preferences.h"
#include "protocol.h"

namespace vpcmirror {

namespace {

constexpr const char* kIpProtocols = "ip.proto";

// Protocols over IP whose dissectors keep anything by address. An IPv6 fragment header is one: it
// takes fragments together.
constexpr std::array kCarried{IP_PROTO_ICMP,   IP_PROTO_TCP,      IP_PROTO_UDP,      IP_PROTO_TP,
                              IP_PROTO_DCCP,   IP_PROTO_FRAGMENT, IP_PROTO_RSVP,     IP_PROTO_ESP,
                              IP_PROTO_ICMPV6, IP_PROTO_AH,       IP_PROTO_RSVPE2EI, IP_PROTO_L2TP,
                              IP_PROTO_SCTP,   IP_PROTO_UDPLITE};

// Appended to an address. A network: its number and the complement. Later copies of a session: both
// twice. The sums of 16-bit words stay what they were, and with them the checksums of TCP and UDP.
constexpr size_t kMark = 4;

struct Mark {
    uint8_t bytes[2 * kMark];
    uint8_t length;  // 0: none
};

// What the frame within the tunnel is, for the IP headers in it.
struct Entered {
    uint16_t session;
    Mark later_copy;  // of the session, for when the frame is one
    bool is_later_copy;
    bool has_addresses;  // the frame's own, and their network
    IpAddress source;
    IpAddress destination;
    NetworkId network;
};

std::array<dissector_handle_t, kCarried.size()> owners;  // of the table's entries, before us

// Never freed: a global with a destructor would run while Wireshark unloads.
struct Known {
    Networks networks;
    KeptDecisions decisions;
};
Known* known;

// The user's own choice, while the preference is on for IPv4.
epanxx::boolean strict_tracking;
bool strict_for_now;

Mark mark_of(NetworkId network, bool later_copy) {
    Mark mark{};
    if (network == kFirstNetwork && !later_copy) return mark;
    const auto complement = static_cast<uint16_t>(~network);
    memcpy(mark.bytes, &network, sizeof network);
    memcpy(mark.bytes + sizeof network, &complement, sizeof complement);
    memcpy(mark.bytes + kMark, mark.bytes, kMark);
    mark.length = later_copy ? 2 * kMark : kMark;
    return mark;
}

void append(packet_info* pinfo, address& a, const Mark& mark) {
    if (!epanxx::is_plain(a)) return;
    const auto length = static_cast<size_t>(a.len);
    auto* bytes = static_cast<uint8_t*>(wmem_alloc(pinfo->pool, length + mark.length));
    memcpy(bytes, a.data, length);
    memcpy(bytes + length, mark.bytes, mark.length);
    set_address(&a, a.type, static_cast<int>(length + mark.length), bytes);
}

Networks::Rule rule() {
    return preferences().duplicates == kDuplicatesInTheirSession ? Networks::Rule::Sessions
                                                                 : Networks::Rule::Networks;
}

Entered* entered(packet_info* pinfo) {
    return static_cast<Entered*>(
        p_get_proto_data(pinfo->pool, pinfo, proto_vpcmirror, kEnteredFrame));
}

// Decided when the packet is seen first, and kept. `layer` tells the headers of a packet apart.
NetworkId decide(const packet_info* pinfo, uint8_t layer, const IpAddress& source,
                 const IpAddress& destination, uint16_t session) {
    if (pinfo->fd->visited) return known->decisions.of(pinfo->num, layer);
    const NetworkId network = known->networks.network_of(source, destination, session, rule());
    known->decisions.keep(pinfo->num, layer, network);
    return network;
}

NetworkId network_of(packet_info* pinfo, const Entered* frame) {
    const IpAddress source = epanxx::ip_address(pinfo->src);
    const IpAddress destination = epanxx::ip_address(pinfo->dst);
    if (frame && frame->has_addresses && frame->source == source &&
        frame->destination == destination) {
        return frame->network;
    }
    return decide(pinfo, pinfo->curr_layer_num, source, destination, frame ? frame->session : 0);
}

void keep_apart(packet_info* pinfo) {
    const Entered* frame = entered(pinfo);
    const bool later_copy = frame && frame->is_later_copy;
    if (!preferences().networks_apart && !later_copy) return;
    // An IPv6 routing header may have put a new address in the place of one that has its mark.
    if (!epanxx::is_plain(pinfo->src) && !epanxx::is_plain(pinfo->dst)) return;
    if (!epanxx::is_ip(pinfo->src) || !epanxx::is_ip(pinfo->dst)) return;
    const Mark mark = later_copy ? frame->later_copy : mark_of(network_of(pinfo, frame), false);
    if (mark.length == 0) return;
    append(pinfo, pinfo->net_src, mark);
    append(pinfo, pinfo->net_dst, mark);
    append(pinfo, pinfo->src, mark);
    append(pinfo, pinfo->dst, mark);
}

void begin_strict_tracking() {
    if (strict_for_now) return;
    strict_tracking = prefs.strict_conversation_tracking_heuristics;
    strict_for_now = true;
    prefs.strict_conversation_tracking_heuristics = TRUE;
}

void end_strict_tracking() {
    if (!strict_for_now) return;
    prefs.strict_conversation_tracking_heuristics = strict_tracking;
    strict_for_now = false;
}

// What is to be done when a frame of another network than the first was dissected.
struct Hold {
    Mark mark;
    bool is_new;
    uint32_t newest;
};

// Called with the end of the packet's memory where a dissector has thrown.
epanxx::callback_result let_go(wmem_allocator_t* /*pool*/, wmem_cb_event_t /*event*/,
                               void* data) noexcept {
    const auto* hold = static_cast<const Hold*>(data);
    end_strict_tracking();
    if (hold->is_new) mark_announcements(hold->newest, hold->mark.bytes, hold->mark.length);
    return FALSE;
}

// One function per entry: IPv6 calls them directly, so pinfo does not tell which it was.
template <std::size_t Entry>
int dissect_payload(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    end_strict_tracking();
    keep_apart(pinfo);
    return call_dissector_only(owners[Entry], tvb, pinfo, tree, data);
}

template <std::size_t Entry>
void take_over() {
    static dissector_handle_t ours = nullptr;
    constexpr auto kProtocol = static_cast<uint32_t>(kCarried[Entry]);
    const dissector_table_t table = find_dissector_table(kIpProtocols);
    const dissector_handle_t owner = dissector_get_uint_handle(table, kProtocol);
    if (!owner || owner == ours || dissector_is_uint_changed(table, kProtocol)) return;
    owners[Entry] = owner;
    if (!ours) {
        ours = create_dissector_handle_with_name_and_description(
            dissect_payload<Entry>, -1,
            wmem_strdup_printf(wmem_epan_scope(), "vpcmirror_ip_%u", kProtocol),
            wmem_strdup_printf(wmem_epan_scope(), "IP protocol %u, networks apart", kProtocol));
    }
    dissector_add_uint(kIpProtocols, kProtocol, ours);
}

template <std::size_t... Entries>
void take_over_all(std::index_sequence<Entries...> /*entries*/) {
    (take_over<Entries>(), ...);
}

bool is_multicast(const IpAddress& address) {
    if (address.family == IpFamily::V6) return address.bytes[0] == 0xFF;
    return address.bytes[0] >= 224;
}

// What a packet tells of the sessions, whoever its addresses are.
void learn(const Datagram& datagram, const PacketReport& report) {
    SessionGroups& sessions = known->networks.sessions();
    const uint16_t session = report.session_number;
    const Frame& frame = report.frame;
    if (report.identification.source) sessions.mirrors(session, *report.identification.source);
    if (!frame.has_addresses) return;
    // Multicast may be the same in any network, and a later fragment says little of its datagram.
    const bool tells = !is_multicast(frame.destination) && !frame.later_fragment;
    if (report.duplicate_of && tells) sessions.join(session, report.duplicate_of->first_session);
    if (frame.source == datagram.source) sessions.shows(session, frame.source, frame.source_mac);
    if (frame.destination == datagram.source) {
        sessions.shows(session, frame.destination, frame.destination_mac);
    }
}

}  // namespace

void register_conversations() {
    known = new Known;
}

void forget_conversations() noexcept {
    known->networks.clear();
    known->decisions.clear();
}

void take_place_over_ip() {
    take_over_all(std::make_index_sequence<kCarried.size()>());
}

void enter_mirrored_frame(packet_info* pinfo, const Datagram& datagram,
                          const PacketReport& report) {
    auto* frame = wmem_new0(pinfo->pool, Entered);
    frame->session = report.session_number;
    p_add_proto_data(pinfo->pool, pinfo, proto_vpcmirror, kEnteredFrame, frame);
    if (!preferences().networks_apart) return;
    if (!pinfo->fd->visited) learn(datagram, report);
    const bool left_out = report.duplicate_of && preferences().duplicates == kDuplicatesAsSummary;
    if (!report.frame.has_addresses || left_out) return;
    frame->has_addresses = true;
    frame->source = report.frame.source;
    frame->destination = report.frame.destination;
    frame->network = decide(pinfo, 0, frame->source, frame->destination, frame->session);
}

bool inside_mirrored_frame(packet_info* pinfo) {
    return entered(pinfo) != nullptr;
}

void dissect_mirrored_frame(dissector_handle_t dissector, tvbuff_t* tvb, packet_info* pinfo,
                            proto_tree* tree, bool later_copy) {
    Entered* frame = entered(pinfo);
    const NetworkId network = later_copy ? frame->session : frame->network;
    const Mark mark = mark_of(network, later_copy);
    frame->is_later_copy = later_copy;
    frame->later_copy = mark;
    if (mark.length == 0) {
        call_dissector(dissector, tvb, pinfo, tree);
        return;
    }
    // IPv4 mixes the VLAN into the 16-bit identification, so that a network stays above it.
    constexpr uint32_t kLaterCopy = 1U << 12;
    pinfo->vlan_id = static_cast<uint32_t>(network) << 16 | (later_copy ? kLaterCopy : 0);
    auto* hold = wmem_new0(pinfo->pool, Hold);
    hold->mark = mark;
    hold->is_new = !pinfo->fd->visited;
    if (hold->is_new) hold->newest = newest_announcement();
    const unsigned callback = wmem_register_callback(pinfo->pool, let_go, hold);
    begin_strict_tracking();
    call_dissector(dissector, tvb, pinfo, tree);
    wmem_unregister_callback(pinfo->pool, callback);
    let_go(nullptr, WMEM_CB_FREE_EVENT, hold);
}

}  // namespace vpcmirror
