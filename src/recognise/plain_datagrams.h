// SPDX-License-Identifier: GPL-2.0-or-later
//
// The headers of datagrams, one datagram at a time: those before encryption, and those of small
// protocols whose fields fit together although there is too little of them to tell them from
// chance. RFC 9000 section 17.2, RFC 9369, RFC 6347 section 4.1, RFC 7296 section 3.1, RFC 2408
// section 3.1, RFC 1035 section 4.1.1, RFC 5905 section 7.3, RFC 8489 section 5.
#pragma once

#include <cstdint>
#include <optional>

#include "wire/byte_view.h"

namespace vpcmirror {

// Of versions 1 (RFC 9000) and 2 (RFC 9369).
struct QuicLongHeader {
    ByteView source_id;
    ByteView content;  // the protected part, as much of it as was captured
};
// `bytes` as captured, `length` as sent: a header has to fit into the latter. So for all below.
std::optional<QuicLongHeader> quic_long_header(ByteView bytes, std::uint32_t length);

inline constexpr std::size_t kLeastHeaderOfDtls13 = 5;

// What the records of one datagram tell together.
struct DtlsRecords {
    bool data = false;                          // application data in the clear
    bool null = false;                          // the handshake ended without encryption
    std::optional<ByteView> protected_content;  // of the first record of a later epoch
};
// Records that fill the datagram, as far as it was captured. Nothing if any byte that was captured
// lies in no record.
std::optional<DtlsRecords> dtls_records(ByteView bytes, std::uint32_t length);

// The encrypted part of an IKE message, behind a marker of RFC 3948 or not. Nothing for messages
// without an encrypted part, which are readable.
std::optional<ByteView> encrypted_ike(ByteView bytes, std::uint32_t length);

// DNS, NTP or STUN. False where any field does not fit: they are short, and chance must not pass
// for them.
bool is_plain_datagram(ByteView bytes, std::uint32_t length);

}  // namespace vpcmirror
