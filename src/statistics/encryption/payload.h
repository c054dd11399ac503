// SPDX-License-Identifier: GPL-2.0-or-later
//
// What TCP or UDP carried in a packet, and what its bytes prove.
// RFC 9293 (TCP), RFC 768 (UDP).
#pragma once

#include <cstdint>
#include <optional>

#include "wire/byte_view.h"
#include "wire/frame.h"

namespace vpcmirror {

struct Payload {
    std::uint32_t length = 0;  // in the original packet
    ByteView captured;         // as much of it as the capture holds
};

// `bytes` is the frame as captured. Nothing if the packet carries neither, is a fragment, or does
// not tell where its payload begins and ends.
std::optional<Payload> payload_of(const Frame& frame, ByteView bytes);

// A TLS record (RFC 8446 section 5.1), or the banner that an SSH connection begins with (RFC 4253
// section 4.2), or an encrypted SMB 3 message ([MS-SMB2] section 2.2.41) at the start.
bool is_tls_record(ByteView payload);
bool is_ssh_banner(ByteView payload);
bool is_encrypted_smb(ByteView payload);

}  // namespace vpcmirror
