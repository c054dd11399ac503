// SPDX-License-Identifier: GPL-2.0-or-later
//
// From header to header through one segment, and what each protocol's header says.
#include <algorithm>

#include "recognise/ssh.h"
#include "recognise/tcp_proof.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kSmbHeader = 8;          // length, and what the message begins with
constexpr std::size_t kSmbEncrypted = 4 + 52;  // where the encrypted message begins
constexpr std::size_t kTlsNonce = 8;           // often a counter: it says nothing

ByteView first(ByteView bytes, std::size_t count) {
    return {bytes.data(), std::min(bytes.size(), count)};
}

}  // namespace

std::size_t TcpProof::header_size() const {
    switch (mode_) {
        case Mode::Ssh: return 6;
        case Mode::Smb: return kSmbHeader;
        case Mode::Tls:
        case Mode::Plain: break;
    }
    return kTlsHeader;
}

TcpProof::Findings TcpProof::walk(const TcpData& data) {
    Findings found;
    Side& side = sides_[data.side];
    std::uint32_t position = 0;
    if (side.held_bytes > 0 && data.sequence == side.next + side.held_bytes) {
        held_header(data, found, position);
    } else {
        position = std::min(side.next - data.sequence, data.length);
        side.held_bytes = 0;
        if (position > 0) body(data, position, found);
    }
    // Each step moves on by a byte at least, so this ends with the segment.
    while (position < data.length && side.chain != Chain::Off) {
        const ByteView rest = data.payload.from(position);
        const bool all_there = data.payload.size() == data.length;
        if (rest.size() == 0 || (rest.size() < header_size() && !all_there)) {
            side.chain = Chain::Lost;
            break;
        }
        side.header = side.next = data.sequence + position;
        if (rest.size() < header_size() && !(mode_ == Mode::Ssh && side.encrypting)) {
            side.held_bytes = static_cast<std::uint8_t>(rest.size());
            std::copy_n(rest.data(), rest.size(), side.head.begin());
            break;
        }
        const std::uint32_t length = header(side, rest, data.length - position, found);
        if (length == 0) {
            side.chain = Chain::Off;
            found.doubt = true;
            if (holds_text(rest)) found.text = true;
            break;
        }
        side.next += length;
        position = std::min(length, data.length - position) + position;
    }
    return found;
}

// The rest of a message whose header came in a segment before.
void TcpProof::body(const TcpData& data, std::uint32_t length, Findings& found) {
    const Side& side = sides_[data.side];
    const ByteView bytes = first(data.payload, length);
    const bool again = static_cast<std::int32_t>(data.sequence - side.header) < 0;
    if (again && mode_ != Mode::Smb) {
        if (cipher_ == Cipher::Null) found.readable = true;
        if (is_prose(bytes) || (side.encrypting && holds_text(bytes))) found.text = true;
    } else if (again) {
        found.doubt = true;
    } else if (side.body == Body::Readable) {
        found.readable = true;
    } else if (side.body == Body::Protected) {
        protected_content(bytes, 0, found);
    } else if (is_prose(bytes)) {
        found.text = true;
    }
}

// A header that the segment before ended in.
void TcpProof::held_header(const TcpData& data, Findings& found, std::uint32_t& position) {
    Side& side = sides_[data.side];
    const std::size_t held = side.held_bytes;
    const std::size_t missing = header_size() - held;
    if (data.payload.size() < missing) {
        side.chain = Chain::Lost;
        found.doubt = true;
        position = data.length;
        return;
    }
    std::copy_n(data.payload.data(), missing, side.head.begin() + held);
    side.held_bytes = 0;
    const auto in_all = static_cast<std::uint32_t>(held + data.length);
    const std::uint32_t length = header(side, {side.head.data(), header_size()}, in_all, found);
    if (length == 0) {
        side.chain = Chain::Off;
        found.doubt = true;
        if (holds_text(data.payload)) found.text = true;
        return;
    }
    side.next += length;
    position = std::min(data.length, length - static_cast<std::uint32_t>(held));
    const ByteView behind = first(data.payload, position).from(missing);
    if (side.body == Body::Protected) protected_content(behind, kTlsNonce, found);
}

std::uint32_t TcpProof::header(Side& side, ByteView bytes, std::uint32_t rest, Findings& found) {
    switch (mode_) {
        case Mode::Tls: return tls_header(side, bytes, rest, found);
        case Mode::Ssh: return ssh_header(side, bytes, rest, found);
        case Mode::Smb: return smb_header(side, bytes, found);
        case Mode::Plain: break;
    }
    return 0;
}

// `cut`: not all of it was captured, although it was all there.
void TcpProof::read_hello(ByteView record, bool cut) {
    if (is_client_hello(record)) {
        offer_ = offered_ciphers(record);
        may_be_null_ = offer_ == Offer::Null || (offer_ == Offer::Hidden && cut);
    } else {
        cipher_ = chosen_cipher(record);
        may_be_null_ = cipher_ == Cipher::Hidden && (cut || offer_ == Offer::Null);
    }
}

std::uint32_t TcpProof::tls_header(Side& side, ByteView bytes, std::uint32_t rest,
                                   Findings& found) {
    const auto record = tls_record(bytes);
    if (!record) return 0;
    const ByteView content = first(bytes.from(kTlsHeader), record->length);
    const auto length = static_cast<std::uint32_t>(kTlsHeader + record->length);
    const bool hello = is_client_hello(bytes) || is_server_hello(bytes);
    const bool early = record->type == TlsType::Handshake || record->type == TlsType::Alert;
    if (hello) read_hello(bytes, bytes.size() < length && rest >= length);
    if (record->type == TlsType::ChangeCipherSpec || hello || (early && !side.encrypting)) {
        if (record->type == TlsType::ChangeCipherSpec) side.encrypting = true;
        side.body = Body::Handshake;
        if (cipher_ == Cipher::Null) found.readable = true;
        return length;
    }
    if (record->type == TlsType::Handshake && is_readable_finished(content)) cipher_ = Cipher::Null;
    side.encrypting = true;
    side.body = cipher_ == Cipher::Null ? Body::Readable : Body::Protected;
    protected_content(content, kTlsNonce, found);
    return length;
}

std::uint32_t TcpProof::ssh_header(Side& side, ByteView bytes, std::uint32_t rest,
                                   Findings& found) {
    if (side.encrypting) {  // lengths are encrypted too, or are not: each segment stands by itself
        side.body = Body::Protected;
        protected_content(bytes, 4, found);
        return rest;
    }
    const auto packet = ssh_packet(bytes);
    if (!packet) return 0;
    side.body = Body::Handshake;
    if (packet->message == kSshNewKeys) side.encrypting = true;
    if (packet->message == kSshOffer) {
        side.key_exchange = true;
        side.offers_none = ssh_offers_none(bytes);
    }
    return packet->length;
}

std::uint32_t TcpProof::smb_header(Side& side, ByteView bytes, Findings& found) {
    const auto length = bytes.u32(0);
    const auto magic = bytes.u32(4);
    if (!magic || *length >> 24 != 0 || *length < 4 || (*magic & 0x00FFFFFFU) != 0x534D42U)
        return 0;
    const auto kind = static_cast<std::uint8_t>(*magic >> 24);
    if (kind == 0xFE || kind == 0xFF || kind == 0xFC) {  // 0xFC: compressed is not encrypted
        side.body = Body::Readable;
        found.readable = true;
    } else if (kind == 0xFD && *length >= 52) {
        side.body = Body::Protected;
        protected_content(first(bytes, *length + 4).from(kSmbEncrypted), 0, found);
    } else {
        return 0;
    }
    return *length + 4;
}

// What should be encrypted: `nonce` bytes at its start may be anything.
void TcpProof::protected_content(ByteView content, std::size_t nonce, Findings& found) const {
    if (mode_ == Mode::Tls && cipher_ == Cipher::Null) {
        found.readable = true;
        return;
    }
    const Content behind = content_of(content.from(nonce));
    if (behind == Content::Text || (nonce > 0 && holds_text(content))) {
        found.text = true;
    } else if (behind == Content::Order) {
        found.doubt = true;
    } else if (mode_ == Mode::Ssh && sides_[0].offers_none && sides_[1].offers_none) {
        found.doubt = true;  // perhaps they agreed on none
    } else {
        found.encrypted = true;
        found.opaque = found.opaque || behind == Content::Opaque;
    }
}

}  // namespace vpcmirror
