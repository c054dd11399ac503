// SPDX-License-Identifier: GPL-2.0-or-later
//
// Wireshark finds a conversation by the addresses and ports in pinfo. Between IP and what it
// carries, four bytes with the session are appended to those addresses, for every session but the
// first that is seen with this pair of addresses. Text and name resolution take the first 4 or 16
// bytes, comparisons and hashes all of them. So the conversations of any dissector are apart, in
// any version, pass and order, also for what looks them up after the dissection; no global setting
// is touched, and nothing is left to restore when a dissector throws. The first session reads
// exactly as it would alone, and a capture without mirror traffic shows no difference.
//
// Wireshark's own means, deinterlacing by VLAN, keeps apart only the few dissectors that ask for
// it, from 4.4 on, by a global preference.
#include "conversations.h"

#include <array>

#include "epanxx/addresses.h"
#include "preferences.h"
#include "session/first_sessions.h"

namespace vpcmirror {

namespace {

constexpr const char* kTable = "ip.proto";
constexpr uint32_t kEnteredKey = 0;  // of the per-packet data: kEntered and the session
constexpr uint32_t kEntered = 1U << 16;
constexpr size_t kExtra = 4;

int proto_vpcmirror = -1;
std::array<dissector_handle_t, 4> owners;  // of the table's entries, before us

// Never freed: a global with a destructor would run while Wireshark unloads.
FirstSessions* first_sessions;

// With second copies left out, the first copies of a conversation come from either of its sessions.
bool sessions_are_apart() {
    const Preferences& chosen = preferences();
    return chosen.conversations_per_session && chosen.duplicates != kDuplicatesAsSummary;
}

bool is_plain(const address& a) {
    return (a.type == AT_IPv4 && a.len == 4) || (a.type == AT_IPv6 && a.len == 16);
}

void append_session(packet_info* pinfo, address& a, uint16_t session) {
    if (!is_plain(a)) return;
    const auto length = static_cast<size_t>(a.len);
    auto* bytes = static_cast<uint8_t*>(wmem_alloc(pinfo->pool, length + kExtra));
    memcpy(bytes, a.data, length);
    // The number and its complement: TCP and UDP checksums, which take in the addresses, stay what
    // they were.
    const auto complement = static_cast<uint16_t>(~session);
    memcpy(bytes + length, &session, sizeof session);
    memcpy(bytes + length + sizeof session, &complement, sizeof complement);
    set_address(&a, a.type, static_cast<int>(length + kExtra), bytes);
}

// The session that the packet was mirrored by, as far as it has come; 0: none so far.
uint16_t session_of(packet_info* pinfo) {
    void* entered = p_get_proto_data(pinfo->pool, pinfo, proto_vpcmirror, kEnteredKey);
    return static_cast<uint16_t>(GPOINTER_TO_UINT(entered));
}

void keep_apart(packet_info* pinfo) {
    if (!sessions_are_apart()) return;
    if (!is_plain(pinfo->src) || !is_plain(pinfo->dst)) return;
    const uint16_t session = session_of(pinfo);
    const uint16_t first = first_sessions->first_with(epanxx::ip_address(pinfo->src),
                                                      epanxx::ip_address(pinfo->dst), session);
    if (first == session) return;
    append_session(pinfo, pinfo->net_src, session);
    append_session(pinfo, pinfo->net_dst, session);
    append_session(pinfo, pinfo->src, session);
    append_session(pinfo, pinfo->dst, session);
}

// One function per entry: IPv6 calls them directly, so pinfo does not tell which it was.
template <std::size_t Entry>
int dissect_payload(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    keep_apart(pinfo);
    return call_dissector_only(owners[Entry], tvb, pinfo, tree, data);
}

template <std::size_t Entry>
void take_over(uint32_t ip_protocol, const char* name, const char* description) {
    owners[Entry] = dissector_get_uint_handle(find_dissector_table(kTable), ip_protocol);
    if (!owners[Entry]) return;
    dissector_add_uint(kTable, ip_protocol,
                       create_dissector_handle_with_name_and_description(dissect_payload<Entry>, -1,
                                                                         name, description));
}

}  // namespace

void register_conversations(int protocol) {
    proto_vpcmirror = protocol;
    first_sessions = new FirstSessions;
}

void forget_conversations() noexcept {
    first_sessions->clear();
}

void handoff_conversations() {
    take_over<0>(IP_PROTO_TCP, "vpcmirror_tcp", "TCP, apart by mirror session");
    take_over<1>(IP_PROTO_UDP, "vpcmirror_udp", "UDP, apart by mirror session");
    take_over<2>(IP_PROTO_ICMP, "vpcmirror_icmp", "ICMP, apart by mirror session");
    take_over<3>(IP_PROTO_ICMPV6, "vpcmirror_icmpv6", "ICMPv6, apart by mirror session");
}

void enter_mirrored_frame(packet_info* pinfo, uint16_t session_number) {
    p_add_proto_data(pinfo->pool, pinfo, proto_vpcmirror, kEnteredKey,
                     GUINT_TO_POINTER(kEntered | session_number));
    // Reassembly of IPv4 fragments between private addresses is kept apart by VLAN: it mixes the
    // VLAN into the 16-bit identification, so that a session stays above it.
    if (sessions_are_apart() && !epanxx::vlan_separates_conversations()) {
        pinfo->vlan_id = static_cast<uint32_t>(session_number) << 16;
    }
}

bool inside_mirrored_frame(packet_info* pinfo) {
    return p_get_proto_data(pinfo->pool, pinfo, proto_vpcmirror, kEnteredKey) != nullptr;
}

}  // namespace vpcmirror
