// SPDX-License-Identifier: GPL-2.0-or-later
#include "packet_words.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "analysis/to_string.h"

namespace vpcmirror {

namespace {

struct Protocol {
    std::string_view name;
    std::uint8_t number;
};
constexpr Protocol kProtocols[] = {
    {"icmp", 1}, {"igmp", 2}, {"tcp", 6},    {"udp", 17},    {"gre", 47},
    {"esp", 50}, {"ah", 51},  {"icmp6", 58}, {"icmpv6", 58}, {"sctp", 132},
};

std::optional<unsigned> number(std::string_view text, unsigned most) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > most) return {};
    return value;
}

struct End {
    std::optional<IpAddress> address;
    std::optional<std::uint16_t> port;
};

// "10.0.1.10", "10.0.1.10:443", "[2001:db8::1]:443", "2001:db8::1".
std::optional<End> end_of(std::string_view text) {
    if (const auto address = IpAddress::parse(text)) return End{address, {}};
    const auto colon = text.rfind(':');
    if (colon == text.npos) return {};
    const auto port = number(text.substr(colon + 1), 65535);
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto address = IpAddress::parse(host);
    if (!port || !address) return {};
    return End{address, static_cast<std::uint16_t>(*port)};
}

class Parser {
  public:
    PacketWords parse(const std::vector<std::string>& words) {
        std::string all;
        for (const std::string& word : words) all += word + ' ';
        std::replace(all.begin(), all.end(), ',', ' ');
        std::istringstream stream(all);
        while (stream >> word_) {
            std::transform(word_.begin(), word_.end(), word_.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
            take(stream);
        }
        return result();
    }

  private:
    bool is(std::initializer_list<std::string_view> words) const {
        return std::find(words.begin(), words.end(), word_) != words.end();
    }

    void take(std::istream& stream) {
        if (is({"ingress", "in", "incoming"})) {
            packet_.direction = Direction::Ingress;
        } else if (is({"egress", "out", "outgoing"})) {
            packet_.direction = Direction::Egress;
        } else if (is({"from", "src", "source"})) {
            next_ = &source_;
        } else if (is({"to", "dst", "destination", ">", "->"})) {
            next_ = &destination_;
        } else if (is({"proto", "protocol"})) {
            stream >> word_;
            set_protocol(number(word_, 255));
        } else if (is({"port"})) {
            stream >> word_;
            set_port();
        } else if (!is_protocol_name()) {
            set_end();
        }
    }

    bool is_protocol_name() {
        const auto* const known = std::ranges::find(kProtocols, word_, &Protocol::name);
        if (known == std::end(kProtocols)) return false;
        set_protocol(known->number);
        return true;
    }

    void set_protocol(std::optional<unsigned> protocol) {
        if (!protocol) throw std::runtime_error(word_ + " is no protocol");
        packet_.frame.protocol = static_cast<std::uint8_t>(*protocol);
    }

    // Behind an address it is that one's; else the one that a word before named.
    void set_port() {
        const auto port = number(word_, 65535);
        if (!port) throw std::runtime_error(word_ + " is no port");
        End* const end = last_ ? last_ : next_;
        end->port = static_cast<std::uint16_t>(*port);
    }

    void set_end() {
        const auto end = end_of(word_);
        if (!end) throw std::runtime_error("'" + word_ + "' is not understood; see --help");
        if (next_->address) throw std::runtime_error(word_ + " is one address too many");
        if (end->port) next_->port = end->port;
        next_->address = end->address;
        last_ = next_;
        if (next_ == &source_) next_ = &destination_;
    }

    PacketWords result() {
        Frame& frame = packet_.frame;
        if (!source_.address || !destination_.address) {
            throw std::runtime_error(
                "a packet goes from one address to another: tcp "
                "10.0.1.10:40000 > 192.0.2.7:443");
        }
        if (source_.address->family != destination_.address->family) {
            throw std::runtime_error("one address is IPv4, the other IPv6");
        }
        frame.network = source_.address->family == IpFamily::V4 ? Network::Ipv4 : Network::Ipv6;
        frame.has_addresses = true;
        frame.source = *source_.address;
        frame.destination = *destination_.address;
        const bool any_port = source_.port || destination_.port;
        const bool with_ports = frame.protocol == kProtocolTcp || frame.protocol == kProtocolUdp;
        if (any_port && !with_ports)
            throw std::runtime_error("ports are TCP's or UDP's: say which");
        if (source_.port && destination_.port) frame.ports = {*source_.port, *destination_.port};
        if (any_port && !frame.ports) {
            throw std::runtime_error("say both ports, or neither");
        }
        return packet_;
    }

    PacketWords packet_;
    End source_;
    End destination_;
    End* next_ = &source_;
    End* last_ = nullptr;
    std::string word_;
};

std::string end_text(const IpAddress& address, std::optional<std::uint16_t> port) {
    if (!port) return address.text();
    const std::string text = address.text();
    return (address.family == IpFamily::V6 ? '[' + text + ']' : text) + ':' + std::to_string(*port);
}

std::string protocol_text(std::uint8_t number) {
    const auto* const known = std::ranges::find(kProtocols, number, &Protocol::number);
    if (known == std::end(kProtocols)) return "protocol " + std::to_string(number);
    std::string name(known->name);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
    return name;
}

}  // namespace

PacketWords parse_packet(const std::vector<std::string>& words) {
    return Parser().parse(words);
}

std::string text(const PacketWords& packet) {
    const Frame& frame = packet.frame;
    std::string text;
    if (packet.direction != Direction::Unknown)
        text += std::string(to_string(packet.direction)) + ' ';
    if (frame.protocol) text += protocol_text(*frame.protocol) + ' ';
    const auto port = [&](std::uint16_t Ports::*which) {
        return frame.ports ? std::optional((*frame.ports).*which) : std::nullopt;
    };
    return text + end_text(frame.source, port(&Ports::source)) + " > " +
           end_text(frame.destination, port(&Ports::destination));
}

}  // namespace vpcmirror
