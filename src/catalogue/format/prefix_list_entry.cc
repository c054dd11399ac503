// SPDX-License-Identifier: GPL-2.0-or-later
//
// Prefix lists, which rules and routes name instead of CIDR blocks. Terraform has their entries
// inline and in resources of their own. The AWS CLI's get-managed-prefix-list-entries does not say
// of which list they are, but with the --query of delivery/question.cc it does.
// https://docs.aws.amazon.com/cli/latest/reference/ec2/get-managed-prefix-list-entries.html
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ec2_managed_prefix_list
#include <string>
#include <utility>
#include <vector>

#include "catalogue/format/network_entry.h"
#include "catalogue/format/traffic_kind.h"

namespace vpcmirror {

namespace {

// An entry of a list, with one block.
void read_block(Input& input, EntryReader& entry, std::vector<IpPrefix>& blocks) {
    read_object(input, entry, [&] {
        const std::string_view key = input.json.key();
        std::optional<IpPrefix> block;
        if (key == "cidr" || key == "Cidr") entry.prefix(block);
        if (block) blocks.push_back(*block);
    });
}

}  // namespace

// aws_ec2_managed_prefix_list with its entries, and aws_ec2_managed_prefix_list_entry; of the AWS
// CLI an object with PrefixListId and Entries.
void read_prefix_list(Input& input, const std::string& id) {
    EntryReader entry(input);
    PrefixList list;
    std::string of;
    std::optional<IpPrefix> single;
    const bool read = read_object(input, entry, [&] {
        const std::string_view key = input.json.key();
        if (key == "id" || key == "PrefixListId") {
            entry.text(list.id);
        } else if (key == "prefix_list_id") {
            entry.text(of);
        } else if (key == "cidr") {
            entry.prefix(single);
        } else if (key == "entry" || key == "entries" || key == "Entries") {
            list.extent = input.dialect->entries_stand_apart ? Extent::Managed : Extent::Listed;
            entry.each([&] { read_block(input, entry, list.blocks); });
        }
    });
    if (!read || !entry.sound()) return;
    if (single) list.blocks.push_back(*single);
    if (!of.empty()) list.id = std::move(of);
    if (list.id.empty()) list.id = id;
    input.contents.network.prefix_lists.push_back(std::move(list));
}

}  // namespace vpcmirror
