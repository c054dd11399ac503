// SPDX-License-Identifier: GPL-2.0-or-later
//
// Writes a capture of mirror traffic of any length to standard output, for measuring what a file of
// that size would be too large for:
//
//     packet_stream PACKETS FLOWS SESSIONS | vpcmirror report -
//
// Connections that all go on at once, a packet of each in turn: 1,000 bytes of payload from either
// end, acknowledged, cut to 128 bytes of the frame; every other one carries text, the others bytes
// that look encrypted. The same arguments give the same bytes.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

constexpr std::uint32_t kPayload = 1000;
constexpr std::size_t kFrame = 128;   // what the mirror leaves of each frame
constexpr std::size_t kTunnel = 50;   // Ethernet, IP, UDP and VXLAN around it
constexpr std::size_t kHeaders = 54;  // Ethernet, IP and TCP within it
constexpr std::size_t kPacket = kTunnel + kFrame;
constexpr std::uint64_t kNanosecondsApart = 1000;

using Packet = std::array<std::uint8_t, kPacket>;

void put16(std::uint8_t* to, std::uint32_t number) {
    to[0] = static_cast<std::uint8_t>(number >> 8);
    to[1] = static_cast<std::uint8_t>(number);
}

void put32(std::uint8_t* to, std::uint32_t number) {
    put16(to, number >> 16);
    put16(to + 2, number);
}

// All that is the same in every packet.
Packet blank() {
    Packet packet{};
    std::uint8_t* outer = packet.data();
    put16(outer + 12, 0x0800);
    outer[14] = 0x45;
    put16(outer + 16, kPacket - 14);
    outer[22] = 64;
    outer[23] = 17;
    put32(outer + 30, 0x0AFF0001);  // 10.255.0.1
    put16(outer + 34, 65432);
    put16(outer + 36, 4789);
    put16(outer + 38, kPacket - 34);
    outer[42] = 0x08;
    std::uint8_t* inner = packet.data() + kTunnel;
    put16(inner + 12, 0x0800);
    inner[14] = 0x45;
    put16(inner + 16, kHeaders - 14 + kPayload);
    inner[22] = 64;
    inner[23] = 6;
    inner[46] = 0x50;
    inner[47] = 0x18;  // PSH, ACK
    return packet;
}

struct Flow {
    std::array<std::uint32_t, 2> sent{};
};

void fill(Packet& packet, Flow& flow, std::uint64_t number, std::uint64_t index,
          std::uint32_t sessions) {
    const auto of = static_cast<std::uint32_t>(index);
    const std::uint32_t session = of % sessions;
    const std::size_t end = (number / 2 + index) % 2;
    const std::uint32_t interface = 0x0A000000 + session + 1;  // 10.0.x.x
    const std::uint32_t client = 0x0A800000 + of / 16;         // 10.128.x.x
    std::uint8_t* outer = packet.data();
    put32(outer + 26, interface);
    put32(outer + 46, (session + 1) << 8);
    std::uint8_t* inner = packet.data() + kTunnel;
    put16(inner + 18, static_cast<std::uint32_t>(number));
    put32(inner + 26, end == 0 ? client : interface);
    put32(inner + 30, end == 0 ? interface : client);
    const std::uint32_t port = 20000 + of % 16;
    put16(inner + 34, end == 0 ? port : 8080);
    put16(inner + 36, end == 0 ? 8080 : port);
    put32(inner + 38, flow.sent[end]);
    put32(inner + 42, flow.sent[1 - end]);
    flow.sent[end] += kPayload;
    std::uint64_t noise = number * 0x9E3779B97F4A7C15U + 1;
    for (std::size_t i = kHeaders; i < kFrame; ++i) {
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        inner[i] = index % 2 == 0 ? static_cast<std::uint8_t>('a' + noise % 26)
                                  : static_cast<std::uint8_t>(noise);
    }
}

bool write(const void* bytes, std::size_t size) {
    return std::fwrite(bytes, 1, size, stdout) == size;
}

}  // namespace

int main(int count, char** words) {
    if (count != 4) {
        std::fputs("usage: packet_stream PACKETS FLOWS SESSIONS\n", stderr);
        return 2;
    }
    const std::uint64_t packets = std::strtoull(words[1], nullptr, 10);
    std::vector<Flow> flows(std::strtoull(words[2], nullptr, 10));
    const auto sessions = static_cast<std::uint32_t>(std::strtoul(words[3], nullptr, 10));
    const std::uint32_t header[] = {0xA1B23C4D, 0x00040002, 0, 0, 262144, 1};
    if (flows.empty() || sessions == 0 || !write(header, sizeof header)) return 1;
    Packet packet = blank();
    for (std::uint64_t number = 0; number < packets; ++number) {
        const std::uint64_t index = number % flows.size();
        fill(packet, flows[index], number, index, sessions);
        const std::uint64_t time = 1'700'000'000'000'000'000U + number * kNanosecondsApart;
        const std::uint32_t record[] = {static_cast<std::uint32_t>(time / 1'000'000'000U),
                                        static_cast<std::uint32_t>(time % 1'000'000'000U), kPacket,
                                        kPacket};
        if (!write(record, sizeof record) || !write(packet.data(), packet.size())) return 1;
    }
    return std::fflush(stdout) == 0 ? 0 : 1;
}
