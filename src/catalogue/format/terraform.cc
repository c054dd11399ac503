// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>
#include <string_view>

#include "catalogue/format/filter_entry.h"
#include "catalogue/format/formats.h"
#include "catalogue/format/interface_entry.h"
#include "catalogue/format/network_entry.h"
#include "catalogue/format/session_entry.h"

namespace vpcmirror {

namespace {

bool is_known_type(std::string_view type) {
    return type.starts_with("aws_ec2_traffic_mirror_") || type == "aws_network_interface" ||
           type == "aws_instance" || type == "aws_network_interface_attachment" ||
           is_network_type(type);
}

// The attributes of one resource. What a plan has yet to create has no id: its address stands for
// it. Data sources (mode "data") describe what exists like the resources do.
void read_attributes(Source& source, std::string_view type, const std::string& address) {
    const std::string id = source.local_id(address);
    if (type == "aws_ec2_traffic_mirror_session") {
        read_session(source, id);
    } else if (type == "aws_ec2_traffic_mirror_filter") {
        read_filter(source, id);
    } else if (type == "aws_ec2_traffic_mirror_filter_rule") {
        read_rule(source, id);
    } else if (type == "aws_ec2_traffic_mirror_target") {
        read_target(source, id);
    } else if (type == "aws_network_interface") {
        read_interface(source, id);
    } else if (type == "aws_instance") {
        read_instance(source, id);
    } else if (type == "aws_network_interface_attachment") {
        read_attachment(source);
    } else {
        read_network_resource(source, type, id);
    }
}

// An instance of a resource in a state. A deposed one is about to be destroyed and has a successor
// in the same list.
void read_state_instance(Source& source, const std::string& type, const std::string& address) {
    JsonReader& json = source.json;
    if (!json.enter_object()) return;
    JsonReader::Bookmark attributes;
    bool deposed = false;
    while (json.next_member()) {
        if (json.key() == "attributes") attributes = json.bookmark();
        if (json.key() == "deposed") deposed = json.kind() == JsonReader::Kind::Text;
    }
    if (deposed || !attributes.is_set()) return;
    json.revisit(attributes, [&] { read_attributes(source, type, address); });
}

void read_state_resource(Source& source) {
    JsonReader& json = source.json;
    Entry entry(source);
    if (!json.enter_object()) return entry.wrong("expected an object");
    std::string type;
    std::string name;
    JsonReader::Bookmark instances;
    while (json.next_member()) {
        if (json.key() == "type") {
            entry.text(type);
        } else if (json.key() == "name") {
            entry.text(name);
        } else if (json.key() == "instances") {
            instances = json.bookmark();
        }
    }
    if (!instances.is_set() || !is_known_type(type)) return;
    json.revisit(instances, [&] {
        entry.each([&] { read_state_instance(source, type, type + '.' + name); });
    });
}

void read_value_resource(Source& source) {
    JsonReader& json = source.json;
    Entry entry(source);
    if (!json.enter_object()) return entry.wrong("expected an object");
    std::string type;
    std::string address;
    std::string mode;
    bool deposed = false;
    JsonReader::Bookmark values;
    while (json.next_member()) {
        if (json.key() == "type") {
            entry.text(type);
        } else if (json.key() == "address") {
            entry.text(address);
        } else if (json.key() == "mode") {
            entry.text(mode);
        } else if (json.key() == "deposed_key") {
            deposed = json.kind() == JsonReader::Kind::Text;
        } else if (json.key() == "values") {
            values = json.bookmark();
        }
    }
    if (deposed || !values.is_set() || !is_known_type(type)) return;
    // What a plan changes or removes between source and target must not count beside what it will
    // be; what it only looks up stands in the state before it alone.
    if (source.is_prior && mode != "data" && is_network_type(type)) return;
    json.revisit(values, [&] { read_attributes(source, type, address); });
}

// A module and those within it; the reader's limit of depth bounds the recursion.
// NOLINTBEGIN(misc-no-recursion)
void read_module(Source& source) {
    JsonReader& json = source.json;
    Entry entry(source);
    if (!json.enter_object()) return entry.wrong("expected an object");
    while (json.next_member()) {
        if (json.key() == "resources") {
            entry.each([&] { read_value_resource(source); });
        } else if (json.key() == "child_modules") {
            entry.each([&] { read_module(source); });
        }
    }
}
// NOLINTEND(misc-no-recursion)

}  // namespace

void read_terraform_state(Source& source) {
    source.dialect = Dialect::Terraform;
    source.contents.format = "Terraform state";
    Entry(source).each([&] { read_state_resource(source); });
}

void read_terraform_values(Source& source) {
    source.dialect = Dialect::Terraform;
    source.contents.format = "terraform show -json";
    if (!source.json.enter_object()) return;
    while (source.json.next_member()) {
        if (source.json.key() == "root_module") read_module(source);
    }
}

}  // namespace vpcmirror
