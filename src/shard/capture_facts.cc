// SPDX-License-Identifier: GPL-2.0-or-later
#include "shard/capture_facts.h"

#include <charconv>
#include <optional>

#include "json/json_text.h"
#include "json/reader.h"
#include "shard/shard_plan.h"

namespace vpcmirror {

namespace {

constexpr int kFactsVersion = 1;

void add(std::string& text, const char* name, std::string_view value) {
    text.append(",\"").append(name).append("\":").append(value);
}
void add(std::string& text, const char* name, std::int64_t value) {
    add(text, name, std::string_view(std::to_string(value)));
}
void add_text(std::string& text, const char* name, std::string_view value) {
    add(text, name, std::string_view(json_text(value)));
}

std::int64_t nanoseconds(Timestamp time) {
    return time.time_since_epoch().count();
}

// `write(one)` gives an element without what separates it from others.
template <class List, class Write>
void add_list(std::string& text, const char* name, const List& list, Write write) {
    std::string all = "[";
    for (const auto& one : list) {
        if (all.size() > 1) all += ',';
        all += write(one);
    }
    add(text, name, std::string_view(all += ']'));
}

std::string address_text(const IpAddress& address) {
    return json_text(address.is_set() ? address.text() : "");
}

std::string hexadecimal(const SessionFact& fact) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < fact.head_length; ++i) {
        text += kDigits[fact.head[i] >> 4];
        text += kDigits[fact.head[i] & 0xF];
    }
    return text;
}

std::string target_text(const TargetFact& fact) {
    std::string text = "\n{\"target\":" + address_text(fact.target);
    add(text, "longest", fact.longest);
    add(text, "cut", fact.cut ? 1 : 0);
    return text + '}';
}

std::string session_text(const SessionFact& fact) {
    std::string text = "\n{\"source\":" + address_text(fact.source);
    add(text, "vni", fact.vni.value);
    add(text, "bare", fact.bare ? 1 : 0);
    add_text(text, "head", hexadecimal(fact));
    add(text, "due", nanoseconds(fact.place.due));
    add(text, "number", static_cast<std::int64_t>(fact.place.number));
    return text + '}';
}

std::string way_text(const WayFacts& facts) {
    std::string text = "\n{\"source\":" + address_text(facts.way.source);
    add(text, "target", std::string_view(address_text(facts.way.target)));
    add(text, "vni", facts.way.vni.value);
    add_list(text, "lengths", facts.lengths, [](const LengthFact& fact) {
        return std::to_string(nanoseconds(fact.place.due)) + ',' +
               std::to_string(fact.place.number) + ',' + std::to_string(fact.event.mirrored) + ',' +
               (fact.event.cut ? '1' : '0');
    });
    return text + '}';
}

// Reads the one document. What is of another kind than is expected makes it none.
class Reader {
  public:
    explicit Reader(std::string_view text) : json_(text) {}

    bool read(CaptureFacts& facts) {
        bool known = false;
        if (!json_.enter_object()) return false;
        while (json_.next_member()) {
            const std::string name = json_.name();
            if (name == "vpcmirror_shard_facts") {
                known = number() == kFactsVersion;
            } else {
                member(name, facts);
            }
        }
        return json_.finish() && good_ && known;
    }

  private:
    void member(const std::string& name, CaptureFacts& facts) {
        if (name == "capture") facts.capture = text();
        if (name == "frames") facts.frames = count();
        if (name == "fragments") facts.fragments = count();
        if (name == "untold") facts.untold = count();
        if (name == "first") facts.first = time();
        if (name == "last") facts.last = time();
        if (name == "late") facts.late = Nanoseconds{number()};
        if (name == "problem") facts.problem = text();
        if (name == "shards") {
            each([&] { facts.shards.push_back(count()); }, ShardPlan::kMostShards);
        } else if (name == "targets") {
            each([&] { target(facts.targets.emplace_back()); }, CaptureFacts::kMost);
        } else if (name == "sessions") {
            each([&] { session(facts.sessions.emplace_back()); }, CaptureFacts::kMost);
        } else if (name == "ways") {
            each([&] { way(facts.ways.emplace_back()); }, CaptureFacts::kMost);
        }
    }

    void target(TargetFact& fact) {
        members([&](const std::string& name) {
            if (name == "target") fact.target = address();
            if (name == "longest") fact.longest = static_cast<std::uint32_t>(count());
            if (name == "cut") fact.cut = count() != 0;
        });
    }

    void session(SessionFact& fact) {
        members([&](const std::string& name) {
            if (name == "source") fact.source = address();
            if (name == "vni") fact.vni = Vni{static_cast<std::uint32_t>(count())};
            if (name == "bare") fact.bare = count() != 0;
            if (name == "head") head(fact);
            if (name == "due") fact.place.due = time();
            if (name == "number") fact.place.number = count();
        });
    }

    void way(WayFacts& facts) {
        members([&](const std::string& name) {
            if (name == "source") facts.way.source = address();
            if (name == "target") facts.way.target = address();
            if (name == "vni") facts.way.vni = Vni{static_cast<std::uint32_t>(count())};
            if (name == "lengths") lengths(facts.lengths);
        });
    }

    // Four numbers for each.
    void lengths(std::vector<LengthFact>& facts) {
        std::size_t read = 0;
        each(
            [&] {
                switch (read++ % 4) {
                    case 0: facts.emplace_back().place.due = time(); break;
                    case 1: facts.back().place.number = count(); break;
                    case 2:
                        facts.back().event.mirrored = static_cast<std::uint32_t>(count());
                        break;
                    default: facts.back().event.cut = count() != 0;
                }
            },
            4 * CaptureFacts::kMost);
        good_ = good_ && read % 4 == 0;
    }

    void head(SessionFact& fact) {
        const std::string digits = text();
        good_ = good_ && digits.size() % 2 == 0 && digits.size() / 2 <= SessionFact::kHead;
        if (!good_) return;
        fact.head_length = static_cast<std::uint8_t>(digits.size() / 2);
        for (std::size_t i = 0; i < fact.head_length; ++i) {
            const char* begin = digits.data() + 2 * i;
            const auto [end, error] = std::from_chars(begin, begin + 2, fact.head[i], 16);
            good_ = good_ && error == std::errc() && end == begin + 2;
        }
    }

    template <class Visit>
    void each(Visit visit, std::size_t most) {
        if (!json_.enter_array()) {
            good_ = false;
            return;
        }
        for (std::size_t i = 0; json_.next_element(); ++i) {
            if (i >= most) good_ = false;
            if (good_) visit();
        }
    }

    template <class Visit>
    void members(Visit visit) {
        if (!json_.enter_object()) {
            good_ = false;
            return;
        }
        while (json_.next_member()) visit(json_.name());
    }

    std::string text() {
        const auto text = json_.text();
        good_ = good_ && text.has_value();
        return std::string(text.value_or(""));
    }

    std::int64_t number() {
        const auto text = json_.number();
        std::int64_t value = 0;
        if (text) {
            const auto [end, error] =
                std::from_chars(text->data(), text->data() + text->size(), value);
            good_ = good_ && error == std::errc() && end == text->data() + text->size();
        } else {
            good_ = false;
        }
        return value;
    }

    std::uint64_t count() {
        const std::int64_t value = number();
        good_ = good_ && value >= 0;
        return static_cast<std::uint64_t>(value);
    }

    Timestamp time() { return Timestamp{Nanoseconds{number()}}; }

    // An empty text is an address that is not known.
    IpAddress address() {
        const std::string written = text();
        const auto parsed = IpAddress::parse(written);
        good_ = good_ && (parsed || written.empty());
        return parsed.value_or(IpAddress{});
    }

    JsonReader json_;
    bool good_ = true;
};

}  // namespace

std::string facts_document(const CaptureFacts& facts) {
    std::string text = "{\"vpcmirror_shard_facts\":" + std::to_string(kFactsVersion);
    add_text(text, "capture", facts.capture);
    add_text(text, "problem", facts.problem);
    add(text, "frames", static_cast<std::int64_t>(facts.frames));
    add(text, "fragments", static_cast<std::int64_t>(facts.fragments));
    add(text, "untold", static_cast<std::int64_t>(facts.untold));
    add(text, "first", nanoseconds(facts.first));
    add(text, "last", nanoseconds(facts.last));
    add(text, "late", facts.late.count());
    add_list(text, "shards", facts.shards,
             [](std::uint64_t count) { return std::to_string(count); });
    add_list(text, "targets", facts.targets, target_text);
    add_list(text, "sessions", facts.sessions, session_text);
    add_list(text, "ways", facts.ways, way_text);
    return text + "}\n";
}

std::string read_facts(std::string_view text, CaptureFacts& facts) {
    facts = {};
    if (Reader(text).read(facts)) return {};
    return "is not what vpcmirror shard of this version writes about a capture";
}

}  // namespace vpcmirror
