// SPDX-License-Identifier: GPL-2.0-or-later
#include <optional>
#include <string>
#include <utility>

#include "catalogue/format/filter_entry.h"
#include "catalogue/format/formats.h"
#include "catalogue/format/resource.h"

namespace vpcmirror {

namespace {

// A template knows no ids; the resource's logical name, which Ref and Fn::GetAtt use as well,
// stands for it.
void read_resource(Input& input, const std::string& logical_name) {
    JsonReader& json = input.json;
    EntryReader entry(input);
    // Without properties, as a filter may be: none of what a resource has else is a property.
    JsonReader::Bookmark properties = json.bookmark();
    if (!json.enter_object()) return entry.wrong("expected an object");
    std::string type_name;
    while (json.next_member()) {
        if (json.key() == "Type") {
            entry.text(type_name);
        } else if (json.key() == "Properties") {
            properties = json.bookmark();
        }
    }
    const ResourceType* type = find_resource_type(input, type_name);
    if (!type) return;
    json.revisit(properties, [&] { type->read(input, input.local_id(logical_name)); });
}

// The default of a parameter is its value, unless the stack was given another one: that only its
// deployment knows. Of a parameter that names a value elsewhere (AWS::SSM::Parameter::...) it is
// the name.
std::optional<std::string> read_parameter(JsonReader& json) {
    std::optional<std::string> value;
    bool is_elsewhere = false;
    json.enter_object();
    while (json.next_member()) {
        if (json.key() == "Type") {
            is_elsewhere = json.text().value_or("").starts_with("AWS::SSM::");
        } else if (json.key() == "Default") {
            if (const auto text = json.text()) {
                value = *text;
            } else if (const auto number = json.number()) {
                value = *number;
            }
        }
    }
    if (is_elsewhere) value.reset();
    return value;
}

void read_parameters(Input& input) {
    if (!input.json.enter_object()) return;
    while (input.json.next_member()) {
        std::string name = input.json.name();
        input.parameters.insert_or_assign(std::move(name), read_parameter(input.json));
    }
}

}  // namespace

void read_cloudformation(Input& input, const JsonReader::Bookmark& resources,
                         const JsonReader::Bookmark& parameters) {
    JsonReader& json = input.json;
    input.dialect = &kCloudFormation;
    input.recognise("CloudFormation template");
    input.parameters.clear();
    if (parameters.is_set()) json.revisit(parameters, [&] { read_parameters(input); });
    json.revisit(resources, [&] {
        if (!json.enter_object()) return;
        while (json.next_member()) {
            const std::string logical_name = json.name();
            // Fn::ForEach makes resources that are known only once the template is deployed.
            if (!logical_name.starts_with("Fn::")) read_resource(input, logical_name);
        }
    });
    leave_out_new_filters(input);
}

}  // namespace vpcmirror
