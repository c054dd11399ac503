// SPDX-License-Identifier: GPL-2.0-or-later
// A UDP flow as UdpProof gets it, for tests, and what its protocols send.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "recognise/udp_proof.h"
#include "testing/random_bytes.h"

namespace vpcmirror::testing {

class DatagramTalk {
  public:
    DatagramTalk& client(const Bytes& bytes, Word word = Word::None, std::size_t cut = SIZE_MAX) {
        return add(0, bytes, word, cut);
    }
    DatagramTalk& server(const Bytes& bytes, Word word = Word::None, std::size_t cut = SIZE_MAX) {
        return add(1, bytes, word, cut);
    }
    // At port 4500.
    DatagramTalk& esp(const Bytes& bytes) { return add(0, bytes, Word::None, SIZE_MAX, true); }
    // e encrypted, c cleartext, ? unknown, - no payload; by the end.
    std::string said() const {
        std::string text;
        for (const auto& [state, held] : said_) text += "-?ce"[static_cast<std::size_t>(state)];
        return text;
    }
    std::string_view protocol() const { return protocol_; }

  private:
    DatagramTalk& add(std::uint8_t side, const Bytes& bytes, Word word, std::size_t cut,
                      bool esp = false) {
        Bytes left = bytes;
        if (left.size() > cut) left.resize(cut);
        const Step step =
            proof_.add({static_cast<std::uint32_t>(bytes.size()), view(left), side, esp}, word);
        for (auto& [state, held] : said_) {
            const auto& as = held == Held::Handshake ? step.handshakes : step.doubtful;
            if (held == Held::No || !as) continue;
            if (*as != Protection::Unknown) state = *as;
            held = Held::No;
        }
        said_.emplace_back(step.now.state, step.held);
        protocol_ = step.now.protocol;
        return *this;
    }

    UdpProof proof_;
    std::vector<std::pair<Protection, Held>> said_;
    std::string_view protocol_;
};

inline Bytes quic_initial(const Bytes& to, const Bytes& from, const Bytes& content) {
    const auto id = [](const Bytes& bytes) {
        return Bytes{static_cast<std::uint8_t>(bytes.size())} + bytes;
    };
    return Bytes{0xC3, 0, 0, 0, 1} + id(to) + id(from) + Bytes{0} +
           u16(0x4000 | static_cast<unsigned>(content.size())) + content;
}

inline Bytes dtls_record_of(std::uint8_t type, std::uint16_t epoch, const Bytes& content) {
    return Bytes{type, 0xFE, 0xFD} + u16(epoch) + Bytes{0, 0, 0, 0, 0, 1} +
           u16(static_cast<unsigned>(content.size())) + content;
}

inline Bytes dtls_hello_of(std::uint8_t kind, const Bytes& rest) {
    const Bytes body = Bytes{0xFE, 0xFD} + ciphertext(32) + rest;
    const auto size = static_cast<std::uint8_t>(body.size());
    return dtls_record_of(22, 0, Bytes{kind, 0, 0, size, 0, 0, 0, 0, 0, 0, 0, size} + body);
}

inline const Bytes kDtlsClient = dtls_hello_of(1, {0, 0, 0, 2, 0xC0, 0x2F, 1, 0});

inline Bytes wireguard_message(std::uint8_t type, const Bytes& rest) {
    return Bytes{type, 0, 0, 0} + rest;
}

// WireGuard: what each side is to be called by.
inline const Bytes kClientIndex = {1, 2, 3, 0xA4};
inline const Bytes kServerIndex = {9, 8, 7, 0xB6};

}  // namespace vpcmirror::testing
