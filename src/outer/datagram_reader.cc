// SPDX-License-Identifier: GPL-2.0-or-later
#include "outer/datagram_reader.h"

#include <algorithm>
#include <utility>

#include "wire/ether_types.h"
#include "wire/gwlb_options.h"
#include "wire/ip_protocols.h"

namespace vpcmirror {

namespace {

// IP in IP and tags that somebody nests for fun end here.
constexpr unsigned kMostHeaders = 32;

constexpr std::uint16_t kGenevePort = 6081;
constexpr std::uint32_t kUdpHeader = 8;

// Of the IP datagram that carries a UDP payload of `length` bytes; AWS sends no options.
std::uint32_t ip_datagram_length(IpFamily family, std::uint32_t length) {
    return (family == IpFamily::V6 ? 40 : 20) + kUdpHeader + length;
}

}  // namespace

DatagramReader::DatagramReader(std::vector<std::uint16_t> ports) : ports_(std::move(ports)) {}

void DatagramReader::Rest::skip(std::uint32_t count) {
    bytes = bytes.from(count);
    length -= std::min(length, count);
}

void DatagramReader::Rest::limit(std::uint32_t most) {
    length = std::min(length, most);
    if (bytes.size() > length) bytes = ByteView(bytes.data(), length);
}

bool DatagramReader::is_mirror_port(std::uint16_t port) const {
    return std::ranges::find(ports_, port) != ports_.end();
}

std::optional<Datagram> DatagramReader::read(const CapturedFrame& frame) {
    rest_ = {frame.bytes, frame.length};
    rest_.limit(frame.length);
    target_ = {};
    fragment_.reset();
    Step next = link(frame.link_type);
    for (unsigned headers = 0; next != Step::Found; ++headers) {
        if (headers == kMostHeaders) next = stop(NotMirrored::NotLookedInto);
        if (next == Step::Stop) return std::nullopt;
        next = step(next);
    }
    Datagram datagram;
    datagram.bytes = rest_.bytes;
    datagram.length = rest_.length;
    datagram.source = source_;
    datagram.outermost_target = target_.is_set() ? target_ : destination_;
    datagram.outermost_length =
        target_.is_set() ? enveloped_length_ : ip_datagram_length(source_.family, rest_.length);
    return datagram;
}

DatagramReader::Step DatagramReader::step(Step next) {
    switch (next) {
        case Step::Ethernet: return ethernet();
        case Step::EtherType: return ether_type();
        case Step::Ip: return ip();
        case Step::Ipv4: return ipv4();
        case Step::Ipv6: return ipv6();
        default: return next;
    }
}

DatagramReader::Step DatagramReader::ip() {
    const auto first = rest_.bytes.u8(0);
    if (!first) return stop(NotMirrored::CutShort);
    if (*first >> 4 == 4) return Step::Ipv4;
    if (*first >> 4 == 6) return Step::Ipv6;
    return stop(NotMirrored::OtherTraffic);
}

DatagramReader::Step DatagramReader::ipv4() {
    constexpr std::uint32_t kShortest = 20;
    const ByteView bytes = rest_.bytes;
    if (bytes.size() < kShortest) return stop(NotMirrored::CutShort);
    const std::uint32_t header = (*bytes.u8(0) & 0x0FU) * 4;
    std::uint32_t total = *bytes.u16(2);
    if (total == 0) total = rest_.length;  // left to the network card
    if (*bytes.u8(0) >> 4 != 4 || header < kShortest || total < header) {
        return stop(NotMirrored::OtherTraffic);
    }
    source_ = IpAddress::v4(bytes.data() + 12);
    destination_ = IpAddress::v4(bytes.data() + 16);
    const std::uint8_t protocol = *bytes.u8(9);
    const std::uint16_t fragment = *bytes.u16(6);
    const std::uint16_t id = *bytes.u16(4);
    rest_.limit(total);
    rest_.skip(header);
    const std::uint32_t offset = (fragment & 0x1FFFU) * 8;
    const bool more = (fragment & 0x2000U) != 0;
    if ((more || offset != 0) &&
        !put_together({source_, destination_, id, protocol}, {offset, !more})) {
        return stop(NotMirrored::Fragment);
    }
    return upper_layer(protocol);
}

DatagramReader::Step DatagramReader::ipv6() {
    constexpr std::uint32_t kHeader = 40;
    const ByteView bytes = rest_.bytes;
    if (bytes.size() < kHeader) return stop(NotMirrored::CutShort);
    if (*bytes.u8(0) >> 4 != 6) return stop(NotMirrored::OtherTraffic);
    source_ = IpAddress::v6(bytes.data() + 8);
    destination_ = IpAddress::v6(bytes.data() + 24);
    const std::uint8_t next = *bytes.u8(6);
    const std::uint32_t payload = *bytes.u16(4);
    rest_.skip(kHeader);
    if (payload != 0) rest_.limit(payload);
    return ipv6_upper_layer(next);
}

// Each header is eight bytes at least, so the walk ends with the captured bytes.
DatagramReader::Step DatagramReader::ipv6_upper_layer(std::uint8_t header) {
    for (;;) {
        switch (header) {
            case kHopByHop:
            case kRouting:
            case kDestinationOptions:
            case kMobility:
            case kHip:
            case kShim6:
            case kFragment: break;
            default: return upper_layer(header);
        }
        const auto next = rest_.bytes.u8(0);
        const auto length = rest_.bytes.u8(1);
        if (!next || !length) return stop(NotMirrored::CutShort);
        if (header != kFragment) {
            rest_.skip((*length + 1U) * 8);
            header = *next;
            continue;
        }
        const auto place = rest_.bytes.u16(2);
        const auto id = rest_.bytes.u32(4);
        if (!place || !id) return stop(NotMirrored::CutShort);
        header = *next;
        rest_.skip(8);
        const bool more = (*place & 1U) != 0;
        const std::uint32_t offset = *place & 0xFFF8U;
        if ((more || offset != 0) &&
            !put_together({source_, destination_, *id, header}, {offset, !more})) {
            return stop(NotMirrored::Fragment);
        }
    }
}

// A first fragment that the capture cut is looked at as it is, like Wireshark does.
bool DatagramReader::put_together(const FragmentKey& key, const FragmentPlace& place) {
    if (rest_.bytes.size() < rest_.length || rest_.length == 0) return place.offset == 0;
    fragment_ = key;
    const ByteView whole = fragments_.add(key, place, rest_.bytes);
    if (whole.size() == 0) return false;
    rest_ = {whole, static_cast<std::uint32_t>(whole.size())};
    return true;
}

DatagramReader::Step DatagramReader::upper_layer(std::uint8_t protocol) {
    switch (protocol) {
        case kUdp: return udp();
        case kIpInIp: return Step::Ipv4;
        case kIpv6InIp: return Step::Ipv6;
        case kGre:
        case kMplsInIp: return stop(NotMirrored::NotLookedInto);
        default: return stop(NotMirrored::OtherTraffic);
    }
}

DatagramReader::Step DatagramReader::udp() {
    const auto source = rest_.bytes.u16(0);
    const auto destination = rest_.bytes.u16(2);
    const auto length = rest_.bytes.u16(4);
    if (!source || !destination || !length || rest_.bytes.size() < kUdpHeader) {
        return stop(NotMirrored::CutShort);
    }
    if (*length < kUdpHeader) return stop(NotMirrored::OtherTraffic);
    rest_.limit(*length);
    rest_.skip(kUdpHeader);
    if (is_mirror_port(*destination) || is_mirror_port(*source)) return Step::Found;
    if (*destination == kGenevePort || *source == kGenevePort) return geneve();
    return stop(NotMirrored::OtherTraffic);
}

DatagramReader::Step DatagramReader::geneve() {
    constexpr std::uint32_t kHeader = 8;
    const auto first = rest_.bytes.u8(0);
    const auto type = rest_.bytes.u16(2);
    if (!first || !type) return stop(NotMirrored::CutShort);
    if (*first >> 6 != 0) return stop(NotMirrored::OtherTraffic);
    if (!target_.is_set() && parse_gwlb_options(rest_.bytes)) {
        target_ = destination_;
        enveloped_length_ = ip_datagram_length(destination_.family, rest_.length);
    }
    rest_.skip(kHeader + (*first & 0x3FU) * 4);
    constexpr std::uint16_t kTypeEthernet = 0x6558;
    if (*type == kTypeEthernet) return Step::Ethernet;
    type_ = *type;
    return type_ == kEtherTypeIpv4 || type_ == kEtherTypeIpv6 ? Step::EtherType
                                                              : stop(NotMirrored::OtherTraffic);
}

}  // namespace vpcmirror
