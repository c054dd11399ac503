// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reads the members of one entry (a session, a rule, ...) from JSON into values, in the words of
// the dialects (dialect.h). null stands for "not said" in all of them. A member of the wrong type
// or out of range makes a diagnostic and makes the entry unsound, to be left out by its reader.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <vector>

#include "catalogue/contents.h"
#include "catalogue/format/diagnostics.h"
#include "catalogue/format/dialect.h"
#include "json/reader.h"

namespace vpcmirror {

// The file that is being read.
struct Input {
    JsonReader& json;
    DiagnosticList& diagnostics;
    FileContents& contents;
    // Of the document that is being read.
    const Dialect* dialect = &kAwsCli;
    // Goes before a name that means something within this document only, to make it an id.
    std::string local_prefix = {};
    // The parameters of the template and their values, as far as it says them.
    std::map<std::string, std::optional<std::string>> parameters = {};
    std::size_t entries = 0;  // read so far
    // The resource is one that Terraform plans to change or to leave, as it was before.
    bool is_prior = false;
    std::size_t first_document = 0;  // where it begins
    // What was said of documents that are of no use, to say it once.
    std::set<const char*> told = {};

    std::string local_id(std::string_view name) const { return local_prefix + std::string(name); }
    // Notes what a document was recognised as.
    void recognise(std::string_view format);
};

// A member's names; the first one in CloudFormation too.
template <class Member>
struct MemberName {
    std::string_view aws;
    std::string_view terraform;
    Member member;
};

template <class Member, std::size_t N>
Member find_member(const MemberName<Member> (&names)[N], const Input& input) {
    const std::string_view key = input.json.key();
    for (const auto& name : names) {
        if (key == (input.dialect->snake_case ? name.terraform : name.aws)) {
            return name.member;
        }
    }
    return Member::Ignored;
}

class EntryReader {
  public:
    // In one file; more is an error. A hundred times what an account may have, and it bounds what a
    // file takes in memory.
    static constexpr std::size_t kMost = 2'000'000;

    // Right before the entry's object is entered.
    explicit EntryReader(Input& input);

    // False after wrong() or incomplete().
    bool sound() const { return sound_; }
    // True if a value was one that only CloudFormation knows.
    bool undecided() const { return undecided_; }

    // Each of these reads the member that the reader is at; what the file does not say leaves the
    // value as it is.
    void text(std::string& value);
    void boolean(bool& value);
    void address(IpAddress& value);
    void prefix(std::optional<IpPrefix>& value);
    void mac(std::optional<MacAddress>& value);
    void tags(std::vector<Tag>& value);
    // Of tags that nobody else asks for: the value of the tag "Name".
    void name_tag(std::string& value);
    void port_range(std::optional<PortRange>& value);

    template <std::integral Integer>
    void integer(std::optional<Integer>& value, std::int64_t least, std::int64_t largest) {
        if (const auto number = whole_number(least, largest)) value = static_cast<Integer>(*number);
    }

    // Visits the elements of a list; null is an empty one.
    template <class Visit>
    void each(Visit visit) {  // NOLINT(misc-no-recursion): read_module() in terraform.cc
        if (!begins_list()) return;
        while (json().next_element()) visit();
    }

    // Something is wrong with the value that the reader is at, or with the entry as a whole (once
    // its object is left).
    void wrong(const std::string& message);
    void incomplete(const std::string& message);
    // The same, but the entry is used.
    void warn(std::string message);

  private:
    JsonReader& json() { return input_.json; }
    bool begins_list();
    bool begins_function();
    std::optional<std::int64_t> whole_number(std::int64_t least, std::int64_t largest);
    std::optional<std::string> function(bool may_name_resource);
    std::string_view boxed_text();
    std::string_view literal();
    template <class Take>
    void each_tag(Take take);
    void tag(Tag& tag);
    void ports(std::optional<PortRange>& value);

    Input& input_;
    std::string resolved_;  // what a function came to
    std::size_t offset_;
    bool sound_ = true;
    bool undecided_ = false;
};

// The name that people gave: the tag "Name", else the description.
std::string given_name(const std::vector<Tag>& tags, const std::string& description);

}  // namespace vpcmirror
