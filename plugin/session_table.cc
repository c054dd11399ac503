// SPDX-License-Identifier: GPL-2.0-or-later
#include "session_table.h"

#include <array>
#include <charconv>
#include <string_view>

#include "text/sanitize.h"

namespace vpcmirror {

namespace {

enum SessionColumn {
    kVni,
    kSource,
    kName,
    kSessionId,
    kInterface,
    kMac,
    kInstance,
    kPacketLength,
    kColumns
};

// A row is what Wireshark's table holds: text, owned by GLib.
struct Row {
    char* cells[kColumns];
};

Row* rows;
unsigned row_count;

// What Wireshark hands back to the callbacks of a column: its number.
const std::array<int, kColumns> column_numbers = {kVni,       kSource, kName,     kSessionId,
                                                  kInterface, kMac,    kInstance, kPacketLength};

char*& cell(void* record, const void* column) {
    return static_cast<Row*>(record)->cells[*static_cast<const int*>(column)];
}

void set_cell(void* record, const char* text, unsigned length, const void* column,
              const void* /*unused*/) {
    char* copy = g_strndup(text, length);
    g_free(cell(record, column));
    cell(record, column) = copy;
}

void cell_to_text(void* record, char** text, unsigned* length, const void* column,
                  const void* /*unused*/) {
    const char* value = cell(record, column);
    *text = g_strdup(value ? value : "");
    *length = static_cast<unsigned>(strlen(*text));
}

std::string_view text_of(const Row& row, SessionColumn column) {
    return row.cells[column] ? std::string_view(row.cells[column]) : std::string_view();
}

std::string name_of(const Row& row, SessionColumn column) {
    return sanitize(text_of(row, column));
}

std::optional<std::uint32_t> number_of(std::string_view text, std::uint32_t largest) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value > largest)
        return std::nullopt;
    return value;
}

constexpr std::uint32_t kLongestPacket = 65535;

// Why a row cannot be used; null if it can.
const char* problem_of(const Row& row) {
    if (!number_of(text_of(row, kVni), Vni::kLargest))
        return "VNI: a number from 0 to 16777215 is needed";
    const auto source = text_of(row, kSource);
    if (!source.empty() && !IpAddress::parse(source))
        return "Source address: an IPv4 or IPv6 address, or nothing";
    const auto mac = text_of(row, kMac);
    if (!mac.empty() && !MacAddress::parse(mac))
        return "MAC address: six pairs such as 02:85:69:c2:ab:02, or nothing";
    const auto length = text_of(row, kPacketLength);
    if (!length.empty() && !number_of(length, kLongestPacket))
        return "Packet length: a number of bytes, or nothing for whole packets";
    return nullptr;
}

epanxx::boolean check_row(void* record, char** error) {
    const char* problem = problem_of(*static_cast<Row*>(record));
    *error = problem ? g_strdup(problem) : nullptr;
    return problem == nullptr;
}

void* copy_row(void* destination, const void* source, size_t /*size*/) {
    Row* copy = static_cast<Row*>(destination);
    for (int column = 0; column < kColumns; ++column) {
        copy->cells[column] = g_strdup(static_cast<const Row*>(source)->cells[column]);
    }
    return destination;
}

void free_row(void* record) {
    for (char*& text : static_cast<Row*>(record)->cells) {
        g_free(text);
        text = nullptr;
    }
}

uat_field_t column(SessionColumn which, const char* name, const char* title,
                   const char* description) {
    // Wireshark's loader hands the check's data to the set callback: all three are the same.
    const void* number = &column_numbers[which];
    return {name,
            title,
            PT_TXTMOD_STRING,
            {uat_fld_chk_str, set_cell, cell_to_text},
            {number, number, number},
            nullptr,
            description,
            FLDFILL};
}

uat_field_t columns[] = {
    column(kVni, "vni", "VNI", "Virtual network id of the session"),
    column(kSource, "source", "Source address",
           "Address that the mirrored packets are sent from; empty: any"),
    column(kName, "name", "Name", "Name of the session"),
    column(kSessionId, "session_id", "Session ID", "Id of the session; empty: the name"),
    column(
        kInterface, "interface", "Network interface",
        "Id of the mirrored interface; empty: its source address, else its MAC address, else its "
        "instance"),
    column(kMac, "mac", "MAC address",
           "MAC address of the mirrored interface, which tells the direction best"),
    column(kInstance, "instance", "Instance", "Id of the machine that the interface belongs to"),
    column(kPacketLength, "packet_length", "Packet length",
           "Bytes mirrored of each packet; empty: whole packets"),
    UAT_END_FIELDS,
};

// Only the VNI must be given; columns that later versions add may be left out as well.
const char* defaults[kColumns] = {nullptr, "", "", "", "", "", "", ""};

NetworkInterface interface_of(const Row& row) {
    NetworkInterface interface;
    for (const SessionColumn tells : {kInterface, kSource, kMac, kInstance}) {
        if (interface.id.empty()) interface.id = name_of(row, tells);
    }
    interface.instance_id = name_of(row, kInstance);
    interface.mac = MacAddress::parse(text_of(row, kMac));
    if (const auto source = IpAddress::parse(text_of(row, kSource))) {
        interface.primary_address = *source;
        interface.addresses.push_back(*source);
    }
    return interface;
}

MirrorSession session_of(const Row& row, unsigned number) {
    MirrorSession session;
    session.vni = Vni{number_of(text_of(row, kVni), Vni::kLargest).value_or(0)};
    session.id = name_of(row, kSessionId);
    session.name = name_of(row, kName);
    if (session.id.empty())
        session.id = session.name.empty() ? "row " + std::to_string(number) : session.name;
    if (session.name.empty()) session.name = session.id;
    const auto length = number_of(text_of(row, kPacketLength), kLongestPacket).value_or(0);
    if (length != 0) session.packet_length = length;
    return session;
}

}  // namespace

void register_session_table(module_t* module) {
    uat_t* table = uat_new("VPC Mirror sessions", sizeof(Row), "vpcmirror_sessions", TRUE,
                           reinterpret_cast<void**>(&rows), &row_count, UAT_AFFECTS_DISSECTION,
                           nullptr, copy_row, check_row, free_row, nullptr, nullptr, columns);
    uat_set_default_values(table, defaults);
    prefs_register_uat_preference(
        module, "sessions", "Sessions",
        "Sessions entered by hand, for other clouds or where no AWS output is at hand. VNI, source "
        "address and "
        "name are enough. A row goes before a file that knows the same session",
        table);
}

CatalogueParts session_table_parts() {
    CatalogueParts parts;
    for (unsigned i = 0; i < row_count; ++i) {
        const Row& row = rows[i];
        MirrorSession session = session_of(row, i + 1);
        NetworkInterface interface = interface_of(row);
        session.interface_id = interface.id;
        // A row that only names an interface leaves it as the files describe it.
        const bool described =
            interface.mac || interface.primary_address.is_set() || !interface.instance_id.empty();
        if (described && !interface.id.empty()) parts.interfaces.push_back(std::move(interface));
        parts.sessions.push_back(std::move(session));
    }
    return parts;
}

}  // namespace vpcmirror
