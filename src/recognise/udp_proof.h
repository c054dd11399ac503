// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether the datagrams of a UDP flow are encrypted. QUIC is proved by a long header and then by
// connection ids that the other side chose; DTLS by a hello, or by records that fill the datagram;
// WireGuard by a handshake whose answer names it, and then by the indices agreed on; IKE message by
// message; ESP by what EspProof asks. What is encrypted must also look it. A port is not asked,
// but ESP is looked for where RFC 3948 puts it.
// RFC 9000 section 17, RFC 9369, RFC 6347, RFC 9147, RFC 7296 section 3, the WireGuard paper
// section 5.4.
#pragma once

#include <array>
#include <cstdint>

#include "recognise/esp_proof.h"
#include "recognise/judgement.h"
#include "recognise/tcp_proof.h"
#include "recognise/tls.h"
#include "wire/byte_view.h"

namespace vpcmirror {

// One datagram; good during the call.
struct UdpData {
    std::uint32_t length = 0;  // of the payload, in the original packet
    ByteView payload;          // as much of it as was captured
    std::uint8_t side = 0;     // 0 or 1: who sends
    bool may_be_esp = false;   // one of the ports is 4500
};

// The state of one flow, of one size whatever the packets are. In the order of the capture.
class UdpProof {
  public:
    // A datagram that nothing claims is judged by its bytes alone.
    Step add(const UdpData& data, Word word);

  private:
    // Each tells whether the datagram is its own; if so, `step` says what it is.
    bool quic(const UdpData& data, Step& step);
    bool quic_long(const UdpData& data, Step& step);
    bool quic_short(const UdpData& data, Step& step);
    bool dtls(const UdpData& data, Step& step);
    Step dtls_handshake() const;
    void read_dtls_hello(const UdpData& data);
    bool wireguard(const UdpData& data, Step& step);
    bool wireguard_handshake(const UdpData& data, Step& step);
    static bool ike(const UdpData& data, Step& step);
    Step protected_content(ByteView content, std::string_view protocol);
    // What `word` and the bytes allow to say.
    static Step unproved(const UdpData& data, Word word);

    // The protocol that was proved last; IKE and ESP need none.
    enum class Mode : std::uint8_t { None, Quic, Dtls, WireGuard };
    // Bytes, RFC 9000 section 17.2.
    static constexpr std::size_t kLongestId = 20;
    // What this end has told the other to send to.
    struct Side {
        std::uint8_t id_length = 0;  // QUIC: of the id that it wants to be called by
        bool has_id = false;
        std::array<std::uint8_t, kLongestId> id{};
        std::array<std::uint32_t, 2> indices{};  // WireGuard: likewise, the last two
        std::uint8_t index_count = 0;
        [[nodiscard]] bool has_index(std::uint32_t index) const;
        void add_index(std::uint32_t index);
    };
    Mode mode_ = Mode::None;
    Cipher cipher_ = Cipher::Hidden;
    // As far as was captured, the cipher suite may be one that encrypts nothing.
    bool may_be_null_ = false;
    bool established_ = false;
    // What should have been encrypted could be read.
    bool refuted_ = false;
    // By UdpData::side.
    std::array<Side, 2> sides_;
    EspProof esp_;
};

}  // namespace vpcmirror
