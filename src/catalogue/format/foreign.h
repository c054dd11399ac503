// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is no catalogue but lies where one is expected: each is called what it is, with what to do
// instead. All texts are one sentence without a final period.
#pragma once

#include <string_view>

namespace vpcmirror {

// What a file that begins with `text` is, if it cannot be JSON; null if it can. White space may go
// before.
const char* foreign_text(std::string_view text);

// What a JSON document is that holds the member `key` and nothing of use; null if that tells
// nothing.
const char* useless_document(std::string_view key);

extern const char* const kCompressed;  // a file that has to be unpacked
extern const char* const kNotJson;     // not known what
extern const char* const kYaml;
extern const char* const kTemplateInYaml;  // in the answer of get-template
extern const char* const kEmptyFile;
// A list or an entry of Alibaba Cloud, which mirrors by VXLAN too and uses some of AWS's names.
extern const char* const kAlibabaCloud;
extern const char* const kOldTerraformState;
extern const char* const kUnknownDocument;
extern const char* const kEmptyList;
extern const char* const kNoDocument;  // a number, a text, ...

}  // namespace vpcmirror
