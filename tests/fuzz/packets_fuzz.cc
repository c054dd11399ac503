// SPDX-License-Identifier: GPL-2.0-or-later
//
// Mirror traffic of any bytes through all of the core. The input is one byte of options, then a
// record for each datagram; make_corpus.py writes the same format:
//
//   1 byte   flags, see below
//   1 byte   low half: who sends it, high half: what the dissectors recognised
//   2 bytes  time since the datagram before, in microseconds, signed
//   2 bytes  how many bytes the capture cut off
//   2 bytes  how many bytes follow
#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "invariants.h"
#include "require.h"
#include "testing/packets.h"
#include "wire/capture_time.h"
#include "wire/gwlb_options.h"

namespace {

using namespace vpcmirror;
using namespace vpcmirror::fuzz;
using testing::address;
using testing::Bytes;

enum Flag : std::uint8_t {
    kWithHeader = 1,   // the bytes begin with a VXLAN header; else a proper one is put before them
    kHostileTime = 2,  // the time is any at all
    kLookBetween = 4,  // the reports are looked at before this one
};

struct Sender {
    const char* address;
    std::uint32_t vni;
};

// Known sessions, one VNI that two share, one that two share without an interface to tell them
// apart, a source of no session, and a VNI of none.
constexpr std::array<Sender, 8> kSenders{{{"10.0.1.10", 1001},
                                          {"10.0.1.11", 1002},
                                          {"10.0.1.12", 1002},
                                          {"2001:db8::10", 1003},
                                          {"10.0.1.99", 1002},
                                          {"10.0.1.14", 1005},
                                          {"10.0.1.10", 7},
                                          {"10.0.1.15", 1006}}};

constexpr std::array<Recognised, 8> kRecognised{{{},
                                                 {"TLS", true},
                                                 {"SSH", true},
                                                 {"SMB", false},
                                                 {"HTTP", false},
                                                 {"QUIC", true},
                                                 {"IPsec", true},
                                                 {"DNS", false}}};

FilterRule rule(std::uint32_t number, Direction direction, RuleAction action, const char* from,
                const char* to) {
    FilterRule made;
    made.id = "tmfr-" + std::to_string(number);
    made.number = number;
    made.direction = direction;
    made.action = action;
    made.source = *IpPrefix::parse(from);
    made.destination = *IpPrefix::parse(to);
    return made;
}

MirrorFilter strict_filter() {
    MirrorFilter filter;
    filter.id = "tmf-strict";
    filter.name = "strict";
    filter.amazon_dns = true;
    FilterRule ssh = rule(10, Direction::Ingress, RuleAction::Reject, "0.0.0.0/0", "10.0.0.0/8");
    ssh.protocol = kProtocolTcp;
    ssh.destination_ports = PortRange{22, 22};
    FilterRule web = rule(20, Direction::Ingress, RuleAction::Accept, "0.0.0.0/0", "10.0.0.0/8");
    web.protocol = kProtocolTcp;
    web.destination_ports = PortRange{80, 443};
    const FilterRule ip6 =
        rule(30, Direction::Ingress, RuleAction::Accept, "::/0", "2001:db8::/32");
    FilterRule out = rule(10, Direction::Egress, RuleAction::Accept, "10.0.0.0/8", "0.0.0.0/0");
    out.protocol = kProtocolUdp;
    out.source_ports = PortRange{53, 53};
    filter.ingress = {ssh, web, ip6};
    filter.egress = {out};
    return filter;
}

struct Parts : testing::Parts {
    Parts() {
        filters.push_back(strict_filter());
        add("web", "10.0.1.10", 1001).filter_id = "tmf-strict";
        interfaces.back().mac = MacAddress::parse(testing::kWebMac);
        add("db", "10.0.1.11", 1002).packet_length = 100;
        add("cache", "10.0.1.12", 1002);
        add("six", "2001:db8::10", 1003);
        for (const char* name : {"left", "right"}) {
            add(name, "10.0.1.13", 1005);
            interfaces.pop_back();
        }
        add("mac", "10.0.1.17", 1005);
        interfaces.back().mac = MacAddress::parse(testing::kRouterMac);
        interfaces.back().primary_address = {};
        interfaces.back().addresses.clear();
        add("lost", "10.0.1.15", 1006).filter_id = "tmf-gone";
        add("silent", "10.0.1.16", 1007);
    }
};

class Input {
  public:
    Input(const std::uint8_t* data, std::size_t size) : left_(data, size) {}

    bool empty() const { return left_.size() == 0; }

    std::uint8_t u8() {
        const std::uint8_t value = left_.u8(0).value_or(0);
        left_ = left_.from(1);
        return value;
    }
    std::uint16_t u16() {
        const unsigned high = u8();
        return static_cast<std::uint16_t>(high << 8 | u8());
    }
    ByteView bytes(std::size_t most) {
        const ByteView taken(left_.data(), std::min(most, left_.size()));
        left_ = left_.from(taken.size());
        return taken;
    }

  private:
    ByteView left_;
};

// A datagram as it was captured, and what else its record says.
struct Sent {
    Bytes bytes;
    Datagram datagram;
    Recognised recognised;
    bool look_between = false;
};

Sent next_datagram(Input& input, std::uint32_t number, Timestamp& time) {
    Sent sent;
    const std::uint8_t flags = input.u8();
    const std::uint8_t selectors = input.u8();
    const Sender& sender = kSenders[selectors % kSenders.size()];
    sent.recognised = kRecognised[(selectors >> 4) % kRecognised.size()];
    const auto delta = static_cast<std::int16_t>(input.u16());
    const std::uint16_t cut_off = input.u16();
    if ((flags & kWithHeader) == 0) {
        sent.bytes = {0x08,
                      0,
                      0,
                      0,
                      static_cast<std::uint8_t>(sender.vni >> 16),
                      static_cast<std::uint8_t>(sender.vni >> 8),
                      static_cast<std::uint8_t>(sender.vni),
                      0};
    }
    const ByteView payload = input.bytes(input.u16());
    sent.bytes.insert(sent.bytes.end(), payload.data(), payload.data() + payload.size());
    time = (flags & kHostileTime) != 0
               ? Timestamp{delta * (kLatestTime.time_since_epoch() / INT16_MAX)}
               : time + std::chrono::microseconds{delta};
    time = std::clamp(time, kEarliestTime, kLatestTime);
    sent.look_between = (flags & kLookBetween) != 0;

    Datagram& datagram = sent.datagram;
    datagram.length = static_cast<std::uint32_t>(sent.bytes.size() + cut_off);
    datagram.source = address(sender.address);
    datagram.outermost_target = address("10.0.9.5");
    datagram.outermost_length = datagram.length + 28;
    datagram.number = number;
    datagram.time = time;
    return sent;
}

// What is said of the session agrees with all that the catalogue says of its interface.
void check_identification(const Datagram& datagram, const PacketReport& report) {
    const Identification& named = report.identification;
    require(!named.session || named.session->source == named.source, "the session's interface");
    require((named.match == SessionMatch::Ambiguous) == !named.candidates[0].empty(),
            "ambiguous between some");
    require(named.contradiction == Contradiction::None || (!named.session && !named.source),
            "what contradicts the catalogue has no name");
    require(!named.session || named.session->vni == report.vxlan.vni, "the session's VNI");
    const NetworkInterface* source = named.source;
    if (!source) return;
    const bool known = source->primary_address.is_set() || !source->addresses.empty();
    require(!known || source->owns(datagram.source), "sent from the interface's address");
    if (!source->mac || !report.frame.has_macs) return;
    const bool sent = report.frame.source_mac == *source->mac;
    const bool received = report.frame.destination_mac == *source->mac;
    require(sent || received || report.frame.destination_mac.is_group(), "the interface's MAC");
    require(!sent || received || report.direction == Direction::Egress, "who sends sends");
    require(!received || sent || report.direction == Direction::Ingress, "who receives receives");
}

void check_report(const Datagram& datagram, const PacketReport& report) {
    check_identification(datagram, report);
    const Truncation& truncation = report.truncation;
    const bool alone = truncation.datagrams == 1;
    require(truncation.datagrams >= 1, "a packet is one at least");
    require(alone ? truncation.mirrored + 8 == datagram.length
                  : truncation.mirrored + 8 < datagram.length,
            "mirrored is what the datagram holds");
    require(alone ? truncation.captured + 8 == datagram.bytes.size()
                  : truncation.captured + 8 <= datagram.bytes.size(),
            "captured is what the file holds");
    require(truncation.captured <= truncation.mirrored, "no more is captured than was mirrored");
    require(truncation.implausible || !truncation.longer_delivered, "a doubt is told");
    require(truncation.truncated() == (truncation.cause != TruncationCause::None),
            "what is cut has a cause");
    require(!truncation.implausible || !truncation.original, "what is implausible is not told");
    const Frame& frame = report.frame;
    require(frame.network_offset <= truncation.captured, "a header is where bytes are");
    require(!frame.transport_offset || frame.protocol, "what has a place has a protocol");
    require(!report.duplicate_of || (report.duplicate_of->duplicate == datagram.number &&
                                     report.duplicate_of->first < datagram.number),
            "a duplicate leads to an earlier packet");
}

// What is said of a packet must not depend on the pass.
void check_second_pass(const PacketReport& once, const PacketReport& again) {
    require(once.identification.session == again.identification.session, "the same session");
    require(once.session_number == again.session_number, "the same number");
    require(once.direction == again.direction, "the same direction");
    require(once.verdict.rule == again.verdict.rule, "the same rule");
    require(once.verdict.reason == again.verdict.reason, "the same reason");
    require(once.truncation.mirrored == again.truncation.mirrored, "the same length");
    require(once.truncation.original == again.truncation.original, "the same original length");
    require(once.truncation.cause == again.truncation.cause, "the same cause");
    require(once.truncation.implausible == again.truncation.implausible, "the same doubt");
    require(once.truncation.datagrams == again.truncation.datagrams, "the same parts");
    require(!once.duplicate_of == !again.duplicate_of, "the same duplicate");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Catalogue catalogue{Parts()};
    static const std::array<CatalogueFile, 1> files{{{"a.json", "AWS CLI", 7, 5, 0, 2, 6}}};
    static const std::array<Diagnostic, 1> problems{
        {{Severity::Warning, "a.json", 1, 2, "Tags[0]", "is odd"}}};

    Input input(data, size);
    const std::uint8_t choice = input.u8();
    const AnalysisOptions options{
        (choice & 1) != 0 ? 1500U : 0U,
        (choice & 2) != 0 ? Nanoseconds::zero() : Nanoseconds{std::chrono::seconds{1}}};
    static CaptureState state;
    state.clear();
    std::optional<AllReports> reports;
    if (with_reports(data, size)) reports.emplace(CatalogueStatus{catalogue, files, problems});
    std::vector<Sent> sent;
    Timestamp time{};
    while (!input.empty()) {
        sent.push_back(next_datagram(input, static_cast<std::uint32_t>(sent.size() + 1), time));
    }

    std::vector<std::optional<PacketReport>> first_pass;
    for (Sent& one : sent) {
        one.datagram.bytes = testing::view(one.bytes);
        static_cast<void>(parse_gwlb_options(one.datagram.bytes));
        if (reports && one.look_between) reports->check_tables();
        const auto report = analyse(one.datagram, catalogue, options, state);
        first_pass.push_back(report);
        if (!report) continue;
        check_report(one.datagram, *report);
        if (reports) reports->add({*report, one.recognised});
        first_pass.back()->seen_in = {};
    }
    if (reports) {
        reports->check_tables();
        reports->check_document();
    }

    for (std::size_t i = 0; i < sent.size(); ++i) {
        sent[i].datagram.seen_before = true;
        const auto again = analyse(sent[i].datagram, catalogue, options, state);
        require(again.has_value() == first_pass[i].has_value(), "mirror traffic in both passes");
        if (again) check_second_pass(*first_pass[i], *again);
    }
    return 0;
}
