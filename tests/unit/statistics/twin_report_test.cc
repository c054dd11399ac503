// SPDX-License-Identifier: GPL-2.0-or-later
#include "catch.h"
#include "statistics/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr const char* kWeb = "10.0.1.10";
constexpr const char* kDb = "10.0.2.20";
constexpr const char* kApp = "10.0.3.30";

Parts servers() {
    Parts parts;
    parts.add("web", kWeb, 7);
    parts.add("db", kDb, 8);
    parts.add("app", kApp, 9);
    return parts;
}

// Three servers that may all be mirrored, and what their mirrors deliver.
class Capture {
  public:
    explicit Capture(const CatalogueParts& parts = servers())
        : mirror_(parts), report_(make_twin_report(mirror_.status())) {}

    Capture& at_web(const char* from, const char* to, unsigned id, const Delivered& how = {}) {
        return at(7, kWeb, from, to, id, how);
    }
    Capture& at_db(const char* from, const char* to, unsigned id, const Delivered& how = {}) {
        return at(8, kDb, from, to, id, how);
    }
    Capture& at_app(const char* from, const char* to, unsigned id, const Delivered& how = {}) {
        return at(9, kApp, from, to, id, how);
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

    const Table& table(const char* name = "twins") const { return table_of(*report_, name); }
    std::string pairs() const { return shown(table(), {"a", "b", "twins", "a_first"}); }
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

TEST_CASE("Twin report: without twins there are no pairs") {
    Capture capture;
    capture.at_web(kWeb, kDb, 1).at_web(kWeb, "8.8.8.8", 2);
    CHECK(capture.table().size() == 0);
    CHECK(capture.table("twin_delays").size() == 0);
}

TEST_CASE("Twin report: a pair is one, whichever session was first") {
    Capture capture;
    capture.at_web(kWeb, kDb, 1).at_db(kWeb, kDb, 1);
    capture.at_db(kDb, kWeb, 2).at_web(kDb, kWeb, 2);
    capture.at_web(kWeb, kDb, 3).at_db(kWeb, kDb, 3);
    CHECK(capture.pairs() == "web|db|3|2\n");
    CHECK(capture.unmatched() == "web|db|0|0\n");
}

TEST_CASE("Twin report: the session that the capture shows first is A") {
    Capture capture;
    capture.at_db(kDb, "8.8.8.8", 9);
    capture.at_web(kWeb, kDb, 1).at_db(kWeb, kDb, 1);
    CHECK(capture.pairs() == "db|web|1|0\n");
    CHECK(shown(capture.table(), {"a.id", "a.vni", "b.id", "b.vni"}) == "tms-db|8|tms-web|7\n");
}

TEST_CASE("Twin report: three sessions make pairs of their own") {
    Capture capture;
    capture.at_web(kWeb, kDb, 1).at_db(kWeb, kDb, 1);
    capture.at_db(kDb, kApp, 2).at_app(kDb, kApp, 2);
    capture.at_app(kApp, kWeb, 3).at_web(kApp, kWeb, 3);
    CHECK(capture.pairs() ==
          "web|db|1|1\n"
          "db|app|1|1\n"
          "web|app|1|0\n");
    CHECK(capture.unmatched() ==
          "web|db|0|0\n"
          "db|app|0|0\n"
          "web|app|0|0\n");
}

TEST_CASE("Twin report: of three copies the later two belong to the first") {
    Capture capture;
    capture.at_web(kWeb, kDb, 1).at_app(kWeb, kDb, 1).at_db(kWeb, kDb, 1);
    CHECK(capture.pairs() == "web|app|1|1\nweb|db|1|1\n");
}

TEST_CASE("Twin report: the delays, also where the clock ran back") {
    Capture capture;
    capture.at_web(kWeb, kDb, 1, {.time = 1000}).at_db(kWeb, kDb, 1, {.time = 1040});
    const auto delays = [&capture] {
        return shown(capture.table(), {"delay_min", "delay_median", "delay_max"});
    };
    CHECK(delays() == "40|40|40\n");
    capture.at_db(kDb, kWeb, 2, {.time = 2000}).at_web(kDb, kWeb, 2, {.time = 2050});
    capture.at_web(kWeb, kDb, 3, {.time = 3000}).at_db(kWeb, kDb, 3, {.time = 2990});
    CHECK(delays() == "-10|40|50\n");
    capture.at_web(kWeb, kDb, 4, {.time = 4000}).at_db(kWeb, kDb, 4, {.time = 4040});
    CHECK(
        shown(capture.table("twin_delays"), {"a.id", "b.id", "delay.from", "delay.to", "twins"}) ==
        "tms-web|tms-db|40|41|2\n"
        "tms-web|tms-db|50|51|1\n"
        "tms-web|tms-db|0|1|1\n");
}

TEST_CASE("Twin report: distributions of two pairs are kept apart") {
    Capture capture;
    capture.at_web(kWeb, kDb, 1).at_db(kWeb, kDb, 1);
    capture.at_db(kDb, kApp, 2).at_app(kDb, kApp, 2);
    CHECK(shown(capture.table("twin_delays"), {"a.id", "b.id", "twins"}) ==
          "tms-web|tms-db|1\n"
          "tms-db|tms-app|1\n");
}

TEST_CASE("Twin report: what one side lacks is unmatched on the other") {
    Capture capture;
    capture.at_web(kWeb, kDb, 1).at_db(kWeb, kDb, 1);
    capture.at_web(kWeb, kDb, 2).at_web(kDb, kWeb, 3);
    CHECK(capture.unmatched() == "web|db|2|0\n");
    capture.at_db(kWeb, kDb, 4);
    CHECK(capture.unmatched() == "web|db|2|1\n");
    capture.at_db(kWeb, kDb, 2);  // late, but here
    CHECK(capture.unmatched() == "web|db|1|1\n");
}

TEST_CASE("Twin report: traffic with others is not expected at the other session") {
    Capture capture;
    capture.at_web(kWeb, kDb, 1).at_db(kWeb, kDb, 1);
    capture.at_web(kWeb, "8.8.8.8", 2).at_web(kApp, kWeb, 3).at_db("10.0.9.9", kDb, 4);
    CHECK(capture.unmatched() == "web|db|0|0\n");
}

TEST_CASE("Twin report: packets from before the other session showed itself are unmatched too") {
    Capture capture;
    capture.at_web(kWeb, kDb, 1).at_web(kDb, kWeb, 2).at_web(kWeb, kApp, 3);
    capture.at_web(kWeb, kDb, 4).at_db(kWeb, kDb, 4);
    CHECK(capture.unmatched() == "web|db|2|0\n");
}

TEST_CASE("Twin report: an interface is known by all its addresses") {
    Parts parts = servers();
    parts.interfaces[1].addresses.push_back(address("10.0.2.21"));
    Capture capture(parts);
    capture.at_web(kWeb, "10.0.2.21", 1).at_web(kWeb, kDb, 2).at_db(kWeb, kDb, 2);
    capture.at_web(kWeb, "10.0.2.21", 3);
    CHECK(capture.unmatched() == "web|db|2|0\n");
}

TEST_CASE("Twin report: without a catalogue sessions are known by where they come from") {
    Capture capture{CatalogueParts{}};
    capture.at_web(kWeb, kDb, 1).at_db(kWeb, kDb, 1).at_web(kWeb, kDb, 2);
    CHECK(capture.pairs() == "VNI 7 from 10.0.1.10|VNI 8 from 10.0.2.20|1|1\n");
    CHECK(capture.unmatched() == "VNI 7 from 10.0.1.10|VNI 8 from 10.0.2.20|1|0\n");
}

TEST_CASE("Twin report: an address that two sessions have tells nothing") {
    Capture capture{CatalogueParts{}};
    capture.at(17, kDb, kDb, "8.8.8.8", 1);  // another VPC's
    capture.at_web(kWeb, kDb, 2).at_db(kWeb, kDb, 2);
    capture.at_web(kWeb, kDb, 3).at_db(kWeb, kDb, 4);
    CHECK(capture.unmatched() == "VNI 7 from 10.0.1.10|VNI 8 from 10.0.2.20|0|1\n");
}

TEST_CASE("Twin report: an address that turns out to be of two sessions hides nothing of before") {
    Capture capture{CatalogueParts{}};
    capture.at_web(kWeb, kDb, 1).at_db(kWeb, kDb, 1);
    capture.at_web(kWeb, kDb, 2).at_web(kWeb, kDb, 3);
    capture.at(17, kDb, kDb, "8.8.8.8", 4);  // another VPC's
    for (unsigned id = 10; id < 20; ++id) capture.at_web(kWeb, kDb, id).at_db(kWeb, kDb, id);
    CHECK(capture.unmatched() == "VNI 7 from 10.0.1.10|VNI 8 from 10.0.2.20|2|0\n");
}

TEST_CASE("Twin report: what passes two interfaces on its way does not make up for what is lost") {
    Capture capture;  // app forwards for web, and talks to it
    capture.at_web(kWeb, kApp, 1).at_app(kWeb, kApp, 1);
    capture.at_web(kWeb, kApp, 2);
    for (unsigned id = 10; id < 20; ++id) {
        capture.at_web(kWeb, "8.8.8.8", id).at_app(kWeb, "8.8.8.8", id);
    }
    CHECK(capture.unmatched() == "web|app|1|0\n");
}

TEST_CASE("Twin report: a first copy that the filter kept out is in no pair") {
    Capture capture;
    capture.filtered(7, kWeb, kWeb, kDb, 1).at_db(kWeb, kDb, 1);
    CHECK(capture.table().size() == 0);
    capture.at_web(kWeb, kDb, 2).at_db(kWeb, kDb, 2);
    CHECK(capture.pairs() == "web|db|1|1\n");
}

TEST_CASE("Twin report: a packet whose session has no number is left out") {
    Mirror mirror(servers());
    const ReportPtr report = make_twin_report(mirror.status());
    Packet packet = mirror.take(7, kWeb, tcp_frame(kWeb, kDb, Bytes(40)));
    packet.report.session_number = 0;
    report->add(packet.mirrored());
    const Packet twin = mirror.take(8, kDb, tcp_frame(kWeb, kDb, Bytes(40)));
    REQUIRE(twin.report.twin_of);
    report->add(twin.mirrored());
    CHECK(table_of(*report, "twins").size() == 0);
}
