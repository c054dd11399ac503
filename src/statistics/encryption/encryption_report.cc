// SPDX-License-Identifier: GPL-2.0-or-later
//
// What crossed the wire readable and what did not, by what the bytes prove (recognise/); what the
// dissectors made of a packet is its name. What is said of a packet holds for its later copies.
#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/to_string.h"
#include "recognise/flow_proof.h"
#include "statistics/encryption/judge_alone.h"
#include "statistics/encryption/layout.h"
#include "statistics/encryption/told.h"
#include "statistics/encryption/what_left.h"
#include "statistics/flows.h"
#include "statistics/keyed_table.h"
#include "statistics/reports.h"

namespace vpcmirror {

namespace {

struct HeldPackets {
    Table::Row row = 0;
    Held what = Held::No;
    std::uint8_t side = 0;
    Traffic traffic{};
};

// The row that a packet was counted in: the next one of its end of a flow mostly is, too.
constexpr std::uint32_t kNoRow = UINT32_MAX;
// Of either end, without payload and with it.
using LastRows = std::array<std::array<std::uint32_t, 2>, 2>;
constexpr LastRows kNoRows{{{kNoRow, kNoRow}, {kNoRow, kNoRow}}};

struct Flow {
    FlowProof proof;
    LastRows last_row = kNoRows;  // as long as the flow is seen from one interface
    const NetworkInterface* seen_from = nullptr;
    std::string_view readable_service;  // named last
    // Packets that may become something else, by the row that counts them: a row for each
    // direction; for what an interface forwards, and for copies, more.
    std::vector<HeldPackets> held;
    std::vector<HeldPackets> unnamed;  // readable, and nobody has said yet what they are
    std::uint32_t settled = 0;         // how often
    Judgement settled_as;
    std::string_view settled_service;
};

class EncryptionReport : public Report {
  public:
    void add(const MirroredPacket& packet) override {
        const auto& flow = packet.flow();
        if (!flow || !FlowProof::covers(packet.report.frame)) {
            const Judgement judgement = judge_alone(packet);
            tell(packet, judgement, name(packet, judgement, {}), nullptr, Held::No);
            return;
        }
        add_to(*flow, packet);
    }

    void refresh() override {
        left_.begin();
        for (Table::Row row = 0; row < table_.size(); ++row) {
            const Key& key = table_.key_of(row);
            left_.add(leaves(key.direction, key.remote), key.state, key.doubt,
                      table_->traffic.of(table_, row));
        }
        left_.end();
    }

    std::vector<Table*> tables() override { return {&table_, &left_.answer(), &left_.counts()}; }

  private:
    void add_to(const FlowOf& of, const MirroredPacket& packet) {
        Flow& flow = flows_.at(of.key);
        const std::uint8_t side = of.from_high ? 1 : 0;
        const Word word = packet.recognised.tunnel ? Word::None : word_of(packet.recognised);
        Step step = flow.proof.add(packet.report.frame, packet.report.bytes, side, word);
        if (packet.recognised.tunnel && step.now.state == Protection::Unknown) {
            step = {.now = {Protection::Unknown, Doubt::Tunnel, {}}};
        }
        if (step.now.state == Protection::Unknown && step.now.doubt == Doubt::Fragment) {
            step.now = judge_alone(packet);
        }
        if (step.now.state == Protection::Cleartext && word == Word::Readable) {
            flow.readable_service = packet.recognised.service;
            name_those_before(flow, step);
        }
        const std::string_view service = name(packet, step.now, flow.readable_service);
        settle(flow, side, step, service);
        tell(packet, step.now, service, &flow, step.held, side);
    }

    // Counts the packet, or as what its first copy was counted, and keeps it for what may come.
    void tell(const MirroredPacket& packet, Judgement judgement, std::string_view service,
              Flow* flow, Held held, std::uint8_t side = 0) {
        const bool doubtful = judgement.state == Protection::Unknown;
        Flow* named_with = flow;
        if (const Told* first = first_copy(packet)) {
            const bool same = first->judgement.state == judgement.state;
            if (same || (doubtful && first->judgement.state != Protection::Unknown)) {
                judgement = first->judgement;
                service = first->service;
                if (flow) named_with = &flow_of_first(packet, *first);
            }
            if (doubtful && first->doubtful && join_first(packet, *first)) return;
        }
        const bool unnamed = judgement.state == Protection::Cleartext && service.empty();
        if (unnamed && named_with) service = named_with->readable_service;
        const Table::Row row = count(packet, judgement, service, flow, side);
        if (flow && held != Held::No) {
            hold(flow->held, row, held, side, Traffic::of(packet.report));
        } else if (unnamed && named_with && service.empty()) {
            hold(named_with->unnamed, row, Held::No, side, Traffic::of(packet.report));
        }
        told_.keep({packet.report.number, flow ? flow->settled : 0, packet.report.session_number,
                    judgement, service, flow && held == Held::Doubtful});
    }

    // What was said of the copy in another session. Null if there is none, or it is not known.
    const Told* first_copy(const MirroredPacket& packet) const {
        const auto& link = packet.report.duplicate_of;
        const Told* first = link ? told_.find(link->first) : nullptr;
        return first && first->session != packet.report.session_number ? first : nullptr;
    }

    // The flow that the first copy of this packet belongs to.
    Flow& flow_of_first(const MirroredPacket& packet, const Told& first) {
        FlowKey key = packet.flow()->key;
        key.session = first.session;
        return flows_.at(key);
    }

    // A copy of a packet that was in doubt: as that is settled. False if nothing is known of it.
    bool join_first(const MirroredPacket& packet, const Told& first) {
        Flow& flow = flow_of_first(packet, first);
        if (flow.settled == first.settled) {
            const Table::Row row = count(packet, first.judgement, first.service);
            const std::uint8_t side = packet.flow()->from_high ? 1 : 0;
            hold(flow.held, row, Held::Doubtful, side, Traffic::of(packet.report));
            return true;
        }
        if (flow.settled != first.settled + 1) return false;
        count(packet, flow.settled_as, flow.settled_service);
        return true;
    }

    static std::string_view name(const MirroredPacket& packet, const Judgement& judgement,
                                 std::string_view flow_service) {
        const Recognised& recognised = packet.recognised;
        const Word word = word_of(recognised);
        switch (judgement.state) {
            case Protection::NoPayload:
                return packet.report.frame.protocol == kProtocolTcp ? "TCP" : "UDP";
            case Protection::Encrypted:
                return word == Word::Encrypting ? recognised.service : judgement.protocol;
            case Protection::Cleartext:
                if (word == Word::Readable) return recognised.service;
                return judgement.protocol.empty() ? flow_service : judgement.protocol;
            case Protection::Unknown: break;
        }
        return word == Word::Readable ? recognised.service : std::string_view{};
    }

    void settle(Flow& flow, std::uint8_t side, const Step& step, std::string_view service) {
        const auto settled_as = [&](const HeldPackets& held) -> std::optional<Protection> {
            if (held.what == Held::Handshake) return step.handshakes;
            return step.both_sides || held.side == side ? step.doubtful : std::nullopt;
        };
        for (const HeldPackets& held : flow.held) {
            const auto as = settled_as(held);
            if (!as) continue;
            const Table::Row row =
                *as == Protection::Unknown ? held.row : move(held, *as, step, service);
            const Key& now = table_.key_of(row);
            if (now.state == Protection::Cleartext && now.service.empty()) {
                hold(flow.unnamed, row, Held::No, held.side, held.traffic);
            }
        }
        std::erase_if(flow.held, settled_as);
        if (!step.doubtful) return;
        ++flow.settled;
        flow.settled_as = {*step.doubtful, Doubt::None, step.now.protocol};
        if (*step.doubtful == Protection::Unknown) flow.settled_as.doubt = Doubt::Unnamed;
        flow.settled_service = *step.doubtful == Protection::Unknown ? std::string_view{} : service;
    }

    // A dissector names the last packet of a message, or each of them: it depends on whether it has
    // seen the capture before. All are named alike.
    void name_those_before(Flow& flow, const Step& step) {
        for (const HeldPackets& held : flow.unnamed) {
            move(held, Protection::Cleartext, step, flow.readable_service);
        }
        flow.unnamed.clear();
    }

    static void hold(std::vector<HeldPackets>& packets, Table::Row row, Held what,
                     std::uint8_t side, const Traffic& traffic) {
        const auto same = [&](const HeldPackets& one) {
            return one.row == row && one.what == what && one.side == side;
        };
        auto held = std::ranges::find_if(packets, same);
        if (held == packets.end()) held = packets.insert(held, {row, what, side, {}});
        held->traffic += traffic;
    }

    // To the row of what they turned out to be, which it returns.
    Table::Row move(const HeldPackets& held, Protection state, const Step& step,
                    std::string_view service) {
        const Key& old = table_.key_of(held.row);
        Key key = old;
        // A handshake keeps its name, and so does what has one.
        const bool named = !old.service.empty() && state != Protection::Encrypted;
        const bool by_protocol = state == Protection::Encrypted && service.empty();
        if (!named) key.service = by_protocol ? step.now.protocol : service;
        key.state = state;
        key.doubt = Doubt::None;
        const Table::Row row = row_of(key);
        table_->traffic.add(table_.count_in(held.row), -held.traffic);
        table_->traffic.add(table_.count_in(row), held.traffic);
        table_.hide(held.row, table_.number(held.row, table_->traffic.packets) == 0);
        table_.hide(row, false);
        return row;
    }

    Table::Row count(const MirroredPacket& packet, const Judgement& judgement,
                     std::string_view service, Flow* flow = nullptr, std::uint8_t side = 0) {
        const Table::Row row = row_of(packet, judgement, service, flow, side);
        table_->traffic.add(table_.count_in(row), Traffic::of(packet.report));
        table_.hide(row, false);
        return row;
    }

    struct Key {
        SessionKey session;
        Direction direction;
        Remote remote;
        std::string_view service;  // empty: no name for it
        Protection state;
        Doubt doubt;
        // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
        friend auto operator<=>(const Key&, const Key&) = default;
    };

    Table::Row row_of(const MirroredPacket& packet, const Judgement& judgement,
                      std::string_view service, Flow* flow, std::uint8_t side) {
        const PacketReport& report = packet.report;
        const NetworkInterface* source = report.identification.source;
        Key key{SessionKey::of(packet), report.direction, {}, service,
                judgement.state,        Doubt::None};
        if (judgement.state == Protection::Unknown) key.doubt = judgement.doubt;
        // Without a number a flow may be of several sessions.
        std::uint32_t* last = nullptr;
        if (flow && report.session_number != 0) {
            last = &flow->last_row[side][judgement.state == Protection::NoPayload ? 0 : 1];
            if (*last != kNoRow && flow->seen_from == source) {
                // Who is at the other end follows from the flow, the interface and the direction.
                const Key& known = table_.key_of(*last);
                key.remote = known.remote;
                if (key == known) return *last;
            }
        }
        key.remote = peer_of(report).remote;
        const Table::Row row = row_of(key);
        if (last) {
            if (flow->seen_from != source) flow->last_row = kNoRows;
            flow->seen_from = source;
            *last = static_cast<std::uint32_t>(row);
        }
        return row;
    }

    Table::Row row_of(const Key& key) {
        const auto describe = [&](Table::Row row) {
            table_->session.describe(table_, row, key.session);
            table_.set(row, table_->direction, vpcmirror::to_string(key.direction));
            table_.set(row, table_->remote, vpcmirror::to_string(key.remote));
            table_.set(row, table_->service,
                       key.service.empty() ? "unknown" : std::string(key.service));
            table_.set(row, table_->state, to_string(key.state));
            table_.set_unless_empty(row, table_->reason, to_string(key.doubt));
        };
        return table_.row_of(key, describe,
                             encryption_rank(leaves(key.direction, key.remote), key.state));
    }

    KeyedTable<EncryptionLayout, Key> table_;
    WhatLeft left_;
    Flows<Flow> flows_;
    ToldBefore told_;
};

}  // namespace

ReportPtr make_encryption_report(const CatalogueStatus& /*status*/) {
    return std::make_unique<EncryptionReport>();
}

}  // namespace vpcmirror
