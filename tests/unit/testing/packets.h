// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the tests of the reports share: a catalogue put together in a line or two, packets as they
// come from the mirror, analysed as in a capture, and tables as text to compare with.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "analysis/analyse.h"
#include "statistics/reports.h"
#include "testing/frame_builder.h"

namespace vpcmirror::testing {

inline IpAddress address(std::string_view text) {
    return IpAddress::parse(text).value();
}

inline Bytes text_bytes(std::string_view text) {
    return Bytes(text.begin(), text.end());
}

// TCP with options where `words`, the length in its header, says so; a lie changes nothing else.
inline Bytes tcp(unsigned from, unsigned to, const Bytes& payload, unsigned words = 5) {
    Bytes header = u16(from) + u16(to) + Bytes(8, 0) +
                   Bytes{static_cast<std::uint8_t>(words << 4), 0x10} + u16(1000) + Bytes(4, 0);
    if (words > 5) header.resize(std::size_t{words} * 4);
    return header + payload;
}

inline Bytes udp(unsigned from, unsigned to, const Bytes& payload) {
    return u16(from) + u16(to) + u16(static_cast<unsigned>(8 + payload.size())) + u16(0) + payload;
}

inline Bytes tcp_frame(std::string_view from, std::string_view to, const Bytes& payload,
                       unsigned from_port = 40000, unsigned to_port = 443, unsigned ip_id = 0) {
    return ethernet(0x0800,
                    ipv4(from, to, kProtocolTcp, tcp(from_port, to_port, payload), {.id = ip_id}));
}

inline Bytes udp_frame(std::string_view from, std::string_view to, const Bytes& payload,
                       unsigned from_port = 40000, unsigned to_port = 53) {
    return ethernet(0x0800, ipv4(from, to, kProtocolUdp, udp(from_port, to_port, payload)));
}

// Interfaces and sessions that have one name between them: "eni-web", "tms-web", "web". All in one
// VPC, with one filter for all that lets everything through.
struct Parts : CatalogueParts {
    Parts() {
        filters.resize(1);
        filters[0].id = "tmf-1";
        filters[0].name = "all";
        for (const Direction direction : {Direction::Ingress, Direction::Egress}) {
            FilterRule all;
            all.id = direction == Direction::Ingress ? "tmfr-in" : "tmfr-out";
            all.number = 100;
            all.direction = direction;
            all.source = all.destination = *IpPrefix::parse("0.0.0.0/0");
            (direction == Direction::Ingress ? filters[0].ingress : filters[0].egress) = {all};
        }
    }

    // References are good until the next call.
    NetworkInterface& add_interface(const std::string& name, std::string_view primary) {
        NetworkInterface interface;
        interface.id = "eni-" + name;
        interface.vpc_id = "vpc-1";
        interface.primary_address = address(primary);
        interface.addresses = {interface.primary_address};
        interfaces.push_back(interface);
        return interfaces.back();
    }

    MirrorSession& add(const std::string& name, std::string_view primary, std::uint32_t vni) {
        add_interface(name, primary);
        MirrorSession session;
        session.id = "tms-" + name;
        session.name = name;
        session.interface_id = "eni-" + name;
        session.filter_id = "tmf-1";
        session.vni = Vni{vni};
        sessions.push_back(session);
        return sessions.back();
    }
};

// A packet that lasts. Not to be copied: the report leads into the bytes.
struct Packet {
    Packet() = default;
    Packet(Packet&&) = default;
    Packet& operator=(Packet&&) = default;

    PacketReport report;
    Bytes bytes;
    Recognised recognised;

    MirroredPacket mirrored() const { return {report, recognised}; }
};

// A packet of which only the frame matters.
inline Packet packet_of(const Bytes& bytes) {
    Packet packet;
    packet.bytes = bytes;
    packet.report.bytes = view(packet.bytes);
    packet.report.frame = parse_frame(packet.report.bytes);
    packet.report.session_number = 1;
    packet.report.truncation.mirrored = static_cast<std::uint32_t>(bytes.size());
    packet.report.truncation.captured = packet.report.truncation.mirrored;
    packet.report.truncation.original = packet.report.truncation.mirrored;
    return packet;
}

struct Delivered {
    std::uint32_t cut_to = UINT32_MAX;     // by the mirror
    std::uint32_t sliced_to = UINT32_MAX;  // by the capture
    std::int64_t time = -1;                // -1: a microsecond after the packet before
    Recognised recognised{};
};

// A capture in the making.
class Mirror {
  public:
    explicit Mirror(CatalogueParts parts = {}) : catalogue(std::move(parts)) {}

    // What duplicates say is good until the next packet.
    Packet take(std::uint32_t vni, std::string_view source, const Bytes& frame,
                const Delivered& how = {}) {
        Packet packet;
        packet.bytes = frame;
        if (packet.bytes.size() > how.cut_to) packet.bytes.resize(how.cut_to);
        const auto mirrored = static_cast<std::uint32_t>(packet.bytes.size());
        if (packet.bytes.size() > how.sliced_to) packet.bytes.resize(how.sliced_to);
        packet.recognised = how.recognised;
        const Bytes bytes = Bytes{0x08,
                                  0,
                                  0,
                                  0,
                                  static_cast<std::uint8_t>(vni >> 16),
                                  static_cast<std::uint8_t>(vni >> 8),
                                  static_cast<std::uint8_t>(vni),
                                  0} +
                            packet.bytes;
        Datagram datagram;
        datagram.bytes = view(bytes);
        datagram.length = mirrored + 8;
        datagram.source = address(source);
        datagram.outermost_target = address("10.0.9.5");
        datagram.outermost_length = mirrored + 36;
        datagram.number = ++number_;
        time_ = how.time >= 0 ? how.time : time_ + 1000;
        datagram.time = Timestamp{Nanoseconds{time_}};
        packet.report = analyse(datagram, catalogue, {0, kDuplicateWindow}, state_).value();
        packet.report.bytes = view(packet.bytes);
        return packet;
    }

    // ... and counts it.
    void give(Report& report, std::uint32_t vni, std::string_view source, const Bytes& frame,
              const Delivered& how = {}) {
        const Packet packet = take(vni, source, frame, how);
        report.add(packet.mirrored());
    }

    CatalogueStatus status() const { return {catalogue, {}, {}}; }

    static constexpr Nanoseconds kDuplicateWindow = std::chrono::seconds{1};
    const Catalogue catalogue;

  private:
    CaptureState state_;
    std::uint32_t number_ = 0;
    std::int64_t time_ = 0;
};

inline const Table& table_of(Report& report, std::string_view name) {
    for (const Table* table : report.tables()) {
        if (table->layout().name == name) return *table;
    }
    throw std::runtime_error("no such table");
}

inline std::size_t column_of(const Table& table, std::string_view name) {
    const std::vector<Column>& columns = table.layout().columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == name) return i;
    }
    throw std::runtime_error("no such column");
}

inline std::string cell_text(const Cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
    if (const auto* number = std::get_if<double>(&cell)) return std::to_string(*number);
    return "-";
}

// The rows that are shown, a line for each, in these columns: "web|egress|3\n".
inline std::string shown(const Table& table, std::initializer_list<const char*> columns) {
    std::string text;
    for (Table::Row row = 0; row < table.size(); ++row) {
        if (table.hidden(row)) continue;
        const char* separator = "";
        for (const char* name : columns) {
            text += separator + cell_text(table.cells(row)[column_of(table, name)]);
            separator = "|";
        }
        text += '\n';
    }
    return text;
}

// Of all the rows that are shown.
inline std::int64_t sum(const Table& table, const char* column) {
    std::int64_t total = 0;
    for (Table::Row row = 0; row < table.size(); ++row) {
        if (!table.hidden(row)) total += table.number(row, column_of(table, column));
    }
    return total;
}

}  // namespace vpcmirror::testing
