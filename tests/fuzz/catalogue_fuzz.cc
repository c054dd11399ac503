// SPDX-License-Identifier: GPL-2.0-or-later
//
// Any bytes as files of a catalogue, and what becomes of them. Files are separated by the byte 1E,
// which JSON never holds.
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analyse.h"
#include "catalogue/format/parse.h"
#include "catalogue/lint/lint.h"
#include "catalogue/merge.h"
#include "delivery/check.h"
#include "delivery/explain.h"
#include "delivery/silence.h"
#include "delivery/zones.h"
#include "invariants.h"
#include "require.h"
#include "testing/packets.h"
#include "text/sanitize.h"

namespace {

using namespace vpcmirror;
using namespace vpcmirror::fuzz;
using testing::operator+;

constexpr char kSeparator = 0x1E;
constexpr std::size_t kPackets = 16;

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(kSeparator);
        parts.push_back(text.substr(0, end));
        if (end == text.npos) return parts;
        text.remove_prefix(end + 1);
    }
}

void check_problems(const std::vector<Diagnostic>& problems, std::string_view text) {
    for (const Diagnostic& problem : problems) {
        require(!problem.message.empty(), "a problem is told");
        require(is_sane(problem.text()), "a problem is told in UTF-8");
        require(problem.line <= text.size() + 1, "a problem is within its file");
    }
}

void check_texts(const CatalogueParts& parts) {
    const auto clean = [](std::initializer_list<const std::string*> texts) {
        for (const std::string* text : texts) require(is_sane(*text), "texts are UTF-8");
    };
    for (const MirrorSession& session : parts.sessions) {
        clean({&session.id, &session.name, &session.description, &session.account,
               &session.interface_id, &session.target_id, &session.filter_id});
        for (const Tag& tag : session.tags) clean({&tag.key, &tag.value});
        require(!session.vni || session.vni->value < (1U << 24), "a VNI has 24 bits");
    }
    for (const NetworkInterface& interface : parts.interfaces) {
        clean({&interface.id, &interface.name, &interface.instance_id, &interface.vpc_id,
               &interface.subnet_id, &interface.availability_zone, &interface.account});
    }
    for (const MirrorTarget& target : parts.targets) {
        clean({&target.id, &target.type, &target.resource, &target.description, &target.account});
    }
    for (const MirrorFilter& filter : parts.filters) {
        clean({&filter.id, &filter.name});
        for (const auto* rules : {&filter.ingress, &filter.egress}) {
            std::uint32_t last = 0;
            for (const FilterRule& rule : *rules) {
                clean({&rule.id});
                require(rule.number >= last, "rules ascend");
                last = rule.number;
            }
        }
    }
}

void check_index(const Catalogue& catalogue) {
    for (const MirrorSession& session : catalogue.sessions()) {
        if (!session.vni) continue;
        bool found = false;
        for (const MirrorSession* one : catalogue.sessions_of(*session.vni)) {
            require(one->vni == session.vni, "a session is found by its VNI only");
            found = found || one == &session;
        }
        require(found, "a session is found by its VNI");
    }
    for (const LintFinding& finding : lint(catalogue)) {
        require(!finding.ids.empty() && is_sane(finding.text), "a finding says of what");
    }
    for (const auto& [session, reason] : silent_sessions(catalogue)) {
        require(session >= catalogue.sessions().data() &&
                    session < catalogue.sessions().data() + catalogue.sessions().size(),
                "silent sessions are the catalogue's");
        require(!reason.empty() && is_sane(reason), "silence has a reason");
    }
}

// What is said of one input may repeat the ids in it, some of them several times.
std::size_t longest_text(std::size_t input) {
    return 1000 + 16 * input;
}

void check_answers(const std::vector<delivery::Answer>& answers, std::size_t longest) {
    require(answers.size() == delivery::kConditions, "every condition has an answer");
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const delivery::Answer& answer = answers[i];
        require(static_cast<std::size_t>(answer.condition) == i, "answers are in their order");
        require(!answer.says.empty() && is_sane(answer.says), "an answer says why");
        require(is_sane(answer.advice), "advice is UTF-8");
        require(answer.says.size() + answer.advice.size() <= longest, "an answer is bounded");
        require(answer.state == delivery::State::Holds || !answer.advice.empty(),
                "who accuses says what to do, and who does not know what would tell");
        require(!answer.for_all || (answer.state == delivery::State::NotChecked &&
                                    answer.advice.starts_with("aws ")),
                "a file that is missing has a command");
    }
}

void check_explanation(const delivery::DescribedPacket& packet, const delivery::Topology& topology,
                       std::size_t longest) {
    const auto explanation = delivery::explain(packet, topology);
    const bool mirrored = explanation.outcome == delivery::Outcome::Mirrored;
    require(mirrored == (explanation.session != nullptr),
            "a packet that is mirrored has a session, no other has one");
    require(!mirrored || explanation.steps.back().session == explanation.session,
            "the session that mirrors is the last one that is asked");
    require(!mirrored || explanation.direction != Direction::Unknown,
            "what is mirrored has a direction");
    require(explanation.outcome != delivery::Outcome::NotMirrored || explanation.proviso.empty(),
            "what is not mirrored depends on nothing");
    require(!explanation.says.empty() && is_sane(explanation.says), "an outcome has words");
    require(is_sane(explanation.proviso), "what it depends on is UTF-8");
    require(explanation.says.size() + explanation.proviso.size() <= longest, "... and bounded");
    for (const delivery::Step& step : explanation.steps) {
        require(step.session && !step.says.empty() && is_sane(step.says),
                "who was asked has a reason");
    }
}

// Packets of each kind that rules tell apart, as far as somebody may describe them.
void explain_packets(const std::string& interface_id, const delivery::Topology& topology,
                     std::size_t longest) {
    const IpAddress here = testing::address("10.0.1.10");
    const IpAddress there = testing::address("192.0.2.1");
    const IpAddress here6 = testing::address("2001:db8::10");
    const IpAddress there6 = testing::address("2001:db8:1::1");
    const Ports ports{40000, 4789};
    const delivery::DescribedPacket packets[] = {
        {interface_id, Direction::Egress, kProtocolUdp, here, there, std::nullopt},
        {interface_id, Direction::Egress, kProtocolTcp, here, there, ports},
        {interface_id, Direction::Ingress, kProtocolUdp, there, here, ports},
        {interface_id, Direction::Ingress, 1, there, here, std::nullopt},
        {interface_id, Direction::Ingress, kProtocolTcp, there6, here6, ports},
        {interface_id, Direction::Unknown, kProtocolUdp, here, there6, ports},
        {{}, Direction::Unknown, kProtocolUdp, there, here, ports},
    };
    for (const auto& packet : packets) check_explanation(packet, topology, longest);
}

// Every condition of the first sessions has an answer that is fit to print, whatever was read.
void check_delivery(const Catalogue& catalogue, std::size_t input) {
    const delivery::Topology topology(catalogue);
    const std::size_t longest = longest_text(input);
    std::uint32_t checked = 0;
    for (const MirrorSession& session : catalogue.sessions()) {
        if (++checked > kPackets) break;
        check_answers(delivery::check(session, topology), longest);
        explain_packets(session.interface_id, topology, longest);
        const delivery::Zones zones = delivery::zones_of(session, topology);
        require(is_sane(zones.source) && is_sane(zones.target), "zones are UTF-8");
    }
    for (const auto& [session, reason] : delivery::silence(catalogue)) {
        require(session && !reason.empty() && is_sane(reason), "silence has a reason");
        require(reason.size() <= longest, "... that is bounded");
    }
}

// Packets of some sessions, both ways, so that whatever was read is also used.
void use(const CatalogueStatus& status) {
    AllReports reports(status);
    CaptureState state;
    std::uint32_t number = 0;
    for (const MirrorSession& session : status.catalogue.sessions()) {
        if (!session.vni || number >= kPackets) continue;
        const auto source = session.source ? session.source->primary_address : IpAddress{};
        const std::string ours = source.family == IpFamily::V4 ? source.text() : "10.0.1.10";
        for (const testing::Bytes& frame : {testing::tcp_frame(ours, "192.0.2.1", {1, 2, 3}),
                                            testing::udp_frame("192.0.2.1", ours, {4, 5, 6})}) {
            const std::uint32_t vni = session.vni->value;
            const testing::Bytes bytes = testing::Bytes{8, 0, 0, 0} + testing::u16(vni >> 8) +
                                         testing::Bytes{static_cast<std::uint8_t>(vni), 0} + frame;
            Datagram datagram;
            datagram.bytes = testing::view(bytes);
            datagram.length = static_cast<std::uint32_t>(bytes.size());
            datagram.source = source;
            datagram.number = ++number;
            datagram.time = Timestamp{Nanoseconds{number}};
            const auto report =
                analyse(datagram, status.catalogue, {0, std::chrono::microseconds{1}}, state);
            require(report.has_value(), "mirror traffic is known");
            reports.add({*report});
        }
    }
    reports.check_tables();
    reports.check_document();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<ParsedFile> parsed;
    std::vector<CatalogueFile> files;
    std::vector<Diagnostic> problems;
    for (const std::string_view part : split(text)) {
        const std::string name = std::to_string(parsed.size()) + ".json";
        // A copy that ends where the file does, so that reading on is noticed.
        const std::vector<char> copy(part.begin(), part.end());
        ParsedFile file = parse_catalogue({copy.data(), copy.size()}, name);
        check_problems(file.diagnostics, part);
        require(file.contents || !file.diagnostics.empty(), "what was not read has a problem");
        problems.insert(problems.end(), file.diagnostics.begin(), file.diagnostics.end());
        files.push_back({name, file.contents ? file.contents->format : std::string()});
        parsed.push_back(std::move(file));
    }
    std::vector<NamedContents> named;
    for (std::size_t i = 0; i < parsed.size(); ++i) {
        if (parsed[i].contents) named.push_back({files[i].file, &*parsed[i].contents, false});
    }
    static const FileContents table = contents_of(testing::Parts());
    named.push_back({{}, &table, true});
    CatalogueParts parts = merge(named, problems);
    check_problems(problems, text);
    check_texts(parts);
    const Catalogue catalogue(std::move(parts));
    check_index(catalogue);
    check_delivery(catalogue, size);
    if (with_reports(data, size)) use({catalogue, files, problems});
    return 0;
}
