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

namespace vpcmirror {

namespace {

constexpr const char* kTable = "ip.proto";
constexpr uint32_t kSessionKey = 2;  // of the per-packet data
constexpr size_t kExtra = 4;

int proto_vpcmirror = -1;
std::array<dissector_handle_t, 4> owners;  // of the table's entries, before us

struct AddressPair {
    std::array<IpAddress, 2> ends;  // the lesser first
};

wmem_map_t* first_sessions;  // AddressPair -> session that was seen first; 0: not mirrored

AddressPair pair_of(const IpAddress& a, const IpAddress& b) {
    return a < b ? AddressPair{{a, b}} : AddressPair{{b, a}};
}

unsigned hash_pair(const void* pair) {
    const auto& ends = static_cast<const AddressPair*>(pair)->ends;
    return static_cast<unsigned>(hash(ends[0], hash(ends[1])));
}

gboolean equal_pairs(const void* a, const void* b) {
    return static_cast<const AddressPair*>(a)->ends == static_cast<const AddressPair*>(b)->ends;
}

bool is_plain(const address& a) {
    return (a.type == AT_IPv4 && a.len == 4) || (a.type == AT_IPv6 && a.len == 16);
}

uint32_t first_session_of(const AddressPair& pair, uint32_t session) {
    void* known = nullptr;
    if (wmem_map_lookup_extended(first_sessions, &pair, nullptr, &known)) {
        return GPOINTER_TO_UINT(known);
    }
    wmem_map_insert(first_sessions, wmem_memdup(wmem_file_scope(), &pair, sizeof pair),
                    GUINT_TO_POINTER(session));
    return session;
}

void append_session(packet_info* pinfo, address& a, uint32_t session) {
    if (!is_plain(a)) return;
    const auto length = static_cast<size_t>(a.len);
    auto* bytes = static_cast<uint8_t*>(wmem_alloc(pinfo->pool, length + kExtra));
    memcpy(bytes, a.data, length);
    // The number and its complement: TCP and UDP checksums, which take in the addresses, stay what
    // they were.
    const auto number = static_cast<uint16_t>(session);
    const auto complement = static_cast<uint16_t>(~number);
    memcpy(bytes + length, &number, sizeof number);
    memcpy(bytes + length + sizeof number, &complement, sizeof complement);
    set_address(&a, a.type, static_cast<int>(length + kExtra), bytes);
}

void keep_apart(packet_info* pinfo) {
    if (!is_plain(pinfo->src) || !is_plain(pinfo->dst)) return;
    const auto pair = pair_of(epanxx::ip_address(pinfo->src), epanxx::ip_address(pinfo->dst));
    const auto session =
        GPOINTER_TO_UINT(p_get_proto_data(pinfo->pool, pinfo, proto_vpcmirror, kSessionKey));
    if (first_session_of(pair, session) == session) return;
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
    first_sessions =
        wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), hash_pair, equal_pairs);
}

void handoff_conversations() {
    take_over<0>(IP_PROTO_TCP, "vpcmirror_tcp", "TCP, apart by mirror session");
    take_over<1>(IP_PROTO_UDP, "vpcmirror_udp", "UDP, apart by mirror session");
    take_over<2>(IP_PROTO_ICMP, "vpcmirror_icmp", "ICMP, apart by mirror session");
    take_over<3>(IP_PROTO_ICMPV6, "vpcmirror_icmpv6", "ICMPv6, apart by mirror session");
}

void enter_session(packet_info* pinfo, uint16_t session_number) {
    p_add_proto_data(pinfo->pool, pinfo, proto_vpcmirror, kSessionKey,
                     GUINT_TO_POINTER(session_number));
    // Reassembly of IPv4 fragments between private addresses is kept apart by VLAN: it mixes the
    // VLAN into the 16-bit identification, so that a session stays above it.
    if (!epanxx::vlan_separates_conversations()) {
        pinfo->vlan_id = static_cast<uint32_t>(session_number) << 16;
    }
}

}  // namespace vpcmirror
