// SPDX-License-Identifier: GPL-2.0-or-later
//
// Protocol and ports of a security group's rule or a network ACL's entry, in the words of the AWS
// CLI and of Terraform: "tcp", "6" and "-1"; ports mean something for TCP and UDP only, and for
// ICMP they are type and code.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "catalogue/format/entry.h"
#include "catalogue/network.h"
#include "wire/frame.h"

namespace vpcmirror {

// What was read of it so far; members may come in any order.
struct TrafficKindDraft {
    // As the file writes it; empty where it does not.
    std::string protocol;
    std::optional<std::int32_t> from;  // -1 stands for all
    std::optional<std::int32_t> to;
    std::optional<std::int32_t> icmp_type;

    // Each reads the value that the entry's reader is at. Both ends are part of the range.
    void read_from(EntryReader& entry) { entry.integer(from, -1, 65535); }
    void read_to(EntryReader& entry) { entry.integer(to, -1, 65535); }
    void read_icmp_type(EntryReader& entry) { entry.integer(icmp_type, -1, 255); }
};

// Says of the entry what is wrong, if anything is; to be called once its object is left. Needs all
// members of the object: what a port means follows from the protocol.
TrafficKind settle(EntryReader& entry, const TrafficKindDraft& draft);

// The elements of a list of texts are added to `values`. Elements that are no text make the entry
// unsound.
void read_texts(EntryReader& entry, std::vector<std::string>& values);

// What every reader of an object of the network begins with: false, with a diagnostic, if no object
// comes next; else calls `member` at each of its members. `entry` begins at this object; sound()
// tells afterwards whether all members could be read.
template <class Member>
bool read_object(Input& input, EntryReader& entry, Member member) {
    if (!input.json.enter_object()) {
        entry.wrong("expected an object");
        return false;
    }
    while (input.json.next_member()) member();
    return true;
}

}  // namespace vpcmirror
