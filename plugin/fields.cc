// SPDX-License-Identifier: GPL-2.0-or-later
#include "fields.h"

#include "analysis/to_string.h"

namespace vpcmirror {

namespace {

template <typename Enum>
constexpr value_string entry(Enum value) {
    return {static_cast<uint32_t>(value), to_string(value)};
}

}  // namespace

const value_string direction_names[] = {
    entry(Direction::Unknown),
    entry(Direction::Ingress),
    entry(Direction::Egress),
    {0, nullptr},
};

const value_string remote_names[] = {
    entry(Remote::Unknown),
    entry(Remote::Inside),
    entry(Remote::Outside),
    {0, nullptr},
};

const value_string session_match_names[] = {
    entry(SessionMatch::SourceAddress), entry(SessionMatch::SourceMac),
    entry(SessionMatch::VniOnly),       entry(SessionMatch::Ambiguous),
    entry(SessionMatch::Unknown),       {0, nullptr},
};

const value_string truncation_cause_names[] = {
    entry(TruncationCause::PacketLength),
    entry(TruncationCause::TargetMtu),
    entry(TruncationCause::Unknown),
    {0, nullptr},
};

const value_string verdict_names[] = {
    entry(VerdictKind::Accepted),     entry(VerdictKind::AcceptedAmazonDns),
    entry(VerdictKind::Rejected),     entry(VerdictKind::NoRule),
    entry(VerdictKind::Undetermined), {0, nullptr},
};

void register_fields(int protocol) {
    epanxx::Field::register_all(protocol);
    epanxx::Subtree::register_all();
    epanxx::Finding::register_all(protocol);
}

}  // namespace vpcmirror
