// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the parts of TcpProof share: the answers that are given most, and how a message begins whose
// headers are nobody else's business. `payload` is that of a segment, as far as it was captured.
#pragma once

#include <cstddef>
#include <cstdint>

#include "recognise/judgement.h"
#include "recognise/tls.h"
#include "wire/byte_view.h"

namespace vpcmirror {

// Nothing can be said of the packet, for this reason; if it is held, perhaps later.
inline Step unknown(Doubt doubt, Held held = Held::No) {
    return {.now = {Protection::Unknown, doubt, {}}, .held = held};
}

// It can be read. Held where its name may still come.
inline Step cleartext(Held held = Held::No) {
    return {.now = {Protection::Cleartext, Doubt::None, {}}, .held = held};
}

// TLS as SQL Server carries it until keys are agreed on ([MS-TDS] section 2.2.1). A record in a
// packet of type 0x12 (pre-login) or 4 (its answer).
inline bool is_tls_in_tds(ByteView payload) {
    constexpr std::size_t kHeader = 8;
    const auto type = payload.u8(0);
    return (type == 0x12 || type == 0x04) && tls_record(payload.from(kHeader)).has_value();
}

// The start of a message of SMB 1 to 3, behind its length ([MS-SMB2] sections 2.1 and 2.2.41). The
// byte before "SMB" tells the kind: 0xFF SMB 1, 0xFE SMB 2 and 3, 0xFD encrypted, 0xFC compressed.
inline bool is_smb(ByteView payload) {
    const auto magic = payload.u32(4);
    return magic && payload.u8(0) == 0 && (*magic & 0x00FFFFFFU) == 0x534D42U &&
           *magic >> 24 >= 0xFC;
}

}  // namespace vpcmirror
