// SPDX-License-Identifier: GPL-2.0-or-later
//
// vpcmirror explain: which session mirrors a packet that is described in words, and which rule
// decides. The sessions of an interface are asked in the order of their numbers, and the first one
// that accepts a packet has it: AWS mirrors a packet of an interface once.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-sessions.html
#include <algorithm>
#include <memory>
#include <stdexcept>

#include "analysis/words.h"
#include "catalogue.h"
#include "commands.h"
#include "filter/never_mirrored.h"
#include "filter/rule_text.h"
#include "filter/verdict.h"
#include "messages.h"
#include "packet_words.h"
#include "text/sanitize.h"

namespace vpcmirror {

namespace {

struct ExplainOptions {
    std::vector<std::string> catalogue;
    std::vector<std::string> sessions;
    std::vector<std::string> words;
};

std::string name_of(const std::string& name, const std::string& id) {
    return sanitize(name.empty() || name == id ? id : name + " (" + id + ')');
}

std::string reason_text(UndeterminedReason reason) {
    switch (reason) {
        case UndeterminedReason::ProtocolCutOff: return "a rule asks for the protocol: say it";
        case UndeterminedReason::PortsCutOff: return "a rule asks for the ports: say them";
        default: return word(reason);
    }
}

// In the order in which AWS asks them; those without a number last.
std::vector<const MirrorSession*> in_order(const Catalogue& catalogue,
                                           const std::vector<std::string>& wanted) {
    std::vector<const MirrorSession*> sessions;
    for (const MirrorSession& session : catalogue.sessions()) {
        const auto named = [&](const std::string& one) {
            return one == session.id || one == session.name;
        };
        if (wanted.empty() || std::ranges::any_of(wanted, named)) sessions.push_back(&session);
    }
    std::ranges::stable_sort(sessions, {}, [](const MirrorSession* session) {
        return std::pair(std::string_view(session->interface_id),
                         session->number.value_or(UINT32_MAX));
    });
    return sessions;
}

class Explanation {
  public:
    explicit Explanation(const PacketWords& packet) : packet_(packet) {}

    void add(const MirrorSession& session) {
        for (const Direction direction : {Direction::Egress, Direction::Ingress}) {
            if (is_seen(session, direction)) add(session, direction);
        }
    }

    const std::string& text() const { return text_; }
    bool any() const { return !text_.empty(); }
    bool mirrored() const { return mirrored_; }

  private:
    // Whether the session's interface sends, or receives, the packet.
    bool is_seen(const MirrorSession& session, Direction direction) const {
        if (packet_.direction != Direction::Unknown && packet_.direction != direction) return false;
        const Frame& frame = packet_.frame;
        if (!session.source) return false;
        return session.source->owns(direction == Direction::Egress ? frame.source
                                                                   : frame.destination);
    }

    void add(const MirrorSession& session, Direction direction) {
        const Verdict verdict = decide_verdict(&session, direction, packet_.frame);
        const bool accepted =
            verdict.kind == VerdictKind::Accepted || verdict.kind == VerdictKind::AcceptedAmazonDns;
        if (session.interface_id != interface_ || direction != direction_) taken_by_ = nullptr;
        interface_ = session.interface_id;
        direction_ = direction;
        text_ += name_of(session.name, session.id) + ", " + word(direction) + ": ";
        if (accepted && taken_by_) {
            text_ += "not asked, " + name_of(taken_by_->name, taken_by_->id) +
                     " has a lower number and takes it";
        } else if (accepted) {
            text_ += "mirrored, ";
            taken_by_ = &session;
            mirrored_ = true;
        } else {
            text_ +=
                verdict.kind == VerdictKind::Undetermined ? "cannot be told, " : "not mirrored, ";
        }
        if (!(accepted && taken_by_ != &session)) text_ += decided_by(session, verdict);
        text_ += '\n';
    }

    static std::string decided_by(const MirrorSession& session, const Verdict& verdict) {
        const std::string filter =
            session.filter ? name_of(session.filter->name, session.filter->id) : std::string();
        switch (verdict.kind) {
            case VerdictKind::AcceptedAmazonDns:
                return "filter " + filter + " accepts the network service amazon-dns";
            case VerdictKind::NoRule: return "no rule of filter " + filter + " matches";
            case VerdictKind::Undetermined: return reason_text(verdict.reason);
            default: break;
        }
        if (!verdict.rule) return word(verdict.kind);
        return "rule " + std::to_string(verdict.rule->number) + " of filter " + filter + ": " +
               rule_text(*verdict.rule);
    }

    const PacketWords& packet_;
    std::string text_;
    bool mirrored_ = false;
    std::string_view interface_;
    Direction direction_ = Direction::Unknown;
    const MirrorSession* taken_by_ = nullptr;
};

int run(const ExplainOptions& options) {
    const PacketWords packet = parse_packet(options.words);
    CatalogueLoader loader;
    const bool good = load_catalogue(loader, options.catalogue);
    const auto catalogue = loader.catalogue();
    const auto sessions = in_order(*catalogue, options.sessions);
    if (sessions.empty()) {
        say(catalogue->empty() ? "the catalogue holds no session" : "no session is named so");
        return kCouldNot;
    }
    std::string text = vpcmirror::text(packet) + '\n';
    if (const NeverMirrored kind = kind_never_mirrored(packet.frame); kind != NeverMirrored::No) {
        print(text + "not mirrored, AWS never mirrors " + word(kind) + '\n');
        return kFoundSomething;
    }
    Explanation explanation(packet);
    for (const MirrorSession* session : sessions) explanation.add(*session);
    text += explanation.any() ? explanation.text()
                              : "not mirrored, no session's interface has one of the addresses\n";
    if (!print(text) || !good) return kCouldNot;
    return explanation.mirrored() ? kDone : kFoundSomething;
}

}  // namespace

void define_explain(CLI::App& program, int& status) {
    auto options = std::make_shared<ExplainOptions>();
    CLI::App* command = program.add_subcommand(
        "explain", "Say which session and rule decide a packet described in words");
    add_catalogue_option(*command, options->catalogue);
    command
        ->add_option("-s,--session", options->sessions,
                     "Only this session, by id or name; may be given again")
        ->type_name("SESSION")
        ->allow_extra_args(false);
    command
        ->add_option("packet", options->words,
                     "[ingress|egress] [PROTOCOL] ADDRESS[:PORT] > ADDRESS[:PORT], or from ADDRESS "
                     "port PORT to ADDRESS port PORT")
        ->type_name("WORD")
        ->required();
    command->footer(
        "Exit status: 0 it is mirrored, 1 it is not or that cannot be told, 2 it was not asked.\n"
        "\n"
        "Examples:\n"
        "  vpcmirror explain tcp 10.0.1.10:40000 '>' 192.0.2.7:443\n"
        "  vpcmirror explain -c aws/ 'ingress udp from 10.0.9.9 port 53 to 10.0.1.10 port 40000'");
    command->callback([options, &status] { status = run(*options); });
}

}  // namespace vpcmirror
