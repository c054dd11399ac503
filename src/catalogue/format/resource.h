// SPDX-License-Identifier: GPL-2.0-or-later
//
// The resources of Terraform and CloudFormation that a catalogue is made of, by their types.
#pragma once

#include <string>
#include <string_view>

#include "catalogue/format/entry.h"

namespace vpcmirror {

struct ResourceType {
    // "aws_ec2_traffic_mirror_session".
    std::string_view terraform;
    // "AWS::EC2::TrafficMirrorSession"; either is empty where there is no such type.
    std::string_view cloudformation;
    // Reads the attributes or properties, the object that comes next; `id` is for those that say
    // none. One of the functions of session_entry.h, filter_entry.h, interface_entry.h and
    // network_entry.h.
    void (*read)(Input& input, const std::string& id);
    // Of a plan only what will be is read: what it changes or removes must not count beside that.
    bool only_planned = false;
};

// The type called `name` in the source's dialect; null if nothing is read of such resources.
const ResourceType* find_resource_type(const Input& input, std::string_view name);

}  // namespace vpcmirror
