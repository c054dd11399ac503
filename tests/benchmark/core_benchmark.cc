// SPDX-License-Identifier: GPL-2.0-or-later
//
// The core alone, without Wireshark: core_benchmark CAPTURE CATALOGUE [Google Benchmark's options],
// with a capture of mirror_traffic.py and a folder of make_catalogue.py.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "analysis/analyse.h"
#include "catalogue/format/parse.h"
#include "catalogue/loader.h"

namespace {

using namespace vpcmirror;

constexpr std::int64_t kSecond = 1'000'000'000;

struct Input {
    std::string capture;
    std::vector<Datagram> datagrams;                         // their bytes are in `capture`
    std::vector<std::pair<std::string, std::string>> files;  // of the catalogue: name and text
    CatalogueLoader loader;
};

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

// The UDP payloads of a little-endian pcap of Ethernet, IPv4 without options and UDP: what
// mirror_traffic.py writes.
void read_datagrams(Input& input) {
    constexpr std::size_t kFileHeader = 24;
    constexpr std::size_t kRecordHeader = 16;
    constexpr std::size_t kIp = 14;
    constexpr std::size_t kHeaders = kIp + 20 + 8;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(input.capture.data());
    for (std::size_t at = kFileHeader; at + kRecordHeader <= input.capture.size();) {
        std::uint32_t record[4];
        std::memcpy(record, bytes + at, sizeof record);
        const std::uint8_t* packet = bytes + at + kRecordHeader;
        Datagram datagram;
        datagram.bytes = {packet + kHeaders, record[2] - kHeaders};
        datagram.length = record[3] - static_cast<std::uint32_t>(kHeaders);
        datagram.source = IpAddress::v4(packet + kIp + 12);
        datagram.outermost_target = IpAddress::v4(packet + kIp + 16);
        datagram.outermost_length = record[3] - static_cast<std::uint32_t>(kIp);
        datagram.time = capture_time(record[0], record[1] * std::int64_t{1000});
        input.datagrams.push_back(datagram);
        at += kRecordHeader + record[2];
    }
}

// Packets a second: whose, which way, whether cut, what the filter says; with a window also
// duplicates.
void analyse_packets(benchmark::State& state, const Input& input, Nanoseconds window) {
    const auto catalogue = input.loader.catalogue();
    CaptureState capture;
    std::uint64_t number = 0;
    for (auto iteration : state) {
        static_cast<void>(iteration);
        capture.duplicates.clear();  // each time the capture is read again
        for (Datagram datagram : input.datagrams) {
            datagram.number = ++number;
            benchmark::DoNotOptimize(analyse(datagram, *catalogue, {0, window}, capture));
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(input.datagrams.size()));
}

void parse_files(benchmark::State& state, const Input& input) {
    std::size_t size = 0;
    for (const auto& file : input.files) size += file.second.size();
    for (auto iteration : state) {
        static_cast<void>(iteration);
        for (const auto& [name, text] : input.files) {
            benchmark::DoNotOptimize(parse_catalogue(text, name));
        }
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(size));
}

void run(int argc, char** argv) {
    if (argc < 3) throw std::runtime_error("usage: core_benchmark CAPTURE CATALOGUE [OPTIONS]");
    Input input;
    input.capture = text_of(argv[1]);
    read_datagrams(input);
    for (const auto& entry : std::filesystem::directory_iterator(argv[2])) {
        input.files.emplace_back(entry.path().string(), text_of(entry.path()));
    }
    input.loader.refresh({{argv[2], true}});
    benchmark::RegisterBenchmark("analyse", analyse_packets, std::cref(input), Nanoseconds::zero());
    benchmark::RegisterBenchmark("analyse with duplicates", analyse_packets, std::cref(input),
                                 Nanoseconds{std::chrono::seconds{1}});
    benchmark::RegisterBenchmark("parse catalogue", parse_files, std::cref(input));
    argc -= 2;
    argv[2] = argv[0];
    benchmark::Initialize(&argc, argv + 2);
    benchmark::RunSpecifiedBenchmarks();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        run(argc, argv);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
    return 0;
}
