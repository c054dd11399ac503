// SPDX-License-Identifier: GPL-2.0-or-later
// A connection as TcpProof gets it, for tests, and what its protocols send.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "recognise/tcp_proof.h"
#include "testing/random_bytes.h"

namespace vpcmirror::testing {

// A connection, and what is said of each of its segments by the end: e encrypted, c cleartext,
// ? unknown, - no payload.
class ProofTalk {
  public:
    explicit ProofTalk(Word word = Word::None) : word_(word) {}

    ProofTalk& syn() {
        add(0, {}, 0x02);
        ++sequence_[0];
        add(1, {}, 0x12);
        ++sequence_[1];
        said_.clear();
        return *this;
    }
    ProofTalk& client(const Bytes& bytes, std::size_t cut = SIZE_MAX) {
        return add(0, bytes, 0x18, cut);
    }
    ProofTalk& server(const Bytes& bytes, std::size_t cut = SIZE_MAX) {
        return add(1, bytes, 0x18, cut);
    }
    ProofTalk& to_string(Word word) {
        word_ = word;
        return *this;
    }
    ProofTalk& lose(std::uint8_t side, std::uint32_t bytes) {
        sequence_[side] += bytes;
        return *this;
    }
    ProofTalk& again(std::uint8_t side, std::uint32_t back) {
        sequence_[side] -= back;
        return *this;
    }
    std::string said() const {
        std::string text;
        for (const Said& one : said_) text += "-?ce"[static_cast<std::size_t>(one.state)];
        return text;
    }
    std::string_view protocol() const { return last_.now.protocol; }
    // What was said of the last segment when it came.
    const Step& last() const { return last_; }

  private:
    struct Said {
        Protection state;
        Held held;
        std::uint8_t side;
    };

    ProofTalk& add(std::uint8_t side, const Bytes& bytes, std::uint8_t flags,
                   std::size_t cut = SIZE_MAX) {
        Bytes left = bytes;
        if (left.size() > cut) left.resize(cut);
        const Step step = proof_.add(
            {sequence_[side], flags, static_cast<std::uint32_t>(bytes.size()), view(left), side},
            word_);
        for (Said& one : said_) {
            const bool shake = one.held == Held::Handshake;
            const bool mine = step.both_sides || one.side == side;
            const auto& as = shake ? step.handshakes : step.doubtful;
            if (one.held == Held::No || !as || (!shake && !mine)) continue;
            if (*as != Protection::Unknown) one.state = *as;
            one.held = Held::No;
        }
        said_.push_back({step.now.state, step.held, side});
        last_ = step;
        sequence_[side] += static_cast<std::uint32_t>(bytes.size());
        return *this;
    }

    TcpProof proof_;
    Word word_;
    std::uint32_t sequence_[2] = {0xFFFFFF00, 77};  // the first one wraps soon
    std::vector<Said> said_;
    Step last_;
};

inline Bytes tls_record_of(unsigned type, const Bytes& content) {
    return Bytes{static_cast<std::uint8_t>(type), 3, 3} +
           u16(static_cast<unsigned>(content.size())) + content;
}

inline Bytes part_of(const Bytes& bytes, std::size_t from, std::size_t to = SIZE_MAX) {
    return {bytes.begin() + static_cast<std::ptrdiff_t>(from),
            bytes.begin() + static_cast<std::ptrdiff_t>(std::min(to, bytes.size()))};
}

inline Bytes ssh_u32(std::uint32_t value) {
    return u16(value >> 16) + u16(value & 0xFFFF);
}

inline Bytes ssh_packet_of(std::uint8_t message, const Bytes& content) {
    const auto unpadded = static_cast<std::uint32_t>(content.size() + 2);
    const std::uint32_t padding = 4 + (8 - (unpadded + 4 + 4) % 8) % 8;
    return ssh_u32(unpadded + padding) + Bytes{static_cast<std::uint8_t>(padding), message} +
           content + ciphertext(padding);
}

inline Bytes ssh_offer(std::string_view ciphers) {
    Bytes lists = ciphertext(16);
    for (const std::string_view list : {std::string_view("curve25519-sha256"),
                                        std::string_view("ssh-ed25519"), ciphers, ciphers}) {
        lists = lists + ssh_u32(static_cast<std::uint32_t>(list.size())) + text_bytes(list);
    }
    return ssh_packet_of(20, lists + Bytes(30, 0));
}

inline Bytes smb_message(std::uint8_t kind, const Bytes& rest) {
    return ssh_u32(static_cast<std::uint32_t>(rest.size() + 4)) + Bytes{kind, 'S', 'M', 'B'} + rest;
}

inline const Bytes kSshBanner = text_bytes("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");

}  // namespace vpcmirror::testing
