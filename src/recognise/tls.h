// SPDX-License-Identifier: GPL-2.0-or-later
//
// TLS and DTLS as far as bytes prove them: record headers, the two hellos, and whether the cipher
// suite encrypts at all. Nothing is kept here, and nothing is believed that was not captured.
// RFC 8446 section 5 and 4.1, RFC 5246 section 6.2, RFC 6347 section 4.1, RFC 9150 (suites
// without encryption), IANA's TLS Cipher Suites.
#pragma once

#include <cstdint>
#include <optional>

#include "wire/byte_view.h"

namespace vpcmirror {

// Content types of RFC 8446 section 5.1; Heartbeat is RFC 6520's.
enum class TlsType : std::uint8_t { ChangeCipherSpec = 20, Alert, Handshake, Data, Heartbeat };

// Bytes: type, version, length; DTLS has epoch and sequence number as well.
inline constexpr std::size_t kTlsHeader = 5;
inline constexpr std::size_t kDtlsHeader = 13;

struct TlsRecord {
    TlsType type = TlsType::Data;
    // More than a record may have makes it none.
    std::uint32_t length = 0;  // of what follows the header
    // RFC 6347 section 4.1.
    std::uint16_t epoch = 0;  // DTLS; 0: nothing is encrypted yet
};

// The header at the start of `bytes`; nothing if it is none, or not all of it was captured. A
// header alone is weak: who relies on it asks for the next one, or for a hello.
std::optional<TlsRecord> tls_record(ByteView bytes);
std::optional<TlsRecord> dtls_record(ByteView bytes);

// A record that begins a handshake, or answers one: as much of its hello as was captured is well
// formed, and that is which message it is at least. `bytes` begin with the record's header. So for
// those below.
bool is_client_hello(ByteView bytes);
bool is_server_hello(ByteView bytes);
bool is_dtls_hello(ByteView bytes);  // either, or a request to say hello again

// Whether a hello of a client, the first message in this record, lets the other side choose not to
// encrypt. Null: among the suites is one without encryption. Hidden: cut off, or no such hello.
enum class Offer : std::uint8_t { Hidden, Encryption, Null };
Offer offered_ciphers(ByteView record);
Offer offered_dtls_ciphers(ByteView record);

// What the connection will use.
enum class Cipher : std::uint8_t { Hidden, Encrypts, Null };

// What the server's hello in this record chose; Hidden if that was cut off, or it is no such hello.
Cipher chosen_cipher(ByteView record);
Cipher chosen_dtls_cipher(ByteView record);

// The message that ends a handshake, unencrypted: `fragment` is what a record carries. Seen in the
// clear, it proves that the connection does not encrypt.
bool is_readable_finished(ByteView fragment);

}  // namespace vpcmirror
