// SPDX-License-Identifier: GPL-2.0-or-later
//
// What lies between source and target, one function a thing: each reads the object that comes next
// and adds it to the contents of the source. `id` is used where the object itself does not say one.
// Rules, entries, routes and associations of their own become a part of what they belong to. What
// cannot be read has a diagnostic and marks what it belongs to as unreadable, so that nobody is
// accused by what is missing.
#pragma once

#include <string>

#include "catalogue/format/entry.h"

namespace vpcmirror {

// security_group_entry.cc
void read_security_group(Source& source, const std::string& id = {});
void read_security_group_rule(Source& source, const std::string& id = {});
void read_ingress_rule(Source& source, const std::string& id);  // aws_vpc_security_group_..._rule
void read_egress_rule(Source& source, const std::string& id);
void read_prefix_list(Source& source, const std::string& id = {});

// acl_entry.cc
void read_network_acl(Source& source, const std::string& id = {});
void read_network_acl_rule(Source& source, const std::string& id);
void read_network_acl_association(Source& source, const std::string& id);

// route_entry.cc
void read_vpc(Source& source, const std::string& id = {});
void read_subnet(Source& source, const std::string& id = {});
void read_route_table(Source& source, const std::string& id = {});
void read_default_route_table(Source& source, const std::string& id);
void read_route(Source& source, const std::string& id);
void read_route_association(Source& source, const std::string& id);
void read_main_route_table(Source& source, const std::string& id);

// load_balancer_entry.cc
void read_load_balancer(Source& source, const std::string& id = {});
void read_listener(Source& source, const std::string& id = {});
void read_target_group(Source& source, const std::string& id = {});
void read_target_group_member(Source& source, const std::string& id = {});
void read_endpoint(Source& source, const std::string& id = {});

}  // namespace vpcmirror
