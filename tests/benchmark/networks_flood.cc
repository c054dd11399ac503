// SPDX-License-Identifier: GPL-2.0-or-later
//
// What it costs to tell a packet's network, and what a flood of a million pairs of addresses costs:
// time and memory per packet, and the slowest packet. The flood is repeated; of each packet the
// shortest time counts, so that what remains is the program's own doing and not the machine's.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "network/networks.h"

using namespace vpcmirror;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::uint32_t kPackets = 1'000'000;
constexpr int kRepeats = 7;

IpAddress address(std::uint32_t number) {
    const std::uint8_t bytes[4] = {
        static_cast<std::uint8_t>(number >> 24), static_cast<std::uint8_t>(number >> 16),
        static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
    return IpAddress::v4(bytes);
}

template <class Packet>
void measure(const char* name, Packet packet) {
    std::vector<std::int64_t> shortest(kPackets, INT64_MAX);
    std::size_t memory = 0;
    for (int repeat = 0; repeat < kRepeats; ++repeat) {
        const std::size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
        Networks networks;
        for (std::uint32_t i = 0; i < kPackets; ++i) {
            const auto begin = Clock::now();
            packet(networks, i);
            const std::int64_t took = (Clock::now() - begin).count();
            shortest[i] = std::min(shortest[i], took);
        }
        memory = mallinfo2().uordblks + mallinfo2().hblkhd - before;
    }
    std::ranges::sort(shortest);
    const auto at = [&](double share) {
        return static_cast<long long>(shortest[static_cast<std::size_t>(share * (kPackets - 1))]);
    };
    std::printf("%-28s median %lld ns, 99.9 %% %lld ns, slowest %lld ns, %.1f MiB\n", name, at(0.5),
                at(0.999), at(1), static_cast<double>(memory) / (1 << 20));
}

}  // namespace

int main() {
    measure("two sessions, 100 pairs", [](Networks& networks, std::uint32_t i) {
        networks.network_of(address(i % 100), address(1 << 30), 1 + i % 2);
    });
    measure("a million pairs", [](Networks& networks, std::uint32_t i) {
        networks.network_of(address(i * 2654435761U), address(1 << 30), 1);
    });
    measure("a million pairs, twice each", [](Networks& networks, std::uint32_t i) {
        networks.network_of(address(i / 2 * 2654435761U), address(1 << 30), 1 + i % 2);
    });
}
