// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/encryption/judge_alone.h"

#include "recognise/readable.h"

namespace vpcmirror {

namespace {

constexpr std::uint8_t kProtocolSctp = 132;

}  // namespace

Word word_of(const Recognised& recognised) {
    if (recognised.service.empty()) return Word::None;
    return recognised.encrypts ? Word::Encrypting : Word::Readable;
}

Judgement judge_alone(const MirroredPacket& packet) {
    const Frame& frame = packet.report.frame;
    const Word word = word_of(packet.recognised);
    const bool ip = frame.network == Network::Ipv4 || frame.network == Network::Ipv6;
    if (frame.network == Network::CutOff || (ip && !frame.protocol)) {
        return {Protection::Unknown, Doubt::Cut, {}};
    }
    const bool looks = frame.protocol == kProtocolSctp || FlowProof::covers(frame);
    if (packet.recognised.tunnel) return {Protection::Unknown, Doubt::Tunnel, {}};
    if (word == Word::Encrypting) return {Protection::Unknown, Doubt::NoProof, {}};
    if (word == Word::Readable && looks) {
        constexpr std::uint32_t kLeastHeader = 34;  // Ethernet's and IP's
        const Content content = content_of(packet.report.bytes.from(kLeastHeader));
        if (content == Content::Text || content == Content::Order) {
            return {Protection::Cleartext, Doubt::None, {}};
        }
    } else if (word == Word::Readable) {
        return {Protection::Cleartext, Doubt::None, {}};
    }
    return {Protection::Unknown, frame.fragment ? Doubt::Fragment : Doubt::Unnamed, {}};
}

}  // namespace vpcmirror
