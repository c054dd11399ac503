// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is said of a packet by itself, where no flow proves anything of it: of protocols that no
// proof is looked for in, of fragments, of what was cut off.
#pragma once

#include "recognise/flow_proof.h"
#include "recognise/judgement.h"
#include "statistics/mirrored_packet.h"

namespace vpcmirror {

// What the dissectors' name for a packet suggests; it proves nothing.
Word word_of(const Recognised& recognised);

// Readable only where a dissector reads it and, where encryption is possible, the bytes look so
// too; never encrypted: a name is no proof. Allocates nothing.
Judgement judge_alone(const MirroredPacket& packet);

}  // namespace vpcmirror
