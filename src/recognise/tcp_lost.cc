// SPDX-License-Identifier: GPL-2.0-or-later
//
// What can be said of segments while it is not known where the connection's next header stands, and
// how it is found again.
#include <string_view>

#include "recognise/ssh.h"
#include "recognise/tcp_proof.h"
#include "recognise/tcp_steps.h"

namespace vpcmirror {

// Where headers stand is not known: a hole in what was captured, or the chain was broken.
Step TcpProof::lost(const TcpData& data, Word word) {
    Side& side = sides_[data.side];
    if (is_client_hello(data.payload)) return start_tls(data);
    const Content content = content_of(data.payload);
    if (mode_ == Mode::Ssh) return ssh_lost(data, content);
    if (mode_ == Mode::Smb) return smb_lost(data, word, content);
    if (is_tls_in_tds(data.payload)) {
        return {.now = {Protection::Encrypted, Doubt::None, protocol()}, .held = Held::Handshake};
    }
    if (tls_record(data.payload)) {
        const bool text = holds_text(data.payload.from(kTlsHeader));
        const Content behind = content_of(data.payload.from(kTlsHeader + 8));
        const bool hello = is_server_hello(data.payload);
        const bool fresh = side.chain == Chain::Off && !side.encrypting;
        if (fresh || hello || (!text && behind < Content::Order)) {
            return resynchronise(data);
        }
        if (text && tls_record(data.payload)->type == TlsType::Data) return refuted();
    }
    if (content == Content::Text) {
        if (side.chain == Chain::Off || side.encrypting) return refuted();
        return unknown(Doubt::Cut);  // a certificate, perhaps
    }
    if (content == Content::Order || side.chain == Chain::Off) return unknown(Doubt::NoProof);
    return unknown(Doubt::Cut, refuted_ ? Held::No : Held::Doubtful);
}

Step TcpProof::resynchronise(const TcpData& data) {
    Side& side = sides_[data.side];
    const bool gap = side.chain == Chain::Lost;
    synchronise(side, data.sequence, Chain::Synced);
    const Findings found = walk(data);
    Step step = conclude(data, found);
    // What lies between two places where the headers are known is a part of the same records.
    if (gap && found.encrypted && step.now.state == Protection::Encrypted) {
        step.doubtful = Protection::Encrypted;
    }
    return step;
}

Step TcpProof::ssh_lost(const TcpData& data, Content content) {
    Side& side = sides_[data.side];
    if (is_ssh_banner(data.payload)) return start_ssh(data);
    if (!side.encrypting && ssh_packet(data.payload)) return resynchronise(data);
    const bool exchanged = sides_[0].key_exchange && sides_[1].key_exchange;
    if (content == Content::Text) {
        return side.chain == Chain::Off || side.encrypting ? refuted() : unknown(Doubt::Cut);
    }
    Findings found;
    protected_content(data.payload, 4, found);
    if (side.chain == Chain::Off || !exchanged || !found.opaque) return unknown(Doubt::NoProof);
    return conclude(data, found);
}

Step TcpProof::smb_lost(const TcpData& data, Word word, Content content) {
    if (is_smb(data.payload)) return resynchronise(data);
    const bool readable = content == Content::Text || content == Content::Order;
    if (readable && (content == Content::Text || word == Word::Readable)) return cleartext();
    return unknown(Doubt::NoProof);
}

}  // namespace vpcmirror
