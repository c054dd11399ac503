// SPDX-License-Identifier: GPL-2.0-or-later
//
// SSH before it encrypts: the banner, and the packets of the key exchange.
// RFC 4253 sections 4.2, 6 and 7.1.
#pragma once

#include <cstdint>
#include <optional>

#include "wire/byte_view.h"

namespace vpcmirror {

// "SSH-2.0-" or "SSH-1.99" at the very start.
bool is_ssh_banner(ByteView payload);
// With its line end; all of `payload` if that was not captured. In bytes.
std::size_t ssh_banner_length(ByteView payload);

struct SshPacket {
    // In bytes, its own length field included.
    std::uint32_t length = 0;  // all of it
    // SSH_MSG_..., RFC 4250 section 4.1.
    std::uint8_t message = 0;
};
inline constexpr std::uint8_t kSshOffer = 20;    // SSH_MSG_KEXINIT
inline constexpr std::uint8_t kSshNewKeys = 21;  // SSH_MSG_NEWKEYS

// A packet that is not encrypted and may stand before encryption. Nothing if the length, padding or
// message is none that can stand there: ciphertext looks so by chance only.
std::optional<SshPacket> ssh_packet(ByteView bytes);

// Whether the offer, as far as it was captured, includes not to encrypt. `offer` begins with the
// packet; false where the lists of ciphers were cut off.
bool ssh_offers_none(ByteView offer);

}  // namespace vpcmirror
