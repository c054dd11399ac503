// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/document.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

#include "catalogue/format/aws_cli.h"
#include "catalogue/format/foreign.h"
#include "catalogue/format/formats.h"

namespace vpcmirror {

namespace {

using Kind = JsonReader::Kind;
using Bookmark = JsonReader::Bookmark;

constexpr std::size_t kNoEntry = std::numeric_limits<std::size_t>::max();

void read_value(Input& input);

// What a document holds, to be read once all of it is seen.
struct Outline {
    Bookmark document;
    bool is_read = false;          // lists of the AWS CLI, as they came
    bool has_others = false;       // a member that is no list came before
    bool has_lists = false;        // lists that came after such a member, not read yet
    std::size_t entry = kNoEntry;  // an entry alone, and which kind
    bool is_show = false;
    bool is_terraform = false;
    std::string version;
    Bookmark state_resources;
    Bookmark template_resources;
    Bookmark parameters;
    Bookmark template_body;
    TerraformShow show;
    const char* other = nullptr;  // what a document of no use is called
};

// Reads the lists of the AWS CLI right away: as a rule they are all there is, and they need nothing
// that follows them. True if the member is one of its output.
bool read_listed(Input& input, Outline& outline) {
    const CliMember member = cli_member(input.json.key());
    switch (member.kind) {
        case CliMember::Kind::Other: return false;
        case CliMember::Kind::Id:
            outline.entry = std::min(outline.entry, member.entry);
            return false;
        case CliMember::Kind::NextToken: read_cli_member(input, member); return true;
        default: break;
    }
    if (outline.has_others) {
        outline.has_lists = true;
    } else {
        outline.is_read = true;
        read_cli_member(input, member);
    }
    return true;
}

void outline_member(Input& input, Outline& outline) {
    JsonReader& json = input.json;
    const std::string_view key = json.key();
    if (read_listed(input, outline)) return;
    outline.has_others = true;
    if (const char* other = useless_document(key)) outline.other = other;
    if (key == "resources") {
        outline.state_resources = json.bookmark();
    } else if (key == "Resources" && json.kind() == Kind::Object) {
        outline.template_resources = json.bookmark();
    } else if (key == "Parameters" && json.kind() == Kind::Object) {
        outline.parameters = json.bookmark();
    } else if (key == "TemplateBody") {
        outline.template_body = json.bookmark();
    } else if (key == "values") {
        outline.show.values = json.bookmark();
    } else if (key == "planned_values") {
        outline.show.planned_values = json.bookmark();
    } else if (key == "prior_state") {
        outline.show.prior_state = json.bookmark();
    } else if (key == "configuration") {
        outline.show.configuration = json.bookmark();
    } else if (key == "variables") {
        outline.show.variables = json.bookmark();
    } else if (key == "format_version") {
        outline.is_show = true;
    } else if (key == "terraform_version") {
        outline.is_terraform = true;
    } else if (key == "version") {
        if (const auto version = json.number()) outline.version = *version;
    }
}

// The lists that were left for later, because something came before them.
void read_late_lists(Input& input) {
    JsonReader& json = input.json;
    json.enter_object();
    while (json.next_member()) {
        const CliMember member = cli_member(json.key());
        if (member.kind == CliMember::Kind::List || member.kind == CliMember::Kind::One) {
            read_cli_member(input, member);
        }
    }
}

// True if the document is one of the formats.
bool read_rest(Input& input, const Outline& outline) {
    JsonReader& json = input.json;
    if (outline.entry != kNoEntry) {
        json.revisit(outline.document, [&] { read_cli_entry(input, outline.entry); });
    } else if (outline.has_lists) {
        json.revisit(outline.document, [&] { read_late_lists(input); });
    } else if (outline.is_show && !outline.other) {
        read_terraform_show(input, outline.show);
    } else if (outline.version == "4" && outline.state_resources.is_set()) {
        json.revisit(outline.state_resources, [&] { read_terraform_state(input); });
    } else if (outline.template_resources.is_set()) {
        read_cloudformation(input, outline.template_resources, outline.parameters);
    } else {
        return outline.is_read;
    }
    return true;
}

const char* name_of(const Outline& outline) {
    if (outline.other) return outline.other;
    return outline.is_terraform && outline.version != "4" ? kOldTerraformState : kUnknownDocument;
}

// A file of a million such documents says so once for each kind of them.
void complain(Input& input, const Bookmark& document, const char* message) {
    if (!input.told.insert(message).second) return;
    input.json.revisit(document, [&] {
        // Of a file that is one document all of it is meant.
        const std::size_t offset = input.json.offset();
        if (offset == input.first_document) {
            input.diagnostics.add(Severity::Error, message);
        } else {
            input.diagnostics.add_at(offset, Severity::Error, {}, message);
        }
    });
}

// NOLINTBEGIN(misc-no-recursion): the reader's limit of depth bounds it.
void read_object(Input& input) {
    JsonReader& json = input.json;
    Outline outline;
    outline.document = json.bookmark();
    json.enter_object();
    while (json.next_member()) outline_member(input, outline);
    if (json.error()) return;
    if (outline.template_body.is_set()) {
        json.revisit(outline.template_body, [&] {
            if (json.kind() == Kind::Object) return read_object(input);
            complain(input, outline.template_body, kTemplateInYaml);
        });
    } else if (!read_rest(input, outline)) {
        complain(input, outline.document, name_of(outline));
    }
}

void read_value(Input& input) {
    JsonReader& json = input.json;
    const Bookmark here = json.bookmark();
    if (json.kind() == Kind::Object) {
        read_object(input);
    } else if (json.enter_array()) {
        bool any = false;
        for (; json.next_element(); any = true) {
            const EntryReader counted(input);
            read_value(input);
        }
        if (!any) complain(input, here, kEmptyList);
    } else {
        json.skip();
        if (!json.error()) complain(input, here, kNoDocument);
    }
}
// NOLINTEND(misc-no-recursion)

}  // namespace

void read_document(Input& input) {
    read_value(input);
}

}  // namespace vpcmirror
