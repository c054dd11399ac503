// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/recognised.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

namespace vpcmirror {

namespace {

using namespace std::string_view_literals;

int proto_vpcmirror = -1;

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

struct Encrypting {
    std::string_view name;
    Evidence evidence;
};

// TLS, SSH and OpenVPN have ports of their own, where their dissectors take whatever comes.
constexpr std::array kEncrypting = {
    Encrypting{"tls"sv, Evidence::TlsRecord},   Encrypting{"ssh"sv, Evidence::SshBanner},
    Encrypting{"dtls"sv, Evidence::Dissector},  Encrypting{"quic"sv, Evidence::Dissector},
    Encrypting{"gquic"sv, Evidence::Dissector}, Encrypting{"esp"sv, Evidence::Dissector},
    Encrypting{"wg"sv, Evidence::Dissector},    Encrypting{"openvpn"sv, Evidence::None},
    Encrypting{"srtp"sv, Evidence::Dissector},  Encrypting{"srtcp"sv, Evidence::Dissector}};

struct Layer {
    bool carries = false;
    bool encrypts = false;
    Evidence evidence = Evidence::Dissector;
    std::string_view name;
};

Layer layer_of(int protocol) {
    const std::string_view filter_name = proto_get_protocol_filter_name(protocol);
    Layer layer;
    layer.name = proto_get_protocol_short_name(find_protocol_by_id(protocol));
    layer.carries = filter_name.starts_with("_ws.") ||
                    std::ranges::find(kCarriers, filter_name) != kCarriers.end();
    for (const Encrypting& one : kEncrypting) {
        if (one.name != filter_name) continue;
        layer.encrypts = true;
        layer.evidence = one.evidence;
    }
    if (filter_name == "smb2") layer.evidence = Evidence::SmbMessage;
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

void register_recognised(int protocol) {
    proto_vpcmirror = protocol;
}

Recognised recognised(const packet_info* pinfo) {
    Recognised result;
    bool inside = false;
    for (wmem_list_frame_t* item = wmem_list_head(pinfo->layers); item;
         item = wmem_list_frame_next(item)) {
        const int protocol = GPOINTER_TO_INT(wmem_list_frame_data(item));
        inside = inside || protocol == proto_vpcmirror;
        if (!inside) continue;
        const Layer& layer = known_layer(protocol);
        if (layer.carries) continue;
        if (result.service.empty()) {
            result.service = layer.name;
            result.evidence = layer.evidence;
        }
        if (layer.encrypts && !result.encrypts) {
            result.encrypts = true;
            result.evidence = layer.evidence;
        }
    }
    return result;
}

}  // namespace vpcmirror
