// SPDX-License-Identifier: GPL-2.0-or-later
//
// What crossed the wire readable and what did not: by what the dissectors recognised, in this
// packet or earlier in its flow, and by what its bytes prove. A port proves nothing: where it alone
// suggests that a service encrypts, the packet is unknown, its service too. A packet whose payload
// was cut off is unknown, whatever its flow.
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "analysis/words.h"
#include "statistics/encryption/payload.h"
#include "statistics/encryption/remote.h"
#include "statistics/flows.h"
#include "statistics/reports.h"
#include "statistics/session_rows.h"
#include "statistics/traffic.h"

namespace vpcmirror {

namespace {

enum class State : std::uint8_t { NoPayload, Unknown, Cleartext, Encrypted };

constexpr const char* word(State state) {
    switch (state) {
        case State::NoPayload: return "no payload";
        case State::Unknown: return "unknown";
        case State::Cleartext: return "cleartext";
        case State::Encrypted: return "encrypted";
    }
    return "";
}

const TableLayout& layout() {
    static const TableLayout the_layout{
        "encryption", "Encryption",
        joined(joined(session_columns(),
                      {{"direction", "Direction", ColumnKind::Text, ColumnRole::Key, 9},
                       {"remote", "Remote", ColumnKind::Text, ColumnRole::Key, 8},
                       {"service", "Service", ColumnKind::Text, ColumnRole::Key, 12},
                       {"state", "State", ColumnKind::Text, ColumnRole::Key, 10}}),
               traffic_columns())};
    return the_layout;
}
constexpr std::size_t kTraffic = kSessionColumns + 4;

// What is said of a packet, or of what its flow carries by now.
struct Judgement {
    State state = State::Unknown;
    std::string_view service;
};

struct Flow {
    // Packets before anything was recognised, by the row that counts them.
    struct Waiting {
        Table::Row row = 0;
        Traffic traffic{};
    };
    Judgement carries;
    bool recognised = false;
    bool tls = false;  // proved by a record, or a banner, at the start of a payload
    bool ssh = false;
    // A row for each direction; for what an interface forwards, more.
    std::vector<Waiting> waiting;

    bool proves(Evidence evidence) const {
        return evidence == Evidence::Dissector || (evidence == Evidence::TlsRecord && tls) ||
               (evidence == Evidence::SshBanner && ssh);
    }
};

std::string_view transport_name(const Frame& frame) {
    return frame.protocol == kProtocolTcp ? "TCP" : "UDP";
}

class EncryptionReport : public Report {
  public:
    explicit EncryptionReport(const Catalogue& catalogue) : remotes_(catalogue), table_(layout()) {}

    void add(const MirroredPacket& packet) override {
        const Frame& frame = packet.report.frame;
        const bool ports = frame.protocol == kProtocolTcp || frame.protocol == kProtocolUdp;
        const auto flow = FlowOf::packet(packet);
        if (!ports || !flow) {
            count(packet, judge({}, packet.recognised, {}));
        } else {
            add_to(flows_.at(flow->key), packet);
        }
    }

    std::vector<Table*> tables() override { return {&table_}; }

  private:
    void add_to(Flow& flow, const MirroredPacket& packet) {
        const auto payload = payload_of(packet.report.frame, packet.frame);
        if (payload && payload->length == 0) {
            count(packet, {State::NoPayload, transport_name(packet.report.frame)});
            return;
        }
        if (!payload || payload->captured.size() == 0) {
            count(packet, {});
            return;
        }
        look_for_proof(flow, payload->captured);
        const Judgement judgement = judge(flow, packet.recognised, payload->captured);
        if (judgement.state == State::Unknown) {
            const Table::Row row = count(packet, flow.carries);
            if (!flow.recognised) wait(flow, row, packet);
            return;
        }
        for (const Flow::Waiting& packets : std::exchange(flow.waiting, {})) {
            move(packets, judgement);
        }
        flow.recognised = true;
        flow.carries = judgement;
        count(packet, judgement);
    }

    // What came before the first proof of encryption stays unknown.
    static void look_for_proof(Flow& flow, ByteView payload) {
        const bool tls = is_tls_record(payload);
        const bool ssh = is_ssh_banner(payload);
        if ((tls || ssh) && !flow.tls && !flow.ssh) flow.waiting.clear();
        flow.tls = flow.tls || tls;
        flow.ssh = flow.ssh || ssh;
    }

    static Judgement judge(const Flow& flow, const Recognised& recognised, ByteView payload) {
        if (recognised.service.empty()) return {};
        if (recognised.encrypts) {
            if (!flow.proves(recognised.evidence)) return {};
            return {State::Encrypted, recognised.service};
        }
        const bool smb = recognised.evidence == Evidence::SmbMessage && is_encrypted_smb(payload);
        return {smb ? State::Encrypted : State::Cleartext, recognised.service};
    }

    static void wait(Flow& flow, Table::Row row, const MirroredPacket& packet) {
        auto waiting = std::ranges::find(flow.waiting, row, &Flow::Waiting::row);
        if (waiting == flow.waiting.end()) waiting = flow.waiting.insert(waiting, {row, {}});
        const Traffic traffic = traffic_of(packet);
        for (std::size_t i = 0; i < kTrafficColumns; ++i) waiting->traffic[i] += traffic[i];
    }

    // What was unknown belongs to what was recognised now: a message in several segments.
    void move(const Flow::Waiting& waiting, const Judgement& judgement) {
        const auto [session, direction, remote, service, state] = keys_[waiting.row];
        const Table::Row row =
            row_of({session, direction, remote, judgement.service, judgement.state});
        for (std::size_t i = 0; i < kTrafficColumns; ++i) {
            table_.add(waiting.row, kTraffic + i, -waiting.traffic[i]);
            table_.add(row, kTraffic + i, waiting.traffic[i]);
        }
        table_.hide(row, false);
        table_.hide(waiting.row, table_.number(waiting.row, kTraffic) == 0);
    }

    Table::Row count(const MirroredPacket& packet, const Judgement& judgement) {
        const Table::Row row = row_of({SessionKey::of(packet), packet.report.direction,
                                       remotes_.of(packet), judgement.service, judgement.state});
        count_traffic(table_, row, kTraffic, packet);
        table_.hide(row, false);
        return row;
    }

    using Key = std::tuple<SessionKey, Direction, Remote, std::string_view, State>;

    Table::Row row_of(const Key& key) {
        if (const auto known = rows_.find(key); known != rows_.end()) return known->second;
        const auto& [session, direction, remote, service, state] = key;
        const Table::Row row = table_.add_row(
            joined(session_cells(session),
                   {vpcmirror::word(direction), vpcmirror::word(remote),
                    service.empty() ? Cell{"unknown"} : Cell{std::string(service)}, word(state)}));
        keys_.push_back(key);
        return rows_.emplace(key, row).first->second;
    }

    Remotes remotes_;
    Table table_;
    std::map<Key, Table::Row> rows_;
    std::vector<Key> keys_;  // by row
    Flows<Flow> flows_;
};

}  // namespace

ReportPtr make_encryption_report(const CatalogueStatus& status) {
    return std::make_unique<EncryptionReport>(status.catalogue);
}

}  // namespace vpcmirror
