// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether the packets of one flow can be read, by their bytes: TCP, UDP and ESP, each by its own
// proof. Everything else has none: see Judgement's doubts.
#pragma once

#include <variant>

#include "recognise/esp_proof.h"
#include "recognise/tcp_proof.h"
#include "recognise/udp_proof.h"
#include "wire/frame.h"

namespace vpcmirror {

// IANA's protocol number.
inline constexpr std::uint8_t kProtocolEsp = 50;

// As large as the largest of the proofs, and allocates nothing: there is one for each of
// bounds::kFlows flows.
class FlowProof {
  public:
    // What of a frame's flow proof is looked for in.
    static bool covers(const Frame& frame);

    // `bytes` is the frame as captured, `side` who of the two ends sends it. All packets of a flow
    // have one protocol; frames that are not covered are not to be given. In the order of the
    // capture; a fragment is Unknown, with Doubt::Fragment. `word` is what a dissector calls the
    // packet: it may name what the bytes prove, and proves nothing.
    Step add(const Frame& frame, ByteView bytes, std::uint8_t side, Word word);

  private:
    // Made at the flow's first packet, and the same ever after.
    template <class Proof>
    Proof& proof() {
        auto* known = std::get_if<Proof>(&proof_);
        return known ? *known : proof_.emplace<Proof>();
    }

    std::variant<std::monostate, TcpProof, UdpProof, EspProof> proof_;
};

}  // namespace vpcmirror
