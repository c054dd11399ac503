// SPDX-License-Identifier: GPL-2.0-or-later
//
// Answers questions about delivery for the tests, which are written in Python:
//
//     delivery_driver FILE...     a catalogue of these files, in ascending precedence
//
// prints what is wrong with the files, then reads a question a line from its input:
//
//     check                       every condition of every session
//     check-changes N             only the conditions that do not hold, of the first N sessions
//     explain ENI DIRECTION PROTOCOL SOURCE DESTINATION FROM-PORT TO-PORT
//     group IDS DIRECTION PROTOCOL OTHER-END PORT OTHER-ENI
//     acl ID DIRECTION PROTOCOL OTHER-END PORT
//
// where - stands for nothing, and ids are separated by commas. An answer's cells are separated by
// tabs; a line with a dot ends the answers of a check.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "catalogue/format/parse.h"
#include "catalogue/merge.h"
#include "delivery/access.h"
#include "delivery/check.h"
#include "delivery/explain.h"

using namespace vpcmirror;
using namespace vpcmirror::delivery;

namespace {

std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

CatalogueParts load(const std::vector<std::string>& paths) {
    std::vector<ParsedFile> parsed;
    std::vector<Diagnostic> problems;
    for (const std::string& path : paths) {
        parsed.push_back(parse_catalogue(read(path), path));
        const auto& found = parsed.back().diagnostics;
        problems.insert(problems.end(), found.begin(), found.end());
    }
    std::vector<NamedContents> named;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (parsed[i].contents) named.push_back({paths[i], &*parsed[i].contents, false});
    }
    CatalogueParts parts = merge(named, problems);
    for (const Diagnostic& problem : problems) std::cout << "problem\t" << problem.text() << '\n';
    return parts;
}

std::string next(std::istream& words) {
    std::string word;
    words >> word;
    return word == "-" ? std::string() : word;
}

std::vector<std::string> next_ids(std::istream& words) {
    std::vector<std::string> ids;
    std::istringstream list(next(words));
    for (std::string id; std::getline(list, id, ',');) ids.push_back(id);
    return ids;
}

Direction next_direction(std::istream& words) {
    const std::string word = next(words);
    if (word == "ingress") return Direction::Ingress;
    return word == "egress" ? Direction::Egress : Direction::Unknown;
}

IpAddress next_address(std::istream& words) {
    return IpAddress::parse(next(words)).value_or(IpAddress{});
}

std::optional<std::uint16_t> next_port(std::istream& words) {
    const std::string word = next(words);
    if (word.empty()) return std::nullopt;
    return static_cast<std::uint16_t>(std::stoul(word));
}

const char* access_word(Access access) {
    switch (access) {
        case Access::Allowed: return "allowed";
        case Access::Denied: return "denied";
        case Access::Unknown: return "unknown";
    }
    return "";
}

void check_all(const Topology& topology, bool changes_only, std::size_t most) {
    for (const MirrorSession& session : topology.catalogue().sessions()) {
        if (most-- == 0) break;
        for (const Answer& answer : check(session, topology)) {
            if (changes_only && answer.state != State::DoesNotHold) continue;
            std::cout << session.id << '\t' << to_string(answer.condition) << '\t'
                      << to_string(answer.state) << '\t' << answer.says << '\t' << answer.advice
                      << '\t' << (answer.for_all ? "for all" : "") << '\n';
        }
    }
    std::cout << ".\n";
}

void explain_one(const Topology& topology, std::istream& words) {
    DescribedPacket packet;
    packet.interface_id = next(words);
    if (packet.interface_id == "-") packet.interface_id.clear();  // by the addresses
    packet.direction = next_direction(words);
    packet.protocol = static_cast<std::uint8_t>(std::stoul(next(words)));
    packet.source = next_address(words);
    packet.destination = next_address(words);
    const auto from = next_port(words);
    const auto to = next_port(words);
    if (from && to) packet.ports = Ports{*from, *to};
    const Explanation explanation = explain(packet, topology);
    std::cout << to_string(explanation.outcome) << '\t'
              << (explanation.session ? explanation.session->id : "-") << '\t'
              << (explanation.rule ? explanation.rule->id : "-") << '\t' << explanation.says << '\t'
              << explanation.proviso;
    for (const Step& step : explanation.steps) {
        std::cout << '\t' << step.session->id << ": " << step.says;
    }
    std::cout << '\n';
}

void ask_group(const Topology& topology, std::istream& words) {
    const auto ids = next_ids(words);
    const Direction direction = next_direction(words);
    Flow flow;
    flow.protocol = static_cast<std::uint8_t>(std::stoul(next(words)));
    flow.other_end = only(next_address(words));
    flow.port = next_port(words);
    flow.other_interface = topology.interface(next(words));
    const GroupAccess access = admit(ids, direction, flow, topology);
    std::cout << access_word(access.access) << '\n';
}

void ask_acl(const Topology& topology, std::istream& words) {
    const auto& acls = topology.parts().acls;
    const auto acl = std::ranges::find(acls, next(words), &NetworkAcl::id);
    const bool ingress = next_direction(words) == Direction::Ingress;
    Flow flow;
    flow.protocol = static_cast<std::uint8_t>(std::stoul(next(words)));
    flow.other_end = only(next_address(words));
    flow.port = next_port(words);
    const AclAccess access = pass(ingress ? acl->ingress : acl->egress, flow);
    std::cout << access_word(access.access) << '\t'
              << (access.entry ? std::to_string(access.entry->number) : "-") << '\n';
}

}  // namespace

int main(int count, char** arguments) {
    const Catalogue catalogue(load({arguments + 1, arguments + count}));
    const Topology topology(catalogue);
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        const std::string question = next(words);
        if (question == "check") {
            check_all(topology, false, SIZE_MAX);
        } else if (question == "check-changes") {
            check_all(topology, true, std::stoul(next(words)));
        } else if (question == "explain") {
            explain_one(topology, words);
        } else if (question == "group") {
            ask_group(topology, words);
        } else if (question == "acl") {
            ask_acl(topology, words);
        } else {
            return 2;
        }
    }
    std::cout.flush();
    return std::cout ? 0 : 1;
}
