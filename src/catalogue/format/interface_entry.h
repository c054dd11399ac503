// SPDX-License-Identifier: GPL-2.0-or-later
//
// Network interfaces and the instances that they are attached to: each function reads the object
// that comes next and adds what it says to the contents of the input. `id` is used where the
// object itself does not say one.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html
#pragma once

#include <string>

#include "catalogue/format/entry.h"

namespace vpcmirror {

// Attachment, association and addresses are part of the entry in the AWS CLI's words, attributes in
// Terraform's.
void read_interface(Input& input, const std::string& id = {});
// An instance with what it says about its interfaces. Its interfaces become entries too, as far as
// it tells of them.
void read_instance(Input& input, const std::string& id = {});
// An object that says which instance an interface is attached to, and nothing else of interest.
// `id` is of no use here.
void read_attachment(Input& input, const std::string& id = {});

}  // namespace vpcmirror
