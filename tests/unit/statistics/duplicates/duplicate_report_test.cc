// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>

#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr const char* kApi = "10.0.1.10";
constexpr const char* kDb = "10.0.2.20";
constexpr const char* kLab = "10.0.3.30";

Parts servers() {
    Parts parts;
    parts.add("api", kApi, 7);
    parts.add("db", kDb, 8);
    parts.add("lab", kLab, 9);
    return parts;
}

// Three servers that may all be mirrored, and what their mirrors deliver.
class Capture {
  public:
    explicit Capture(const CatalogueParts& parts = servers())
        : mirror_(parts), report_(make_duplicate_report(mirror_.status())) {}

    Capture& at_api(const char* from, const char* to, unsigned id, const Delivered& how = {}) {
        return at(7, kApi, from, to, id, how);
    }
    Capture& at_db(const char* from, const char* to, unsigned id, const Delivered& how = {}) {
        return at(8, kDb, from, to, id, how);
    }
    Capture& at_lab(const char* from, const char* to, unsigned id, const Delivered& how = {}) {
        return at(9, kLab, from, to, id, how);
    }
    Capture& at(std::uint32_t vni, const char* source, const char* from, const char* to,
                unsigned id, const Delivered& how = {}) {
        mirror_.give(*report_, vni, source, frame(from, to, id), how);
        return *this;
    }
    // A packet that is mirrored, but that the display filter keeps from the report.
    Capture& filtered(std::uint32_t vni, const char* source, const char* from, const char* to,
                      unsigned id) {
        mirror_.take(vni, source, frame(from, to, id));
        return *this;
    }

    const Table& table(const char* name = "duplicates") const { return table_of(*report_, name); }
    std::string pairs() const { return shown(table(), {"a", "b", "duplicates", "a_first"}); }
    std::string unmatched() const {
        return shown(table(), {"a", "b", "a_unmatched", "b_unmatched"});
    }

  private:
    static Bytes frame(const char* from, const char* to, unsigned id) {
        return tcp_frame(from, to, text_bytes("a payload to tell packets"), 40000, 5432, id);
    }

    Mirror mirror_;
    ReportPtr report_;
};

}  // namespace

TEST_CASE("Duplicate report: without duplicates there are no pairs") {
    Capture capture;
    capture.at_api(kApi, kDb, 1).at_api(kApi, "8.8.8.8", 2);
    CHECK(capture.table().size() == 0);
    CHECK(capture.table("duplicate_delays").size() == 0);
}

TEST_CASE("Duplicate report: a pair is one, whichever session was first") {
    Capture capture;
    capture.at_api(kApi, kDb, 1).at_db(kApi, kDb, 1);
    capture.at_db(kDb, kApi, 2).at_api(kDb, kApi, 2);
    capture.at_api(kApi, kDb, 3).at_db(kApi, kDb, 3);
    CHECK(capture.pairs() == "api|db|3|2\n");
    CHECK(capture.unmatched() == "api|db|0|0\n");
}

TEST_CASE(
    "Duplicate report: A and B are in the order of their names, whichever a capture shows first") {
    Capture capture;
    capture.at_db(kDb, "8.8.8.8", 9);
    capture.at_api(kApi, kDb, 1).at_db(kApi, kDb, 1);
    CHECK(capture.pairs() == "api|db|1|1\n");
    CHECK(shown(capture.table(), {"a.id", "a.vni", "b.id", "b.vni"}) == "tms-api|7|tms-db|8\n");
}

TEST_CASE("Duplicate report: three sessions make pairs of their own") {
    Capture capture;
    capture.at_api(kApi, kDb, 1).at_db(kApi, kDb, 1);
    capture.at_db(kDb, kLab, 2).at_lab(kDb, kLab, 2);
    capture.at_lab(kLab, kApi, 3).at_api(kLab, kApi, 3);
    CHECK(capture.pairs() ==
          "api|db|1|1\n"
          "db|lab|1|1\n"
          "api|lab|1|0\n");
    CHECK(capture.unmatched() ==
          "api|db|0|0\n"
          "db|lab|0|0\n"
          "api|lab|0|0\n");
}

TEST_CASE("Duplicate report: of three copies the later two belong to the first") {
    Capture capture;
    capture.at_api(kApi, kDb, 1).at_lab(kApi, kDb, 1).at_db(kApi, kDb, 1);
    CHECK(capture.pairs() == "api|lab|1|1\napi|db|1|1\n");
}

TEST_CASE("Duplicate report: the delays, also where the clock ran back") {
    Capture capture;
    capture.at_api(kApi, kDb, 1, {.time = 1000}).at_db(kApi, kDb, 1, {.time = 1040});
    const auto delays = [&capture] {
        return shown(capture.table(), {"delay_min", "delay_median", "delay_max"});
    };
    CHECK(delays() == "40|40|40\n");
    capture.at_db(kDb, kApi, 2, {.time = 2000}).at_api(kDb, kApi, 2, {.time = 2050});
    capture.at_api(kApi, kDb, 3, {.time = 3000}).at_db(kApi, kDb, 3, {.time = 2990});
    CHECK(delays() == "-10|40|50\n");
    capture.at_api(kApi, kDb, 4, {.time = 4000}).at_db(kApi, kDb, 4, {.time = 4040});
    CHECK(shown(capture.table("duplicate_delays"),
                {"a.id", "b.id", "delay.from", "delay.to", "duplicates"}) ==
          "tms-api|tms-db|40|41|2\n"
          "tms-api|tms-db|50|51|1\n"
          "tms-api|tms-db|0|1|1\n");
}

TEST_CASE("Duplicate report: the median is never beyond the least and the greatest delay") {
    for (const std::int64_t delay : {1000, 1001, 1022, 1023}) {
        Capture capture;
        capture.at_api(kApi, kDb, 1, {.time = 5000}).at_db(kApi, kDb, 1, {.time = 5000 + delay});
        const std::string text = std::to_string(delay);
        CHECK(shown(capture.table(), {"delay_min", "delay_median", "delay_max"}) ==
              text + '|' + text + '|' + text + '\n');
    }
}

TEST_CASE("Duplicate report: distributions of two pairs are kept apart") {
    Capture capture;
    capture.at_api(kApi, kDb, 1).at_db(kApi, kDb, 1);
    capture.at_db(kDb, kLab, 2).at_lab(kDb, kLab, 2);
    CHECK(shown(capture.table("duplicate_delays"), {"a.id", "b.id", "duplicates"}) ==
          "tms-api|tms-db|1\n"
          "tms-db|tms-lab|1\n");
}

TEST_CASE("Duplicate report: what one side lacks is unmatched on the other") {
    Capture capture;
    capture.at_api(kApi, kDb, 1).at_db(kApi, kDb, 1);
    capture.at_api(kApi, kDb, 2).at_api(kDb, kApi, 3);
    CHECK(capture.unmatched() == "api|db|2|0\n");
    capture.at_db(kApi, kDb, 4);
    CHECK(capture.unmatched() == "api|db|2|1\n");
    capture.at_db(kApi, kDb, 2);  // late, but here
    CHECK(capture.unmatched() == "api|db|1|1\n");
}

TEST_CASE("Duplicate report: traffic with others is not expected at the other session") {
    Capture capture;
    capture.at_api(kApi, kDb, 1).at_db(kApi, kDb, 1);
    capture.at_api(kApi, "8.8.8.8", 2).at_api(kLab, kApi, 3).at_db("10.0.9.9", kDb, 4);
    CHECK(capture.unmatched() == "api|db|0|0\n");
}

TEST_CASE(
    "Duplicate report: packets from before the other session showed itself are unmatched too") {
    Capture capture;
    capture.at_api(kApi, kDb, 1).at_api(kDb, kApi, 2).at_api(kApi, kLab, 3);
    capture.at_api(kApi, kDb, 4).at_db(kApi, kDb, 4);
    CHECK(capture.unmatched() == "api|db|2|0\n");
}

TEST_CASE("Duplicate report: an interface is known by all its addresses") {
    Parts parts = servers();
    parts.interfaces[1].addresses.push_back(address("10.0.2.21"));
    Capture capture(parts);
    capture.at_api(kApi, "10.0.2.21", 1).at_api(kApi, kDb, 2).at_db(kApi, kDb, 2);
    capture.at_api(kApi, "10.0.2.21", 3);
    CHECK(capture.unmatched() == "api|db|2|0\n");
}

TEST_CASE("Duplicate report: without a catalogue sessions are known by where they come from") {
    Capture capture{CatalogueParts{}};
    capture.at_api(kApi, kDb, 1).at_db(kApi, kDb, 1).at_api(kApi, kDb, 2);
    CHECK(capture.pairs() == "VNI 7 from 10.0.1.10|VNI 8 from 10.0.2.20|1|1\n");
    CHECK(capture.unmatched() == "VNI 7 from 10.0.1.10|VNI 8 from 10.0.2.20|1|0\n");
}

TEST_CASE(
    "Duplicate report: an address that two sessions have tells nothing, and nothing is said then") {
    Capture capture{CatalogueParts{}};
    capture.at(17, kDb, kDb, "8.8.8.8", 1);  // another VPC's
    capture.at_api(kApi, kDb, 2).at_db(kApi, kDb, 2);
    capture.at_api(kApi, kDb, 3).at_db(kApi, kDb, 4);
    CHECK(capture.unmatched() == "VNI 7 from 10.0.1.10|VNI 8 from 10.0.2.20|-|1\n");
}

TEST_CASE(
    "Duplicate report: an address that turns out to be of two sessions hides nothing of before") {
    Capture capture{CatalogueParts{}};
    capture.at_api(kApi, kDb, 1).at_db(kApi, kDb, 1);
    capture.at_api(kApi, kDb, 2).at_api(kApi, kDb, 3);
    capture.at(17, kDb, kDb, "8.8.8.8", 4);  // another VPC's
    for (unsigned id = 10; id < 20; ++id) capture.at_api(kApi, kDb, id).at_db(kApi, kDb, id);
    CHECK(capture.unmatched() == "VNI 7 from 10.0.1.10|VNI 8 from 10.0.2.20|2|0\n");
}

TEST_CASE(
    "Duplicate report: what passes two interfaces on its way does not make up for what is lost") {
    Capture capture;  // lab forwards for api, and talks to it
    capture.at_api(kApi, kLab, 1).at_lab(kApi, kLab, 1);
    capture.at_api(kApi, kLab, 2);
    for (unsigned id = 10; id < 20; ++id) {
        capture.at_api(kApi, "8.8.8.8", id).at_lab(kApi, "8.8.8.8", id);
    }
    CHECK(capture.unmatched() == "api|lab|1|0\n");
}

TEST_CASE("Duplicate report: a first copy that the filter kept out is in no pair") {
    Capture capture;
    capture.filtered(7, kApi, kApi, kDb, 1).at_db(kApi, kDb, 1);
    CHECK(capture.table().size() == 0);
    capture.at_api(kApi, kDb, 2).at_db(kApi, kDb, 2);
    CHECK(capture.pairs() == "api|db|1|1\n");
}

TEST_CASE("Duplicate report: a packet whose session has no number is left out") {
    Mirror mirror(servers());
    const ReportPtr report = make_duplicate_report(mirror.status());
    Packet packet = mirror.take(7, kApi, tcp_frame(kApi, kDb, Bytes(40)));
    packet.report.session_number = 0;
    report->add(packet.mirrored());
    const Packet duplicate = mirror.take(8, kDb, tcp_frame(kApi, kDb, Bytes(40)));
    REQUIRE(duplicate.report.duplicate_of);
    report->add(duplicate.mirrored());
    CHECK(table_of(*report, "duplicates").size() == 0);
    // Nor does it own the address that its session shows later.
    mirror.give(*report, 7, kApi, tcp_frame(kApi, "8.8.8.8", Bytes(50)));
    report->refresh();
    CHECK(shown(table_of(*report, "expected_duplicates"),
                {"session.id", "other.id", "packets", "duplicates"}) == "tms-db|tms-api|1|0\n");
}

TEST_CASE("Duplicate report: a copy of what the filter kept out is in no pair of those it knows") {
    Capture capture;
    capture.at_api(kApi, "8.8.8.8", 1).at_db(kDb, "8.8.8.8", 2);
    capture.filtered(7, kApi, kApi, kDb, 3).at_db(kApi, kDb, 3);
    CHECK(capture.table().size() == 0);
}

TEST_CASE("Duplicate report: of sessions it has met it expects duplicates before they show up") {
    for (const bool met : {false, true}) {
        CAPTURE(met);
        Mirror mirror(servers());
        const ReportPtr report = make_duplicate_report(mirror.status());
        const auto expected = [&] {
            report->refresh();
            return shown(table_of(*report, "expected_duplicates"),
                         {"session.id", "other.id", "packets", "duplicates"});
        };
        Packet db = mirror.take(8, kDb, tcp_frame(kDb, "8.8.8.8", Bytes(40)));
        const Packet api = mirror.take(7, kApi, tcp_frame(kApi, kDb, Bytes(50)));
        if (!met) db.report.session_number = 0;  // one of too many: nobody knows what it is called
        report->meet(db.mirrored());
        CHECK(expected().empty());  // it is not counted
        report->add(api.mirrored());
        CHECK(expected() == (met ? "tms-api|tms-db|1|0\n" : ""));
    }
}

// Two accounts use the same VNI and the same address: the capture shows one session.
TEST_CASE("Duplicate report: a number that two sessions share is called after who came first") {
    constexpr std::string_view kOtherMac = "02:00:00:00:00:77";
    Parts parts;
    parts.add("one", kApi, 7);
    parts.add("other", kApi, 7);
    parts.add("db", kDb, 8);
    parts.interfaces[0].mac = MacAddress::parse(kWebMac);
    parts.interfaces[1].mac = MacAddress::parse(kOtherMac);
    Mirror mirror(parts);
    const ReportPtr report = make_duplicate_report(mirror.status());
    const auto from = [](std::string_view mac, unsigned id) {
        return ethernet(0x0800, ipv4(kApi, kDb, 6, tcp(40000, 5432, Bytes(40)), {.id = id}),
                        kRouterMac, mac);
    };
    mirror.give(*report, 7, kApi, from(kWebMac, 1));
    mirror.give(*report, 7, kApi, from(kOtherMac, 2));
    mirror.give(*report, 8, kDb, from(kOtherMac, 2));
    CHECK(shown(table_of(*report, "duplicates"), {"a", "b", "duplicates"}) == "db|one|1\n");
}
