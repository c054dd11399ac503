// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/tcp_proof.h"

#include <algorithm>
#include <string_view>

#include "recognise/ssh.h"
#include "recognise/tcp_steps.h"
#include "recognise/upgrade.h"
#include "wire/tcp_flags.h"

namespace vpcmirror {

namespace {

// From `a` on to `b`; negative if `b` comes first. Sequence numbers wrap.
std::int32_t distance(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::int32_t>(b - a);
}

}  // namespace

Step TcpProof::add(const TcpData& segment, Word word) {
    TcpData data = segment;
    if ((data.flags & kSyn) != 0) {
        const bool answer = (data.flags & kAck) != 0;
        if (!answer || !started_) *this = TcpProof{};
        started_ = true;
        sides_[data.side] = {};
        ++data.sequence;
    }
    if (data.length == 0) return {.now = {Protection::NoPayload, Doubt::None, {}}};
    Side& side = sides_[data.side];
    if (data.payload.size() == 0) {
        const bool within =
            side.held_bytes == 0 && distance(data.sequence + data.length, side.next) >= 0;
        if (side.chain == Chain::Synced && !within) side.chain = Chain::Lost;
        if (side.chain == Chain::Unconfirmed && !within) begin(Mode::Plain);
        return unknown(Doubt::Cut);
    }
    if (mode_ == Mode::Plain) return plain(data, word);
    return follow(data, word);
}

Step TcpProof::plain(const TcpData& data, Word word) {
    if (const auto begun = begin_by_header(data)) return *begun;

    Content content = content_of(data.payload);
    if (content < Content::Order && asks_for_encryption(data.payload)) content = Content::Order;
    if (content != Content::Text && content != Content::Order) return unread(data, word, content);
    if (!started_ && !clear_ && holds_certificate(data.payload)) {
        return unknown(Doubt::Unstarted);
    }
    look_for_upgrade(data);
    if (word == Word::Readable) {
        clear_ = true;
        Step step = cleartext();
        step.doubtful = Protection::Cleartext;
        step.both_sides = true;
        return step;
    }
    if (content == Content::Text) {
        clear_ = true;
        return cleartext(Held::Doubtful);  // its name may come
    }
    if (word == Word::Encrypting) return unknown(Doubt::NoProof);
    if (clear_ && !upgrade_) return cleartext(Held::Doubtful);
    return unknown(Doubt::Unnamed, Held::Doubtful);
}

// Where a protocol begins that is followed: none begins with other text.
std::optional<Step> TcpProof::begin_by_header(const TcpData& data) {
    const std::uint8_t first = *data.payload.u8(0);
    if (first >= ' ' && first < 0x7F && first != 'S') return std::nullopt;
    if (is_client_hello(data.payload) || is_server_hello(data.payload)) return start_tls(data);
    if (is_tls_in_tds(data.payload)) return start_tls_in_tds();
    if (is_ssh_banner(data.payload)) return start_ssh(data);
    if (is_smb(data.payload)) return start_smb(data);
    const auto record = tls_record(data.payload);
    const bool fits = record && record->type == TlsType::Data && (!clear_ || upgrade_);
    return fits ? std::optional(start_unconfirmed(data)) : std::nullopt;
}

// Bytes that might be anything.
Step TcpProof::unread(const TcpData& data, Word word, Content content) {
    const bool cut = data.payload.size() < data.length;
    if (word == Word::Encrypting) return unknown(Doubt::NoProof);
    if (clear_ && !upgrade_) {
        if (word == Word::None) return unknown(cut ? Doubt::Cut : Doubt::Unnamed, Held::Doubtful);
        Step step = cleartext();
        step.doubtful = Protection::Cleartext;
        return step;
    }
    look_for_upgrade(data);
    if (word == Word::Readable && adds_up(data)) {
        Step step = cleartext();
        if (!upgrade_) {
            clear_ = true;
            step.doubtful = Protection::Cleartext;
            step.both_sides = true;
        }
        return step;
    }
    if (content == Content::Short) {
        return unknown(cut ? Doubt::Cut : Doubt::Unnamed, upgrade_ ? Held::No : Held::Doubtful);
    }
    if (upgrade_) return unknown(Doubt::NoProof);
    return unknown(started_ ? Doubt::Unnamed : Doubt::Unstarted);
}

// Short lines are no evidence one by one, but together. Once encryption was asked for, each stands
// for itself again, in a connection that was readable until then.
bool TcpProof::adds_up(const TcpData& data) {
    constexpr int kEnough = 18;
    constexpr int kEnoughForAnAnswer = 10;
    constexpr int kLeast = -1000;
    const int bits = bits_of_order(data.payload);
    if (upgrade_) return clear_ && bits >= kEnoughForAnAnswer;
    order_ = std::max(order_ + bits, kLeast);
    return order_ >= kEnough;
}

void TcpProof::look_for_upgrade(const TcpData& data) {
    if (asks_for_encryption(data.payload)) {
        upgrade_ = true;
        asked_ = data.side;
    } else if (upgrade_ && data.side == asked_ && holds_text(data.payload)) {
        upgrade_ = false;  // it was refused
    }
}

void TcpProof::begin(Mode mode) {
    mode_ = mode;
    cipher_ = Cipher::Hidden;
    offer_ = Offer::Hidden;
    may_be_null_ = false;
    established_ = refuted_ = false;
    sides_ = {};
}

void TcpProof::synchronise(Side& side, std::uint32_t sequence, Chain chain) {
    side.chain = chain;
    side.held_bytes = 0;
    side.body = Body::Handshake;
    side.from = side.header = side.next = sequence;
}

Step TcpProof::start_tls(const TcpData& data) {
    begin(Mode::Tls);
    synchronise(sides_[data.side], data.sequence, Chain::Synced);
    Step step = conclude(data, walk(data));
    if (!step.doubtful) step.doubtful = Protection::Unknown;  // what came before is no part of it
    step.both_sides = true;
    return step;
}

Step TcpProof::start_tls_in_tds() {
    begin(Mode::Tls);
    for (Side& side : sides_) side.chain = Chain::Lost;
    return {.now = {Protection::Encrypted, Doubt::None, protocol()},
            .held = Held::Handshake,
            .doubtful = Protection::Unknown,
            .both_sides = true};
}

// A record in the middle of a connection: believed once it ends where a record or a segment ends.
Step TcpProof::start_unconfirmed(const TcpData& data) {
    begin(Mode::Tls);
    synchronise(sides_[data.side], data.sequence, Chain::Unconfirmed);
    sides_[data.side].encrypting = true;
    return confirm(data);
}

Step TcpProof::start_ssh(const TcpData& data) {
    if (mode_ != Mode::Ssh) begin(Mode::Ssh);
    Side& side = sides_[data.side];
    synchronise(side, data.sequence, Chain::Synced);
    const bool cut = data.payload.size() < data.length;
    const std::size_t banner = ssh_banner_length(data.payload);
    side.next = data.sequence + static_cast<std::uint32_t>(banner);
    Step step = banner == data.payload.size() ? Step{} : conclude(data, walk(data));
    if (banner == data.payload.size()) {
        if (cut) side.chain = Chain::Lost;
        if (cut && data.length < 256) synchronise(side, data.sequence + data.length, Chain::Synced);
        step = unknown(Doubt::NoProof, Held::Handshake);
    }
    return step;
}

Step TcpProof::start_smb(const TcpData& data) {
    begin(Mode::Smb);
    synchronise(sides_[data.side], data.sequence, Chain::Synced);
    return conclude(data, walk(data));
}

Step TcpProof::follow(const TcpData& data, Word word) {
    Side& side = sides_[data.side];
    if (side.chain == Chain::Off || side.chain == Chain::Lost) return lost(data, word);
    const std::int32_t ahead = distance(data.sequence, side.next);
    const bool continues = side.held_bytes > 0 && data.sequence == side.next + side.held_bytes;
    if (ahead < 0 && !continues) {
        if (side.chain == Chain::Unconfirmed) {
            begin(Mode::Plain);
            return plain(data, word);
        }
        side.chain = Chain::Lost;
        return lost(data, word);
    }
    if (distance(side.from, data.sequence) < 0) {  // sent before any of this, and again
        return holds_text(data.payload) ? cleartext() : unknown(Doubt::NoProof);
    }
    if (ahead == 0 && is_client_hello(data.payload) && mode_ != Mode::Tls) return start_tls(data);
    return side.chain == Chain::Unconfirmed ? confirm(data) : conclude(data, walk(data));
}

Step TcpProof::confirm(const TcpData& data) {
    Side& side = sides_[data.side];
    const std::uint32_t first = side.header;
    const Findings found = walk(data);
    const bool record_ends = side.header != first || side.next == data.sequence + data.length;
    if (found.text || found.doubt || side.chain == Chain::Off || side.chain == Chain::Lost) {
        begin(Mode::Plain);
        if (found.text) clear_ = true;
        Step step = found.text ? cleartext() : unknown(Doubt::NoProof);
        step.doubtful = Protection::Unknown;
        return step;
    }
    if (!record_ends || !(found.opaque || established_)) {
        established_ = established_ || found.opaque;
        return unknown(Doubt::Unstarted, Held::Doubtful);
    }
    side.chain = Chain::Synced;
    Step step = conclude(data, found);
    step.doubtful = Protection::Encrypted;
    return step;
}

Step TcpProof::refuted() {
    Step step = cleartext();
    if (!certain() && mode_ != Mode::Smb) step.handshakes = Protection::Cleartext;
    refuted_ = true;
    return step;
}

Step TcpProof::conclude(const TcpData& data, const Findings& found) {
    Side& side = sides_[data.side];
    if (found.text) {
        if (mode_ == Mode::Ssh) side.chain = Chain::Off;
        return refuted();
    }
    if (found.readable) {
        Step step = cleartext();
        step.now.protocol = protocol();
        if (mode_ != Mode::Smb) step.handshakes = Protection::Cleartext;
        return step;
    }
    if (found.doubt || refuted_) return unknown(Doubt::NoProof);
    Step step{.now = {Protection::Encrypted, Doubt::None, protocol()}};
    const bool agreed = mode_ == Mode::Tls && offer_ == Offer::Encryption && found.encrypted;
    established_ = established_ || found.opaque || agreed;
    if (mode_ == Mode::Smb) return step;
    if (certain()) {
        step.handshakes = Protection::Encrypted;
    } else {
        if (may_be_null_) step.now = {Protection::Unknown, Doubt::Cut, {}};
        step.held = Held::Handshake;
    }
    return step;
}

std::string_view TcpProof::protocol() const {
    switch (mode_) {
        case Mode::Plain: break;
        case Mode::Tls: return "TLS";
        case Mode::Ssh: return "SSH";
        case Mode::Smb: return "SMB2";
    }
    return {};
}

}  // namespace vpcmirror
