// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/merge.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

#include "catalogue/format/diagnostics.h"
#include "catalogue/id_table.h"
#include "catalogue/merge_fields.h"
#include "catalogue/merge_network.h"

namespace vpcmirror {

namespace {

const std::string& id_of(const MirrorSession& session) {
    return session.id;
}
const std::string& id_of(const InterfaceRecord& record) {
    return record.interface.id;
}
const std::string& id_of(const MirrorTarget& target) {
    return target.id;
}
const std::string& id_of(const FilterRecord& record) {
    return record.filter.id;
}
const std::string& id_of(const RuleRecord& record) {
    return record.rule.id;
}
const std::string& id_of(const InstanceRecord& record) {
    return record.id;
}

// The files and what is wrong with each as compared to the others.
struct Files {
    std::span<const NamedContents> named;
    std::vector<DiagnosticList> problems;

    explicit Files(std::span<const NamedContents> files) : named(files) {
        for (const NamedContents& file : files) problems.emplace_back(file.file);
    }

    // `what` (an entry) is said by two files, not in the same way.
    void disagree(std::size_t file, std::size_t other, std::string what, const char* difference) {
        if (named[file].is_table) return;
        if (file == other && named[file].contents->is_plan) return;
        what += file == other ? " is in this file twice" : " is also in " + named[other].file;
        problems[file].add(Severity::Warning, what + ", with another " + difference +
                                                  ": remove what is out of date; the later one "
                                                  "of the two is used");
    }
};

// The entries of one kind from all files, in the order in which their ids appeared first. The
// files' contents have to stay where they are.
template <class Entry>
class Collection {
  public:
    using Member = std::deque<Entry> FileContents::*;

    Collection(Files& files, const char* kind, Member member)
        : files_(files), kind_(kind), places_(count(files, member)) {
        entries_.reserve(count(files, member));
        last_file_.reserve(count(files, member));
        for (std::size_t i = 0; i < files.named.size(); ++i) {
            for (const Entry& entry : files.named[i].contents->*member) add(entry, i);
        }
    }

    // Null if there is none.
    Entry* find(std::string_view id) {
        const std::size_t place = places_.find(id);
        return place == IdTable::kNone ? nullptr : &entries_[place];
    }

    std::vector<Entry>& entries() { return entries_; }

    // The last file that says something about the entry.
    std::size_t file_of(const Entry& entry) const {
        return last_file_[static_cast<std::size_t>(&entry - entries_.data())];
    }

    // For so many to be created.
    void make_room(std::size_t more) { entries_.reserve(entries_.size() + more); }

    // An entry that no file holds, but `file` speaks of; `id` has to stay where it is.
    Entry& create(const std::string& id, std::size_t file) {
        places_.add(id, entries_.size());
        last_file_.push_back(file);
        return entries_.emplace_back();
    }

  private:
    static std::size_t count(const Files& files, Member member) {
        std::size_t all = 0;
        for (const NamedContents& file : files.named) all += (file.contents->*member).size();
        return all;
    }

    void add(const Entry& entry, std::size_t file) {
        const std::string& id = id_of(entry);
        std::size_t place = entries_.size();
        if (!id.empty()) place = places_.add(id, place);
        if (place == entries_.size()) {
            entries_.push_back(entry);
            last_file_.push_back(file);
            return;
        }
        FieldMerge fields(files_.named[file].is_table);
        merge_fields(fields, entries_[place], entry);
        if (fields.difference()) {
            files_.disagree(file, last_file_[place], kind_ + (' ' + id), fields.difference());
        }
        last_file_[place] = file;
    }

    Files& files_;
    std::string kind_;
    std::vector<Entry> entries_;
    std::vector<std::size_t> last_file_;
    IdTable places_;
};

std::vector<FilterRule>& rules_of(MirrorFilter& filter, Direction direction) {
    return direction == Direction::Ingress ? filter.ingress : filter.egress;
}

// Adds rules that stand on their own to their filters. A filter that lists its rules lists all of
// them, so that one more or another one is a disagreement. A filter may have very many rules, so
// those it has are found by their ids.
class LooseRules {
  public:
    explicit LooseRules(Files& files) : files_(files) {}

    void add(std::size_t rule_file, std::size_t filter_file, FilterRecord& record,
             const FilterRule& rule) {
        auto& rules = rules_of(record.filter, rule.direction);
        if (!record.has_rules) {
            rules.push_back(rule);
            return;
        }
        Places& places = places_of(rules);
        const auto same = places.find(rule.id);
        if (same != places.end() && rules[same->second] == rule) return;
        files_.disagree(std::max(rule_file, filter_file), std::min(rule_file, filter_file),
                        "filter " + record.filter.id, ("rule " + rule.id).c_str());
        if (rule_file < filter_file) return;
        if (same != places.end()) {
            rules[same->second] = rule;
        } else {
            places.emplace(rule.id, rules.size());
            rules.push_back(rule);
        }
    }

  private:
    using Places = std::map<std::string, std::size_t>;  // of a filter's rules of one direction

    Places& places_of(const std::vector<FilterRule>& rules) {
        const auto [places, is_new] = places_.try_emplace(&rules);
        if (is_new) {
            for (std::size_t i = 0; i < rules.size(); ++i) places->second.emplace(rules[i].id, i);
        }
        return places->second;
    }

    Files& files_;
    std::map<const std::vector<FilterRule>*, Places> places_;
};

void sort_rules(std::vector<FilterRule>& rules) {
    std::ranges::stable_sort(rules, {}, &FilterRule::number);
}

// Removes the filters of which a rule could not be read, unless their rules are listed elsewhere.
void drop_incomplete(Files& files, Collection<FilterRecord>& filters) {
    for (std::size_t i = 0; i < files.named.size(); ++i) {
        for (const std::string& id : files.named[i].contents->incomplete_filters) {
            FilterRecord* record = filters.find(id);
            if (!record || record->has_rules || record->filter.id.empty()) continue;
            files.problems[i].add(Severity::Error, "filter " + id +
                                                       " is not used, because a rule "
                                                       "of it cannot be read");
            record->filter.id.clear();
        }
    }
}

std::vector<MirrorFilter> merge_filters(Files& files) {
    Collection<FilterRecord> filters(files, "filter", &FileContents::filters);
    Collection<RuleRecord> rules(files, "rule", &FileContents::rules);
    filters.make_room(rules.entries().size());  // a filter stays where it is
    LooseRules loose(files);
    for (const RuleRecord& rule : rules.entries()) {
        const std::size_t file = rules.file_of(rule);
        FilterRecord* record = filters.find(rule.filter_id);
        if (!record) {
            record = &filters.create(rule.filter_id, file);
            record->filter.id = rule.filter_id;
            files.problems[file].add(
                Severity::Warning, "of filter " + rule.filter_id +
                                       " only rules are known: save "
                                       "the output of aws ec2 describe-traffic-mirror-filters too");
        }
        loose.add(file, filters.file_of(*record), *record, rule.rule);
    }
    drop_incomplete(files, filters);
    std::vector<MirrorFilter> merged;
    merged.reserve(filters.entries().size());
    for (FilterRecord& record : filters.entries()) {
        if (record.filter.id.empty()) continue;
        sort_rules(record.filter.ingress);
        sort_rules(record.filter.egress);
        if (record.filter.name.empty()) record.filter.name = record.filter.id;
        merged.push_back(std::move(record.filter));
    }
    return merged;
}

// What an interface does not say itself, its subnet does: Terraform's resources know no VPC.
void complete(std::vector<NetworkInterface>& interfaces, const std::vector<Subnet>& subnets) {
    IdTable places(subnets.size());
    for (std::size_t i = 0; i < subnets.size(); ++i) {
        if (!subnets[i].id.empty()) places.add(subnets[i].id, i);
    }
    for (NetworkInterface& interface : interfaces) {
        const std::size_t place = places.find(interface.subnet_id);
        if (place == IdTable::kNone) continue;
        const Subnet& subnet = subnets[place];
        if (interface.vpc_id.empty()) interface.vpc_id = subnet.vpc_id;
        if (interface.availability_zone.empty()) {
            interface.availability_zone = subnet.availability_zone;
        }
    }
}

std::vector<NetworkInterface> merge_interfaces(Files& files, std::vector<Instance>& known) {
    Collection<InterfaceRecord> records(files, "network interface", &FileContents::interfaces);
    Collection<InstanceRecord> instances(files, "instance", &FileContents::instances);
    std::vector<NetworkInterface> merged;
    merged.reserve(records.entries().size());
    for (InterfaceRecord& record : records.entries()) {
        NetworkInterface& interface = record.interface;
        const InstanceRecord* instance = instances.find(interface.instance_id);
        interface.name = std::move(record.name_tag);
        if (interface.name.empty() && instance) interface.name = instance->name;
        if (interface.name.empty()) interface.name = record.description;
        interface.description = std::move(record.description);
        merged.push_back(std::move(interface));
    }
    known.reserve(instances.entries().size());
    for (InstanceRecord& instance : instances.entries()) {
        known.push_back(
            {std::move(instance.id), std::move(instance.type), std::move(instance.state)});
    }
    return merged;
}

}  // namespace

CatalogueParts merge(std::span<const NamedContents> files, std::vector<Diagnostic>& diagnostics) {
    Files all(files);
    CatalogueParts parts;
    parts.sessions =
        std::move(Collection<MirrorSession>(all, "session", &FileContents::sessions).entries());
    parts.targets =
        std::move(Collection<MirrorTarget>(all, "target", &FileContents::targets).entries());
    parts.network = merge_network(
        files, [&all](std::size_t file, std::size_t other, std::string what, const char* how) {
            all.disagree(file, other, std::move(what), how);
        });
    parts.interfaces = merge_interfaces(all, parts.network.instances);
    complete(parts.interfaces, parts.network.subnets);
    parts.filters = merge_filters(all);
    for (DiagnosticList& problems : all.problems) {
        for (Diagnostic& problem : problems.take()) diagnostics.push_back(std::move(problem));
    }
    return parts;
}

FileContents contents_of(const CatalogueParts& table) {
    FileContents contents;
    contents.sessions.assign(table.sessions.begin(), table.sessions.end());
    contents.targets.assign(table.targets.begin(), table.targets.end());
    for (const NetworkInterface& interface : table.interfaces) {
        InterfaceRecord& record = contents.interfaces.emplace_back();
        record.interface = interface;
        std::ranges::sort(record.interface.addresses);
        record.name_tag = interface.name;
    }
    for (const MirrorFilter& filter : table.filters) contents.filters.push_back({filter, true});
    return contents;
}

}  // namespace vpcmirror
