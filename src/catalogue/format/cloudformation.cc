// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>
#include <string_view>

#include "catalogue/format/filter_entry.h"
#include "catalogue/format/formats.h"
#include "catalogue/format/interface_entry.h"
#include "catalogue/format/session_entry.h"

namespace vpcmirror {

namespace {

// A template knows no ids; the resource's logical name, which Ref and Fn::GetAtt use as well,
// stands for it.
void read_properties(Source& source, std::string_view type, std::string_view logical_name) {
    const std::string id = source.local_id(logical_name);
    if (type == "AWS::EC2::TrafficMirrorSession") {
        read_session(source, id);
    } else if (type == "AWS::EC2::TrafficMirrorFilter") {
        read_filter(source, id);
    } else if (type == "AWS::EC2::TrafficMirrorFilterRule") {
        read_rule(source, id);
    } else if (type == "AWS::EC2::TrafficMirrorTarget") {
        read_target(source, id);
    } else if (type == "AWS::EC2::NetworkInterface") {
        read_interface(source, id);
    } else if (type == "AWS::EC2::Instance") {
        read_instance(source, id);
    } else if (type == "AWS::EC2::NetworkInterfaceAttachment") {
        read_attachment(source);
    }
}

void read_resource(Source& source, const std::string& logical_name) {
    JsonReader& json = source.json;
    Entry entry(source);
    if (!json.enter_object()) return entry.wrong("expected an object");
    std::string type;
    JsonReader::Bookmark properties;
    while (json.next_member()) {
        if (json.key() == "Type") {
            entry.text(type);
        } else if (json.key() == "Properties") {
            properties = json.bookmark();
        }
    }
    if (!properties.is_set() || type.empty()) return;
    json.revisit(properties, [&] { read_properties(source, type, logical_name); });
}

}  // namespace

void read_cloudformation(Source& source) {
    source.dialect = Dialect::CloudFormation;
    source.contents.format = "CloudFormation template";
    if (!source.json.enter_object()) return;
    while (source.json.next_member()) {
        const std::string logical_name = source.json.name();
        // Fn::ForEach makes resources that are known only once the template is deployed.
        if (!logical_name.starts_with("Fn::")) read_resource(source, logical_name);
    }
}

}  // namespace vpcmirror
