// SPDX-License-Identifier: GPL-2.0-or-later
//
// What announces in a readable connection that encryption is asked for, so that bytes that nobody
// can read are no longer taken for a part of what was readable. It proves nothing.
// RFC 3207 (SMTP), RFC 2595 (IMAP, POP3), RFC 4217 (FTP), RFC 4511 section 4.14 (LDAP), RFC 9110
// sections 7.8 and 9.3.6 (HTTP), PostgreSQL's and MySQL's protocol documentation.
#pragma once

#include "wire/byte_view.h"

namespace vpcmirror {

// STARTTLS, STLS, AUTH TLS, CONNECT, an SSLRequest and the like. Looks at the first 512 bytes.
bool asks_for_encryption(ByteView payload);

// A part of an X.509 certificate, which TLS up to 1.2 sends in the clear. By object identifiers
// that certificates hold.
bool holds_certificate(ByteView payload);

}  // namespace vpcmirror
