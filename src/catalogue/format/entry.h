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

// In a member that is an integer of EC2's API.
inline constexpr std::int64_t kLargestNumber = 0xFFFFFFFF;

// What stands apart in a plan or template, and whose owner is not known: some of those that it is
// to create.
struct Ownerless {
    bool filter_rules = false;
    bool group_rules = false;
    bool acl_entries = false;
    bool routes = false;
};

// The file that is being read. Refers to the reader, the collector of diagnostics and the contents
// of one parse_catalogue(); valid during that call only.
struct Input {
    JsonReader& json;
    DiagnosticList& diagnostics;
    FileContents& contents;
    // Of the document that is being read. Points to one of the constants of dialect.h.
    const Dialect* dialect = &kAwsCli;
    // Goes before a name that means something within this document only, to make it an id. The
    // file's name and the document's number: two documents may use one name for two things.
    std::string local_prefix = {};
    // The parameters of the template and their values, as far as it says them.
    std::map<std::string, std::optional<std::string>> parameters = {};
    // Against EntryReader::kMost.
    std::size_t entries = 0;  // read so far
    // The resource is one that Terraform plans to change or to leave, as it was before. Then its
    // name is known from before the change, and what will be is laid over it.
    bool is_prior = false;
    // In bytes from the begin of the text, for diagnostics about the document as a whole.
    std::size_t first_document = 0;  // where it begins
    Ownerless ownerless = {};        // in the document that is being read
    // What was said of documents that are of no use, to say it once.
    std::set<const char*> told = {};

    std::string local_id(std::string_view name) const { return local_prefix + std::string(name); }
    // Stands for an id that a plan does not tell.
    std::string id_after_apply() const { return local_id("(known after apply)"); }
    // Notes what a document was recognised as. Documents of several formats in one file: the first
    // one names the file.
    void recognise(std::string_view format);
};

// A member's names; the first one in CloudFormation too.
template <class Member>
struct MemberName {
    std::string_view aws;
    std::string_view terraform;
    Member member;
};

// Member::Ignored for a name that is not in the table. `names` has a few dozen at most and is gone
// through in order.
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

// One for each object of the file that becomes an entry of the catalogue; lives while that object
// is read.
class EntryReader {
  public:
    // In one file; more is an error. A hundred times what an account may have, and it bounds what a
    // file takes in memory.
    static constexpr std::size_t kMost = 2'000'000;

    // Right before the entry's object is entered.
    explicit EntryReader(Input& input);

    // False after wrong() or incomplete(). Then the entry is not used; its diagnostic says so.
    bool sound() const { return sound_; }
    // True if a value was one that only CloudFormation knows. {"Ref": ...} and other functions of
    // CloudFormation that the template alone does not decide.
    bool undecided() const { return undecided_; }

    // Each of these reads the member that the reader is at; what the file does not say leaves the
    // value as it is. Texts are sane and at most JsonReader::kLongestText bytes as written.
    void text(std::string& value);
    // The same for an id in a list, of which a plan may tell that it is there, and not what it is.
    void id_in_list(std::string& value);
    void boolean(bool& value);
    // An address that is none is wrong(), never guessed at; host names are not looked up.
    void address(IpAddress& value);
    void prefix(std::optional<IpPrefix>& value);
    void mac(std::optional<MacAddress>& value);
    // In the file's order; both of AWS's ways to write them are known.
    void tags(std::vector<Tag>& value);
    // Of tags that nobody else asks for: the value of the tag "Name".
    void name_tag(std::string& value);
    // An object with from and to port.
    void port_range(std::optional<PortRange>& value);

    // A number, or a text that holds one where the dialect allows it; what is out of range is
    // wrong().
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
    // its object is left). `message` is what is wrong and what to do, without a final period; place
    // and path are added here.
    void wrong(const std::string& message);
    // For what is missing: the place is that of the entry.
    void incomplete(const std::string& message);
    // The same, but the entry is used.
    void warn(std::string message);

  private:
    JsonReader& json() { return input_.json; }
    // The functions below do what a file's dialect needs before a value is a value: functions of
    // CloudFormation, boxed enumerations, numbers as texts.
    bool begins_list();
    bool begins_function();
    std::optional<std::int64_t> whole_number(std::int64_t least, std::int64_t largest);
    std::optional<std::string> function(bool may_name_resource);
    // {"Value": "accept"}, as PowerShell writes an enumeration.
    std::string_view boxed_text();
    std::string_view literal();
    template <class Take>
    void each_tag(Take take);
    void tag(Tag& tag);
    void ports(std::optional<PortRange>& value);

    // Outlives the entry.
    Input& input_;
    std::string resolved_;  // what a function came to
    // Where the entry's object begins.
    std::size_t offset_;
    bool sound_ = true;
    bool undecided_ = false;
};

// The name that people gave: the tag "Name", else the description. Empty if there is neither.
std::string given_name(const std::vector<Tag>& tags, const std::string& description);

}  // namespace vpcmirror
