// SPDX-License-Identifier: GPL-2.0-or-later
//
// What lies between source and target, one function a thing: each reads the object that comes next
// and adds it to the contents of the input. `id` is used where the object itself does not say one.
// Rules, entries, routes and associations of their own become a part of what they belong to. What
// cannot be read has a diagnostic and marks what it belongs to as unreadable, so that nobody is
// accused by what is missing.
#pragma once

#include <string>

#include "catalogue/format/entry.h"

namespace vpcmirror {

// security_group_entry.cc All of them are called with the reader right before the object;
// afterwards it is behind it.
void read_security_group(Input& input, const std::string& id = {});
void read_security_group_rule(Input& input, const std::string& id = {});
void read_ingress_rule(Input& input, const std::string& id);  // aws_vpc_security_group_..._rule
void read_egress_rule(Input& input, const std::string& id);

// prefix_list_entry.cc
void read_prefix_list(Input& input, const std::string& id = {});

// acl_entry.cc
void read_network_acl(Input& input, const std::string& id = {});
void read_network_acl_rule(Input& input, const std::string& id);
void read_network_acl_association(Input& input, const std::string& id);

// route_entry.cc
void read_vpc(Input& input, const std::string& id = {});
void read_subnet(Input& input, const std::string& id = {});
void read_route_table(Input& input, const std::string& id = {});
void read_default_route_table(Input& input, const std::string& id);
void read_route(Input& input, const std::string& id);
void read_route_association(Input& input, const std::string& id);
void read_main_route_table(Input& input, const std::string& id);

// load_balancer_entry.cc
void read_load_balancer(Input& input, const std::string& id = {});
void read_listener(Input& input, const std::string& id = {});
void read_target_group(Input& input, const std::string& id = {});
void read_target_group_member(Input& input, const std::string& id = {});
void read_endpoint(Input& input, const std::string& id = {});

}  // namespace vpcmirror
