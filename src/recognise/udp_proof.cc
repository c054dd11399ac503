// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/udp_proof.h"

#include <algorithm>
#include <cstring>

#include "recognise/plain_datagrams.h"
#include "recognise/readable.h"

namespace vpcmirror {

namespace {

constexpr std::uint32_t kIndexOffset = 4;  // WireGuard: behind type and three zeros

Step said(Protection state, Doubt doubt, std::string_view protocol, Held held = Held::No) {
    return {.now = {state, doubt, protocol}, .held = held};
}

std::uint32_t little_endian(ByteView bytes, std::size_t offset) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = value << 8 | bytes.u8(offset + i).value_or(0);
    return value;
}

ByteView part(ByteView bytes, std::size_t offset, std::size_t count) {
    const ByteView rest = bytes.from(offset);
    return {rest.data(), std::min(rest.size(), count)};
}

}  // namespace

Step UdpProof::add(const UdpData& data, Word word) {
    if (data.length == 0) return said(Protection::NoPayload, Doubt::None, {});
    if (data.payload.size() == 0) return said(Protection::Unknown, Doubt::Cut, {});
    Step step;
    if (quic(data, step) || dtls(data, step) || wireguard(data, step) || ike(data, step))
        return step;
    step = unproved(data, word);
    const bool readable = step.now.state == Protection::Cleartext;
    if (!readable && data.may_be_esp && data.payload.u32(0).value_or(0) != 0) {
        return esp_.add(data.payload, data.length, data.side);
    }
    return step;
}

// What should be encrypted, behind its header.
Step UdpProof::protected_content(ByteView content, std::string_view protocol) {
    const Content found = content_of(content);
    if (found == Content::Text) {
        Step step = said(Protection::Cleartext, Doubt::None, {});
        if (!established_) step.handshakes = Protection::Cleartext;
        refuted_ = true;
        return step;
    }
    if (found == Content::Order || refuted_) return said(Protection::Unknown, Doubt::NoProof, {});
    established_ = established_ || found == Content::Opaque;
    Step step = said(Protection::Encrypted, Doubt::None, protocol);
    if (established_) {
        step.handshakes = Protection::Encrypted;
    } else {
        step.now = {Protection::Unknown, Doubt::Cut, {}};
        step.held = Held::Handshake;
    }
    return step;
}

bool UdpProof::quic(const UdpData& data, Step& step) {
    const std::uint8_t flags = data.payload.u8(0).value_or(0);
    if ((flags & 0xC0) == 0xC0) return quic_long(data, step);
    return mode_ == Mode::Quic && (flags & 0xC0) == 0x40 && quic_short(data, step);
}

bool UdpProof::quic_long(const UdpData& data, Step& step) {
    const auto header = quic_long_header(data.payload, data.length);
    if (!header) return false;
    const Content content = content_of(header->content);
    if (content == Content::Text) return false;
    if (content == Content::Order) {
        step = said(Protection::Unknown, Doubt::NoProof, {});
        return true;
    }
    if (mode_ != Mode::Quic) {
        mode_ = Mode::Quic;
        sides_ = {};
        established_ = refuted_ = false;
    }
    Side& side = sides_[data.side];
    side.has_id = true;
    side.id_length = static_cast<std::uint8_t>(header->source_id.size());
    std::copy_n(header->source_id.data(), header->source_id.size(), side.id.begin());
    step = protected_content(header->content, "QUIC");
    return true;
}

bool UdpProof::quic_short(const UdpData& data, Step& step) {
    constexpr std::size_t kLeastProtected = 4 + 16;  // RFC 9001 section 5.4.2: the sample's end
    const Side& peer = sides_[1 - data.side];
    if (!peer.has_id || !established_ || holds_text(data.payload)) return false;
    const std::size_t begin = 1U + peer.id_length;
    if (data.length < begin + kLeastProtected || !data.payload.holds(0, begin)) return false;
    const ByteView content = data.payload.from(begin);
    const bool known = std::memcmp(data.payload.data() + 1, peer.id.data(), peer.id_length) == 0;
    const bool opaque = content_of(content) == Content::Opaque;
    // Ids change without anybody seeing it, and some are empty: then the look decides, if both
    // sides are known to speak QUIC.
    const bool both = sides_[0].has_id && sides_[1].has_id;
    if ((known && peer.id_length >= 4) || (both && opaque)) {
        step = protected_content(content, "QUIC");
    } else {
        step = said(Protection::Unknown, Doubt::NoProof, {});
    }
    return true;
}

bool UdpProof::dtls(const UdpData& data, Step& step) {
    const std::uint8_t flags = data.payload.u8(0).value_or(0);
    if (mode_ == Mode::Dtls && established_ && flags >> 5 == 1 &&
        content_of(data.payload.from(kLeastHeaderOfDtls13)) == Content::Opaque) {
        step = protected_content(data.payload.from(kLeastHeaderOfDtls13), "DTLS");
        return true;
    }
    const bool hello = is_dtls_hello(data.payload);
    if (!hello && !dtls_record(data.payload)) return false;
    const auto records = dtls_records(data.payload, data.length);
    if (!records) return false;
    if (hello && mode_ != Mode::Dtls) {
        mode_ = Mode::Dtls;
        cipher_ = Cipher::Hidden;
        established_ = refuted_ = may_be_null_ = false;
    }
    if (hello) read_dtls_hello(data);
    if (records->null) cipher_ = Cipher::Null;
    if (mode_ == Mode::Dtls && cipher_ == Cipher::Null) {
        step = said(Protection::Cleartext, Doubt::None, "DTLS");
        step.handshakes = Protection::Cleartext;
        return true;
    }
    if (records->protected_content) {
        const ByteView content = *records->protected_content;
        if (mode_ != Mode::Dtls && content_of(content) != Content::Opaque) return false;
        mode_ = Mode::Dtls;
        established_ = established_ || cipher_ == Cipher::Encrypts;
        step = protected_content(content, "DTLS");
        return true;
    }
    if (mode_ != Mode::Dtls || records->data || refuted_) return false;
    step = dtls_handshake();
    return true;
}

// As of TLS: a suite that was cut off, or may be one that does not encrypt, proves nothing.
Step UdpProof::dtls_handshake() const {
    Step step =
        said(Protection::Encrypted, Doubt::None, "DTLS", established_ ? Held::No : Held::Handshake);
    if (may_be_null_ && !established_) step.now = {Protection::Unknown, Doubt::Cut, {}};
    return step;
}

void UdpProof::read_dtls_hello(const UdpData& data) {
    const bool cut = data.payload.size() < data.length;
    const Cipher cipher = chosen_dtls_cipher(data.payload);
    const Offer offer = offered_dtls_ciphers(data.payload);
    if (cipher != Cipher::Hidden) cipher_ = cipher;
    may_be_null_ = cipher_ == Cipher::Hidden && offer != Offer::Encryption &&
                   (offer == Offer::Null || cut || may_be_null_);
}

bool UdpProof::Side::has_index(std::uint32_t index) const {
    const auto end = indices.begin() + index_count;
    return std::find(indices.begin(), end, index) != end;
}

void UdpProof::Side::add_index(std::uint32_t index) {
    indices = {index, indices[0]};
    index_count = std::min<std::uint8_t>(index_count + 1, 2);
}

bool UdpProof::wireguard(const UdpData& data, Step& step) {
    constexpr std::uint32_t kCookie = 64;
    const auto type = data.payload.u32(0);
    if (!type || (*type & 0x00FFFFFFU) != 0 || data.payload.size() < 8) return false;
    const auto kind = static_cast<std::uint8_t>(*type >> 24);
    if (kind == 1 || kind == 2) return wireguard_handshake(data, step);
    const std::uint32_t index = little_endian(data.payload, kIndexOffset);
    if (mode_ != Mode::WireGuard || !sides_[1 - data.side].has_index(index)) return false;
    if (kind == 3 && data.length == kCookie) {
        step = protected_content(data.payload.from(8), "WireGuard");
        return true;
    }
    if (kind != 4 || data.length < 32 || data.length % 16 != 0) return false;
    step = protected_content(data.payload.from(16), "WireGuard");
    return true;
}

// An initiation proves nothing by itself; the response that names its index does.
bool UdpProof::wireguard_handshake(const UdpData& data, Step& step) {
    constexpr std::uint32_t kInitiation = 148;
    constexpr std::uint32_t kResponse = 92;
    Side& own = sides_[data.side];
    const std::uint32_t index = little_endian(data.payload, kIndexOffset);
    if (data.length == kInitiation && data.payload.u32(0) == 0x01000000U) {
        if (mode_ != Mode::None && mode_ != Mode::WireGuard) return false;
        if (content_of(part(data.payload, 8, 108)) != Content::Opaque) return false;
        own.add_index(index);
        step = mode_ == Mode::WireGuard
                   ? said(Protection::Encrypted, Doubt::None, "WireGuard")
                   : said(Protection::Unknown, Doubt::NoProof, {}, Held::Handshake);
        return true;
    }
    if (data.length != kResponse || data.payload.u32(0) != 0x02000000U) return false;
    if (!sides_[1 - data.side].has_index(little_endian(data.payload, 8))) return false;
    if (content_of(part(data.payload, 12, 48)) != Content::Opaque) return false;
    own.add_index(index);
    mode_ = Mode::WireGuard;
    established_ = true;
    step = said(Protection::Encrypted, Doubt::None, "WireGuard");
    step.handshakes = Protection::Encrypted;
    return true;
}

bool UdpProof::ike(const UdpData& data, Step& step) {
    const auto encrypted = encrypted_ike(data.payload, data.length);
    if (!encrypted || content_of(*encrypted) != Content::Opaque) return false;
    step = said(Protection::Encrypted, Doubt::None, "ISAKMP");
    return true;
}

Step UdpProof::unproved(const UdpData& data, Word word) {
    const Content content = content_of(data.payload);
    const bool order = content == Content::Text || content == Content::Order ||
                       is_plain_datagram(data.payload, data.length);
    if (content == Content::Text || (order && word == Word::Readable)) {
        return said(Protection::Cleartext, Doubt::None, {});
    }
    if (word == Word::Encrypting) return said(Protection::Unknown, Doubt::NoProof, {});
    if (data.payload.size() < data.length && content == Content::Short) {
        return said(Protection::Unknown, Doubt::Cut, {});
    }
    return said(Protection::Unknown, order ? Doubt::Unnamed : Doubt::Unstarted, {});
}

}  // namespace vpcmirror
