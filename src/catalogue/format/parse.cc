// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/parse.h"

#include <utility>

#include "catalogue/format/formats.h"
#include "catalogue/format/problems.h"

namespace vpcmirror {

namespace {

using Kind = JsonReader::Kind;

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr const char* kUnknownShape =
    "neither output of the AWS CLI (describe-traffic-mirror-sessions, -filters, -targets, "
    "describe-network-interfaces, describe-instances, describe-security-groups ...) nor a "
    "Terraform state nor the output of "
    "terraform show -json nor a CloudFormation template";

// Why the text cannot be JSON at all, in words that name what it probably is; null if it can.
const char* foreign_format(std::string_view text) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
        text.substr(0, 4).find('\0') != text.npos) {
        return "this is UTF-16 text, as > writes it in PowerShell: write it as UTF-8, for example "
               "with | Out-File -Encoding utf8";
    }
    if (text.starts_with("PK\x03\x04") || text.starts_with("\x1F\x8B")) {
        return "this is a compressed file: unpack it (of a Terraform plan save the output of "
               "terraform show -json)";
    }
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return "the file is empty: write it again";
    if (text[first] == '{') return nullptr;
    if (text[first] == '[') {
        return "a list without a name: save the whole output of the AWS CLI, without --query";
    }
    return "this is not JSON, perhaps YAML or a text table: save the output of the AWS CLI with "
           "--output json, or convert the template to JSON";
}

// What a document holds besides the lists of the AWS CLI, to be read once all of it is seen.
struct Outline {
    bool has_list = false;
    bool is_show = false;
    bool is_terraform = false;
    std::string version;
    JsonReader::Bookmark state_resources;
    JsonReader::Bookmark template_resources;
    JsonReader::Bookmark values;
    JsonReader::Bookmark planned_values;
    JsonReader::Bookmark prior_state;
};

// Reads the lists of the AWS CLI right away; they need nothing that follows them.
Outline read_outline(Source& source) {
    JsonReader& json = source.json;
    Outline outline;
    if (!json.enter_object()) return outline;
    while (json.next_member()) {
        const std::string_view key = json.key();
        if (key == "resources") {
            outline.state_resources = json.bookmark();
        } else if (key == "Resources" && json.kind() == Kind::Object) {
            outline.template_resources = json.bookmark();
        } else if (key == "values") {
            outline.values = json.bookmark();
        } else if (key == "planned_values") {
            outline.planned_values = json.bookmark();
        } else if (key == "prior_state") {
            outline.prior_state = json.bookmark();
        } else if (key == "format_version") {
            outline.is_show = true;
        } else if (key == "terraform_version") {
            outline.is_terraform = true;
        } else if (key == "version") {
            if (const auto version = json.number()) outline.version = *version;
        } else if (read_cli_member(source)) {
            outline.has_list = true;
        }
    }
    return outline;
}

// A plan says what there is before it is applied and what there will be; the latter is read last
// and wins.
void read_show(Source& source, const Outline& outline) {
    JsonReader& json = source.json;
    source.contents.format = "terraform show -json";
    source.contents.is_plan = outline.planned_values.is_set();
    if (outline.prior_state.is_set()) {
        source.is_prior = source.contents.is_plan;
        json.revisit(outline.prior_state, [&] {
            if (!json.enter_object()) return;
            while (json.next_member()) {
                if (json.key() == "values") read_terraform_values(source);
            }
        });
        source.is_prior = false;
    }
    for (const auto& values : {outline.values, outline.planned_values}) {
        if (values.is_set()) json.revisit(values, [&] { read_terraform_values(source); });
    }
}

void read_rest(Source& source, const Outline& outline) {
    JsonReader& json = source.json;
    if (outline.is_show) {
        read_show(source, outline);
    } else if (outline.is_terraform && outline.version != "4") {
        source.problems.add(Severity::Error,
                            "this Terraform state is not of version 4: save the output of "
                            "terraform show -json instead");
    } else if (outline.version == "4" && outline.state_resources.is_set()) {
        json.revisit(outline.state_resources, [&] { read_terraform_state(source); });
    } else if (outline.template_resources.is_set()) {
        json.revisit(outline.template_resources, [&] { read_cloudformation(source); });
    } else if (!outline.has_list) {
        source.problems.add(Severity::Error, kUnknownShape);
    }
}

// What the file is called without its folders.
std::string_view base_name(std::string_view file) {
    return file.substr(file.find_last_of("/\\") + 1);  // npos + 1 = 0
}

}  // namespace

ParsedFile parse_catalogue(std::string_view text, const std::string& file) {
    if (text.starts_with(kUtf8Mark)) text.remove_prefix(kUtf8Mark.size());
    Problems problems(file, text);
    if (const char* foreign = foreign_format(text)) {
        problems.add_at(0, Severity::Error, {}, foreign);
        return {std::nullopt, problems.take()};
    }
    JsonReader json(text);
    FileContents contents;
    Source source{json, problems, contents, Dialect::AwsCli, std::string(base_name(file)) + '#'};
    const Outline outline = read_outline(source);
    if (json.finish()) read_rest(source, outline);
    if (json.error()) {
        // What was wrong with the entries before does not matter now.
        problems.take();
        problems.add_at(json.error()->offset, Severity::Error, {}, json.error()->message);
        return {std::nullopt, problems.take()};
    }
    ParsedFile parsed{std::nullopt, problems.take()};
    if (!contents.format.empty()) parsed.contents = std::move(contents);
    return parsed;
}

}  // namespace vpcmirror
