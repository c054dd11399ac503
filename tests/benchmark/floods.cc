// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a packet costs that somebody made who knows this source, but not the secret of the process,
// against what random packets cost: floods [PACKETS]. For each table that packets reach, a flood
// against it and, in the same run, as many packets of the same kind that nobody chose. Ends with 1
// if a flood costs more than three times as much, or memory is beyond its bound.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <malloc.h>

#include "analysis/analyse.h"
#include "analysis/first_seen.h"
#include "catalogue/catalogue.h"
#include "statistics/reports.h"

namespace {

using namespace vpcmirror;

constexpr double kMostRatio = 3;
constexpr std::int64_t kWindow = 1'000'000'000;

// The mixing of the tables of an earlier version: keys that met there, from public knowledge.
std::uint64_t old_mix(std::uint64_t a, std::uint64_t b) {
    std::uint64_t x = (a ^ b) * 0x9E3779B97F4A7C15ULL;
    x ^= x >> 32;
    x *= 0xD6E8FEB86659FD93ULL;
    return x ^ (x >> 29);
}

// A mirrored UDP or TCP packet, of which a flood changes what it likes.
struct Made {
    std::uint32_t vni = 7;
    std::uint32_t source = 0x0A00010A;
    std::uint8_t protocol = kProtocolUdp;
    bool six = false;
    std::uint64_t from_low = 0;  // of the inner source address: the lower half, or IPv4
    std::uint64_t to_low = 0x05060708;
    std::uint16_t from_port = 9;
    std::uint16_t to_port = 9;
    std::uint16_t id = 7;
    std::vector<std::uint8_t> payload = std::vector<std::uint8_t>(40);
    std::size_t cut = 0;  // bytes of the frame that are left; 0: all
    std::int64_t time = 0;
};

void put(std::vector<std::uint8_t>& bytes, std::uint64_t value, int count) {
    for (int i = count - 1; i >= 0; --i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

std::vector<std::uint8_t> datagram_of(const Made& made) {
    std::vector<std::uint8_t> bytes;
    put(bytes, 0x08000000, 4);
    put(bytes, made.vni << 8, 4);
    put(bytes, 0x020000000001, 6);
    put(bytes, 0x0200000000AA, 6);
    const std::size_t transport = (made.protocol == kProtocolTcp ? 20 : 8) + made.payload.size();
    if (made.six) {
        put(bytes, 0x86DD, 2);
        put(bytes, 0x60000000, 4);
        put(bytes, transport, 2);
        put(bytes, made.protocol << 8 | 64, 2);
        put(bytes, 0x20010DB800010000, 8);
        put(bytes, made.from_low, 8);
        put(bytes, 0x26001F1400000000, 8);
        put(bytes, made.to_low, 8);
    } else {
        put(bytes, 0x0800, 2);
        put(bytes, 0x45000000 | (20 + transport), 4);
        put(bytes, std::uint64_t{made.id} << 16 | 0x4000, 4);
        put(bytes, 0x40000000 | std::uint64_t{made.protocol} << 16, 4);
        put(bytes, made.from_low, 4);
        put(bytes, made.to_low, 4);
    }
    put(bytes, std::uint64_t{made.from_port} << 16 | made.to_port, 4);
    if (made.protocol == kProtocolTcp) {
        put(bytes, 7, 4);
        put(bytes, 0, 4);
        put(bytes, 0x50020200, 4);
        put(bytes, 0, 4);
    } else {
        put(bytes, std::uint64_t{8 + made.payload.size()} << 16, 4);
    }
    bytes.insert(bytes.end(), made.payload.begin(), made.payload.end());
    if (made.cut != 0 && 8 + made.cut < bytes.size()) bytes.resize(8 + made.cut);
    return bytes;
}

using Maker = std::function<Made(std::uint64_t)>;

double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Cost {
    double nanoseconds = 0;  // for a packet
    double mebibytes = 0;    // that are in use at the end
};

// All that is done with packets: what they are, all reports, with duplicates.
Cost cost_of(const Maker& make, std::uint64_t count) {
    const std::size_t before = mallinfo2().uordblks;
    const Catalogue catalogue{CatalogueParts{}};
    const CatalogueStatus status{catalogue, {}, {}};
    CaptureState state;
    FirstSeen told;
    std::vector<ReportPtr> reports;
    for (const ReportKind& kind : report_kinds()) reports.push_back(kind.make(status));

    Cost cost;
    constexpr std::uint64_t kBatch = 4096;
    std::vector<std::vector<std::uint8_t>> bytes(kBatch);
    std::vector<Made> made(kBatch);
    double seconds = 0;
    for (std::uint64_t number = 0; number < count; number += kBatch) {
        for (std::uint64_t i = 0; i < kBatch; ++i) {
            made[i] = make(number + i);
            bytes[i] = datagram_of(made[i]);
        }
        const double start = processor_seconds();
        for (std::uint64_t i = 0; i < kBatch; ++i) {
            Datagram datagram;
            datagram.bytes = {bytes[i].data(), bytes[i].size()};
            datagram.length = static_cast<std::uint32_t>(bytes[i].size());
            std::uint8_t source[4];
            for (int place = 0; place < 4; ++place) {
                source[place] = static_cast<std::uint8_t>(made[i].source >> (24 - 8 * place));
            }
            datagram.source = datagram.outermost_target = IpAddress::v4(source);
            datagram.number = number + i + 1;
            datagram.time = Timestamp{Nanoseconds{made[i].time}};
            AnalysisOptions options{0, Nanoseconds{kWindow}};
            options.remember_packets = false;
            const auto report = analyse(datagram, catalogue, options, state);
            if (!report) std::abort();
            told.is_first(1, hash(datagram.source, report->vxlan.vni.value), 1);
            for (const ReportPtr& one : reports) one->add({*report});
        }
        seconds += processor_seconds() - start;
    }
    cost.nanoseconds = seconds * 1e9 / static_cast<double>(count);
    cost.mebibytes = static_cast<double>(mallinfo2().uordblks - before) / (1 << 20);
    return cost;
}

std::mt19937_64& chance() {
    static std::mt19937_64 engine(7);
    return engine;
}

std::vector<std::uint8_t> payload_with(std::size_t size, std::size_t place, std::uint64_t value) {
    std::vector<std::uint8_t> payload(size, 'p');
    std::memcpy(payload.data() + place, &value, sizeof value);
    return payload;
}

struct Flood {
    const char* table;
    const char* what;
    Maker flood;
    Maker random;
    double bound;  // MiB
};

std::vector<Flood> floods() {
    std::vector<Flood> all;
    all.push_back({"sessions", "VNI and source whose exclusive or is the same",
                   [](std::uint64_t i) {
                       Made made;
                       made.vni = static_cast<std::uint32_t>(i & 0xFFFFFF);
                       made.source = 0x01020304 ^ made.vni;
                       made.payload = payload_with(40, 0, i);
                       return made;
                   },
                   [](std::uint64_t i) {
                       Made made;
                       made.vni = static_cast<std::uint32_t>(chance()() & 0xFFFFFF);
                       made.source = static_cast<std::uint32_t>(chance()());
                       made.payload = payload_with(40, 0, i);
                       return made;
                   },
                   400});
    const auto flow = [](std::uint64_t i, std::uint64_t from) {
        Made made;
        made.six = true;
        made.protocol = kProtocolTcp;
        made.payload.clear();
        made.to_low = 0x80;
        made.from_port = static_cast<std::uint16_t>(1024 + i % 60000);
        made.to_port = static_cast<std::uint16_t>(80 + i / 60000);
        made.from_low = from;
        return made;
    };
    all.push_back({"flows", "IPv6 sources and ports that met under the former mixing",
                   [flow](std::uint64_t i) {
                       const std::uint64_t rest = (1024 + i % 60000) << 48 |
                                                  (80 + i / 60000) << 32 | 1U << 16 | kProtocolTcp;
                       return flow(i, 0x0123456789ABCDEF ^ old_mix(7, old_mix(rest, 0)));
                   },
                   [flow](std::uint64_t i) { return flow(i, chance()()); }, 600});
    all.push_back({"flows", "ports in their order between two addresses",
                   [flow](std::uint64_t i) { return flow(i, 5); },
                   [flow](std::uint64_t i) { return flow(i, chance()()); }, 600});
    const auto waiting = [](std::uint64_t i, std::size_t size, std::size_t place) {
        Made made;
        made.payload = payload_with(size, place, i);
        made.time = static_cast<std::int64_t>(i);
        return made;
    };
    const Maker unlike = [waiting](std::uint64_t i) {
        Made made = waiting(i, 100, 0);
        made.id = static_cast<std::uint16_t>(i);
        return made;
    };
    all.push_back({"duplicates", "times that jump, and cut packets in turn",
                   [unlike](std::uint64_t i) {
                       Made made = unlike(i);
                       made.time = static_cast<std::int64_t>(i % 2 == 0 ? 1 : 200) * kWindow * 10;
                       if (i % 2 == 0) made.cut = 14 + 20 + 12;
                       return made;
                   },
                   unlike, 300});
    all.push_back({"duplicates", "equal packets within one session",
                   [waiting](std::uint64_t i) {
                       Made made = waiting(0, 100, 0);
                       made.time = static_cast<std::int64_t>(i);
                       return made;
                   },
                   unlike, 300});
    all.push_back({"duplicates", "packets that begin alike, cut to many lengths, at two sessions",
                   [waiting](std::uint64_t i) {
                       Made made = waiting(i, 1400, 60);
                       made.vni = i % 2 == 0 ? 7 : 8;
                       if (i % 2 == 0) made.cut = 200 + i % 1200;
                       return made;
                   },
                   [waiting](std::uint64_t i) {
                       Made made = waiting(i, 1400, 0);
                       made.id = static_cast<std::uint16_t>(i);
                       made.vni = i % 2 == 0 ? 7 : 8;
                       if (i % 2 == 0) made.cut = 200 + i % 1200;
                       return made;
                   },
                   300});
    all.push_back({"duplicates", "each packet at another pair of sessions",
                   [](std::uint64_t i) {
                       Made made;
                       made.vni = static_cast<std::uint32_t>(old_mix(i, 1) % 5000);
                       made.source = made.vni + 0x0B000000;
                       made.from_low = made.source;
                       made.to_low = 0x0B000000 + old_mix(i / 2, 3) % 5000;
                       made.payload = payload_with(40, 0, i / 2);
                       made.time = static_cast<std::int64_t>(i);
                       return made;
                   },
                   [](std::uint64_t i) {
                       Made made;
                       made.vni = static_cast<std::uint32_t>(chance()() % 5000);
                       made.source = made.vni + 0x0B000000;
                       made.payload = payload_with(40, 0, i);
                       made.time = static_cast<std::int64_t>(i);
                       return made;
                   },
                   500});
    all.push_back({"peers", "addresses that no session has",
                   [](std::uint64_t i) {
                       Made made;
                       made.from_low = made.source;
                       made.to_low = 0x0C000000 + i;
                       made.payload = payload_with(40, 0, i);
                       made.time = static_cast<std::int64_t>(i);
                       return made;
                   },
                   unlike, 600});
    return all;
}

int run(std::uint64_t count) {
    int result = 0;
    std::printf("%-11s %-62s %9s %9s %6s %9s\n", "table", "flood", "flood ns", "random ns", "ratio",
                "MiB");
    for (const Flood& one : floods()) {
        Cost flood = cost_of(one.flood, count);
        Cost random = cost_of(one.random, count);
        for (int repeat = 0; repeat < 2; ++repeat) {  // the machine may be busy
            flood.nanoseconds = std::min(flood.nanoseconds, cost_of(one.flood, count).nanoseconds);
            random.nanoseconds =
                std::min(random.nanoseconds, cost_of(one.random, count).nanoseconds);
        }
        const double ratio = flood.nanoseconds / random.nanoseconds;
        const bool bad = ratio > kMostRatio || flood.mebibytes > one.bound;
        std::printf("%-11s %-62s %9.0f %9.0f %6.2f %9.1f%s\n", one.table, one.what,
                    flood.nanoseconds, random.nanoseconds, ratio, flood.mebibytes,
                    bad ? "  TOO MUCH" : "");
        std::fflush(stdout);
        if (bad) result = 1;
    }
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    return run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 400'000);
}
