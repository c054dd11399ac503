// SPDX-License-Identifier: GPL-2.0-or-later
// A TCP connection as the mirror shows it, for tests: the client's first byte has number 1000 and
// the server's 5000, unless told otherwise.
#pragma once

#include "statistics/loss/tcp_connection.h"

namespace vpcmirror::testing {

struct Talk {
    static constexpr bool kClient = false;
    static constexpr bool kServer = true;

    TcpConnection tcp;
    SentBytes::Counts client;
    SentBytes::Counts server;

    void add(bool sender, const TcpSegment& segment) {
        tcp.add(segment, sender);
        sum(client, kClient);
        sum(server, kServer);
    }

    void syn(std::uint32_t first = 1000) { add(kClient, {.sequence = first - 1, .syn = true}); }
    void syn_ack(std::uint32_t first = 5000, std::uint32_t clients = 1000) {
        add(kServer, {.sequence = first - 1, .acknowledgment = {{clients, 0}}, .syn = true});
    }
    void handshake() {
        syn();
        syn_ack();
        client_acks(5000, 1000);
    }
    void request(std::uint32_t sequence, std::uint32_t length, std::uint32_t ack = 5000) {
        add(kClient, {.sequence = sequence, .acknowledgment = {{ack, 0}}, .length = length});
    }
    void data(std::uint32_t sequence, std::uint32_t length, std::uint32_t ack = 1000) {
        add(kServer, {.sequence = sequence, .acknowledgment = {{ack, 0}}, .length = length});
    }
    void fin(std::uint32_t sequence, std::uint32_t length = 0) {
        add(kServer,
            {.sequence = sequence, .acknowledgment = {{1000, 0}}, .length = length, .fin = true});
    }
    void client_acks(std::uint32_t number, std::uint32_t sequence = 1000,
                     std::optional<std::uint32_t> reach = 0) {
        add(kClient, {.sequence = sequence, .acknowledgment = {{number, reach}}});
    }
    void server_acks(std::uint32_t number, std::uint32_t sequence = 5000) {
        add(kServer, {.sequence = sequence, .acknowledgment = {{number, 0}}});
    }
    void reset(bool sender) {
        add(sender, {.sequence = 77, .acknowledgment = {{9, 0}}, .rst = true});
    }

  private:
    void sum(SentBytes::Counts& counts, bool end) {
        const SentBytes::Counts change = tcp.sent_by(end).take_counts();
        counts.delivered += change.delivered;
        counts.acknowledged += change.acknowledged;
        counts.lost += change.lost;
    }
};

}  // namespace vpcmirror::testing
