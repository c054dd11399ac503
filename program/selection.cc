// SPDX-License-Identifier: GPL-2.0-or-later
#include "selection.h"

#include <pcap/pcap.h>

#include <algorithm>
#include <stdexcept>

#include "analysis/to_string.h"
#include "time_text.h"

namespace vpcmirror {

namespace {

constexpr int kSnapLength = 262144;

template <class Item>
bool has(const std::vector<Item>& list, const Item& item) {
    return std::ranges::find(list, item) != list.end();
}

Direction direction_of(const std::string& text) {
    for (const Direction one : {Direction::Ingress, Direction::Egress, Direction::Unknown}) {
        if (text == to_string(one)) return one;
    }
    throw std::runtime_error("--direction: " + text + " is none");
}

Timestamp time_of(const std::string& option, const std::string& text) {
    const auto time = parse_time(text);
    if (!time) {
        throw std::runtime_error(option + ": " + text +
                                 " is no time; write 2026-11-26T07:30:00Z or seconds since 1970");
    }
    return *time;
}

void refuse_unknown(const char* option, const std::vector<std::string>& wanted,
                    const std::vector<std::string>& known) {
    for (const std::string& one : wanted) {
        if (!has(known, one)) {
            throw std::runtime_error(std::string(option) + ": the catalogue has no " + one);
        }
    }
}

void check_names(const SelectionOptions& options, const Catalogue& catalogue) {
    std::vector<std::string> known;
    for (const MirrorSession& session : catalogue.sessions()) {
        known.insert(known.end(), {session.id, session.name});
    }
    refuse_unknown("--session", options.sessions, known);
    known.clear();
    for (const NetworkInterface& interface : catalogue.interfaces()) {
        known.insert(known.end(), {interface.id, interface.name});
    }
    refuse_unknown("--interface", options.interfaces, known);
}

bpf_program* compiled(const std::string& expression) {
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> handle(
        pcap_open_dead(DLT_EN10MB, kSnapLength), pcap_close);
    if (!handle) throw std::bad_alloc();
    auto program = std::make_unique<bpf_program>();
    constexpr int kOptimize = 1;
    if (pcap_compile(handle.get(), program.get(), expression.c_str(), kOptimize,
                     PCAP_NETMASK_UNKNOWN) != 0) {
        throw std::runtime_error("--filter: " + std::string(pcap_geterr(handle.get())));
    }
    return program.release();
}

// The options as they could be given again.
std::string text_of(const SelectionOptions& options) {
    std::string text;
    const auto add = [&text](const std::string& option, const std::string& value) {
        if (value.empty()) return;
        text += (text.empty() ? "" : " ") + option + ' ' + value;
    };
    for (const std::string& one : options.sessions) add("--session", one);
    for (const std::string& one : options.interfaces) add("--interface", one);
    for (const std::uint32_t one : options.vnis) add("--vni", std::to_string(one));
    add("--direction", options.direction);
    add("--since", options.since);
    add("--until", options.until);
    add("--filter", options.filter);
    return text;
}

}  // namespace

Selection::Selection(const SelectionOptions& options, const Catalogue& catalogue)
    : options_(options), text_(text_of(options)) {
    check_names(options, catalogue);
    if (!options.direction.empty()) direction_ = direction_of(options.direction);
    if (!options.since.empty()) since_ = time_of("--since", options.since);
    if (!options.until.empty()) until_ = time_of("--until", options.until);
    if (!options.filter.empty()) filter_.reset(compiled(options.filter));
}

Selection::~Selection() = default;

void Selection::Free::operator()(bpf_program* program) const {
    pcap_freecode(program);
    delete program;
}

bool Selection::takes_session(const PacketReport& report) const {
    const MirrorSession* session = report.identification.session;
    const NetworkInterface* source = report.identification.source;
    if (!options_.sessions.empty() && !(session && (has(options_.sessions, session->id) ||
                                                    has(options_.sessions, session->name)))) {
        return false;
    }
    if (!options_.interfaces.empty() && !(source && (has(options_.interfaces, source->id) ||
                                                     has(options_.interfaces, source->name)))) {
        return false;
    }
    return options_.vnis.empty() || has(options_.vnis, report.vxlan.vni.value);
}

bool Selection::takes_frame(const StreamPacket& packet) const {
    const ByteView frame = packet.frame();
    const Truncation& truncation = packet.report.truncation;
    pcap_pkthdr header{};
    header.caplen = static_cast<bpf_u_int32>(frame.size());
    header.len = truncation.original.value_or(truncation.mirrored);
    return pcap_offline_filter(filter_.get(), &header, frame.data()) != 0;
}

bool Selection::takes(const StreamPacket& packet) const {
    if (text_.empty()) return true;
    if (packet.record.time < since_ || packet.record.time >= until_) return false;
    if (direction_ && packet.report.direction != *direction_) return false;
    return takes_session(packet.report) && (!filter_ || takes_frame(packet));
}

}  // namespace vpcmirror
