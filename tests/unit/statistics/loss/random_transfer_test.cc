// SPDX-License-Identifier: GPL-2.0-or-later
// A simulated transfer over a network that loses segments, mirrored at the sender by a mirror that
// loses, repeats and reorders what it delivers; compared with what really happened.
#include <algorithm>
#include <deque>
#include <optional>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "catch.h"
#include "testing/talk.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

struct Chance {
    std::mt19937 engine;

    bool of(double probability) {
        return static_cast<double>(engine()) < probability * 4294967296.0;
    }
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(engine() % bound);
    }
};

struct Transferred {
    bool from_server = false;
    std::uint32_t segment = 0;  // that a server sends, or a client waits for
    std::uint32_t reach = 0;    // segments behind that one, up to the last that the client has
};

// A server that sends segments, with a window, selective retransmission and a time-out.
class Connection {
  public:
    Connection(Chance& chance, double loss) : chance_(chance), loss_(loss) {}

    // What passes the server's interface until `count` segments are acknowledged.
    std::vector<Transferred> transfer(std::uint32_t count) {
        for (; acknowledged_ < count; ++now_) {
            arrive_at_client();
            arrive_at_server();
            if (const auto missing = first_missing()) {
                repeated_.insert(*missing);
                send(*missing);
            } else if (next_ < std::min(count, acknowledged_ + kWindow)) {
                send(next_++);
            }
        }
        return std::move(seen_);
    }

  private:
    static constexpr std::uint32_t kWindow = 30;
    static constexpr std::uint32_t kDelay = 12;
    static constexpr std::uint32_t kTimeout = 5 * kDelay;

    struct Flying {
        std::uint32_t arrival;
        Transferred packet;
    };

    void send(std::uint32_t segment) {
        seen_.push_back({true, segment, 0});
        if (!chance_.of(loss_)) to_client_.push_back({now_ + kDelay, seen_.back()});
    }

    void arrive_at_client() {
        for (; !to_client_.empty() && to_client_.front().arrival <= now_; to_client_.pop_front()) {
            received_.insert(to_client_.front().packet.segment);
            while (received_.count(waiting_for_) != 0) ++waiting_for_;
            const std::uint32_t end = std::max(*received_.rbegin() + 1, waiting_for_);
            if (chance_.of(loss_)) continue;
            to_server_.push_back({now_ + kDelay, {false, waiting_for_, end - waiting_for_}});
        }
    }

    void arrive_at_server() {
        for (; !to_server_.empty() && to_server_.front().arrival <= now_; to_server_.pop_front()) {
            const Transferred& ack = seen_.emplace_back(to_server_.front().packet);
            if (ack.segment > acknowledged_) progress_ = now_;
            acknowledged_ = std::max(acknowledged_, ack.segment);
            reach_ = std::max(reach_, ack.segment + ack.reach);
        }
        if (now_ - progress_ <= kTimeout) return;
        progress_ = now_;
        repeated_.clear();
        if (acknowledged_ < next_) send(acknowledged_);
    }

    std::optional<std::uint32_t> first_missing() const {
        for (std::uint32_t i = acknowledged_; i + 3 < reach_; ++i) {
            if (received_.count(i) == 0 && repeated_.count(i) == 0) return i;
        }
        return std::nullopt;
    }

    Chance& chance_;
    double loss_;
    std::uint32_t now_ = 0;
    std::uint32_t progress_ = 0;  // when something was acknowledged last
    std::uint32_t next_ = 0;
    std::uint32_t acknowledged_ = 0;
    std::uint32_t reach_ = 0;
    std::uint32_t waiting_for_ = 0;
    std::set<std::uint32_t> received_;
    std::set<std::uint32_t> repeated_;
    std::deque<Flying> to_client_;
    std::deque<Flying> to_server_;
    std::vector<Transferred> seen_;
};

struct MirrorFaults {
    double loss = 0;
    double repeat = 0;
    std::uint32_t delay = 0;  // packets that one packet may be overtaken by
};

std::vector<Transferred> mirrored(Chance& chance, const std::vector<Transferred>& packets,
                                  const MirrorFaults& faults) {
    std::vector<std::pair<std::size_t, Transferred>> order;
    for (std::size_t i = 0; i < packets.size(); ++i) {
        if (chance.of(faults.loss)) continue;
        do order.emplace_back(i + chance.below(faults.delay + 1), packets[i]);
        while (chance.of(faults.repeat));
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Transferred> result;
    for (const auto& entry : order) result.push_back(entry.second);
    return result;
}

// Segments of random lengths, by the number of their first byte; one more for the end.
std::vector<std::uint32_t> segment_starts(Chance& chance, std::uint32_t count) {
    std::vector<std::uint32_t> starts{static_cast<std::uint32_t>(0 - 200000)};  // wraps
    while (starts.size() <= count) starts.push_back(starts.back() + 1 + chance.below(1460));
    return starts;
}

struct Truth {
    std::int64_t delivered = 0;
    std::int64_t acknowledged = 0;
    std::int64_t lost = 0;
};

Truth truth_of(const std::vector<Transferred>& sent, const std::vector<Transferred>& delivered,
               const std::vector<std::uint32_t>& starts) {
    std::set<std::uint32_t> all;
    std::set<std::uint32_t> there;
    std::uint32_t acknowledged = 0;
    for (const Transferred& packet : sent) {
        if (packet.from_server) all.insert(packet.segment);
    }
    for (const Transferred& packet : delivered) {
        if (packet.from_server) there.insert(packet.segment);
        if (!packet.from_server) acknowledged = std::max(acknowledged, packet.segment);
    }
    // What nobody but its receiver tells of does not count: the end.
    if (!there.empty()) acknowledged = std::min(acknowledged, *there.rbegin() + 1);
    Truth truth;
    for (const std::uint32_t i : all) {
        const std::int64_t length = starts[i + 1] - starts[i];
        if (there.count(i) != 0) truth.delivered += length;
        if (i < acknowledged) truth.acknowledged += length;
        if (i < acknowledged && there.count(i) == 0) truth.lost += length;
    }
    return truth;
}

// True if the counts made sense at any time.
bool feed(Talk& talk, const std::vector<Transferred>& packets,
          const std::vector<std::uint32_t>& starts) {
    bool sound = true;
    for (const Transferred& packet : packets) {
        const std::uint32_t start = starts[packet.segment];
        if (packet.from_server) {
            talk.data(start, starts[packet.segment + 1] - start);
        } else {
            talk.client_acks(start, 1000, starts[packet.segment + packet.reach] - start);
        }
        const auto& counts = talk.server;
        sound = sound && counts.lost >= 0 && counts.lost <= counts.acknowledged;
    }
    return sound;
}

constexpr std::uint32_t kSegments = 600;
constexpr MirrorFaults kFaults[] = {{0, 0, 0},      {0, 0.1, 0},     {0, 0, 8},     {0.01, 0, 0},
                                    {0.1, 0, 0},    {0.4, 0, 0},     {0.1, 0.1, 8}, {0.1, 0, 30},
                                    {0.01, 0.5, 3}, {0.3, 0.05, 15}, {0.9, 0, 0}};

}  // namespace

TEST_CASE("Loss: what a simulated mirror lost, to the byte", "[slow]") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        for (const MirrorFaults& faults : kFaults) {
            CAPTURE(seed, faults.loss, faults.repeat, faults.delay);
            Chance chance{std::mt19937(seed)};
            const auto starts = segment_starts(chance, kSegments);
            const auto sent = Connection(chance, seed % 2 == 0 ? 0.02 : 0).transfer(kSegments);
            const auto delivered = mirrored(chance, sent, faults);
            const Truth truth = truth_of(sent, delivered, starts);

            Talk talk;
            talk.syn();
            talk.syn_ack(starts[0]);
            CHECK(feed(talk, delivered, starts));
            CHECK(talk.server.delivered == truth.delivered);
            CHECK(talk.server.lost == truth.lost);
            CHECK(talk.server.acknowledged == truth.acknowledged);
        }
    }
}

TEST_CASE("Loss: a capture that begins anywhere shows no more than the mirror lost", "[slow]") {
    std::int64_t lost = 0;
    std::int64_t reported = 0;
    for (unsigned seed = 1; seed <= 20; ++seed) {
        for (const MirrorFaults& faults : kFaults) {
            CAPTURE(seed, faults.loss, faults.repeat, faults.delay);
            Chance chance{std::mt19937(seed)};
            const auto starts = segment_starts(chance, kSegments);
            auto sent = Connection(chance, 0.05).transfer(kSegments);
            const auto half = static_cast<std::uint32_t>(sent.size() / 2);
            sent.erase(sent.begin(), sent.begin() + chance.below(half));
            const auto delivered = mirrored(chance, sent, faults);
            const Truth truth = truth_of(sent, delivered, starts);

            Talk talk;
            CHECK(feed(talk, delivered, starts));
            CHECK(talk.server.lost <= truth.lost);
            CHECK(talk.server.delivered <= truth.delivered);
            lost += truth.lost;
            reported += talk.server.lost;
        }
    }
    // What cannot be told is no more than the windows at the starts.
    CHECK(reported > lost * 9 / 10);
}
