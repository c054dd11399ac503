// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/recognised.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "protocol.h"

namespace vpcmirror {

namespace {

using namespace std::string_view_literals;

// What carries services; "_ws." in front are Wireshark's own remarks.
constexpr std::array kCarriers = {"frame"sv,        "eth"sv,
                                  "ethertype"sv,    "vlan"sv,
                                  "llc"sv,          "vxlan"sv,
                                  "geneve"sv,       "ip"sv,
                                  "ipv6"sv,         "tcp"sv,
                                  "udp"sv,          "sctp"sv,
                                  "data"sv,         "data-text-lines"sv,
                                  "nbss"sv,         "tpkt"sv,
                                  "cotp"sv,         "udpencap"sv,
                                  "ipv6.hopopts"sv, "ipv6.routing"sv,
                                  "ipv6.fraghdr"sv, "ipv6.dstopts"sv,
                                  "ah"sv,           "vpcmirror"sv,
                                  "pkt_comment"sv,  "vssmonitoring"sv,
                                  "eth.trailer"sv,  "tcp.segments"sv};

// Whether they do is asked of the bytes: their dissectors often take whatever comes to a port.
constexpr std::array kEncrypting = {"tls"sv,   "ssh"sv,     "dtls"sv,   "quic"sv,
                                    "gquic"sv, "esp"sv,     "wg"sv,     "srtp"sv,
                                    "srtcp"sv, "openvpn"sv, "macsec"sv, "tcpcrypt"sv};

// They quote packets of others.
constexpr std::array kQuoting = {"icmp"sv, "icmpv6"sv};

// A second of these, or the first of another kind above transport, is a packet within a packet.
constexpr std::array kNetworks = {"ip"sv, "ipv6"sv};

struct Layer {
    bool carries = false;
    bool encrypts = false;
    bool quotes = false;
    bool network = false;
    std::string_view name;
};

Layer layer_of(int protocol) {
    const std::string_view filter_name = proto_get_protocol_filter_name(protocol);
    const auto is_one_of = [&](const auto& names) {
        return std::ranges::find(names, filter_name) != names.end();
    };
    Layer layer;
    layer.name = proto_get_protocol_short_name(find_protocol_by_id(protocol));
    layer.carries = filter_name.starts_with("_ws.") || is_one_of(kCarriers);
    layer.encrypts = is_one_of(kEncrypting);
    layer.quotes = is_one_of(kQuoting);
    layer.network = is_one_of(kNetworks);
    return layer;
}

// By protocol id. Never freed: it may be asked while Wireshark unloads.
const Layer& known_layer(int protocol) {
    static auto* const layers = new std::unordered_map<int, Layer>;
    const auto known = layers->find(protocol);
    if (known != layers->end()) return known->second;
    return layers->emplace(protocol, layer_of(protocol)).first->second;
}

}  // namespace

Recognised recognised(const packet_info* pinfo) {
    Recognised result;
    bool inside = false;
    int networks = 0;
    for (wmem_list_frame_t* item = wmem_list_head(pinfo->layers); item;
         item = wmem_list_frame_next(item)) {
        const int protocol = GPOINTER_TO_INT(wmem_list_frame_data(item));
        inside = inside || protocol == proto_vpcmirror;
        if (!inside) continue;
        const Layer& layer = known_layer(protocol);
        networks += layer.network ? 1 : 0;
        result.tunnel = networks > 1;
        if (layer.carries) continue;
        if (result.service.empty()) result.service = layer.name;
        if (layer.quotes) break;
        result.encrypts = result.encrypts || layer.encrypts;
    }
    return result;
}

}  // namespace vpcmirror
