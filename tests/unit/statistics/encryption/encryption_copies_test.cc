// SPDX-License-Identifier: GPL-2.0-or-later
// What is said of packets that two sessions show, and of flows that are not of one session alone.
#include <algorithm>

#include "catch.h"
#include "testing/random_bytes.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr const char* kShop = "10.0.1.10";
constexpr const char* kStore = "10.0.2.20";
constexpr const char* kNewMac = "02:00:00:00:00:77";

// Two servers that talk to each other, and the mirrors of both.
class BothMirrors {
  public:
    BothMirrors() : mirror_(parts()), report_(make_encryption_report(mirror_.status())) {}

    BothMirrors& shop(const Bytes& frame, const Recognised& word = {}) {
        mirror_.give(*report_, 7, kShop, frame, {.recognised = word});
        return *this;
    }
    BothMirrors& store(const Bytes& frame, const Recognised& word = {}) {
        mirror_.give(*report_, 8, kStore, frame, {.recognised = word});
        return *this;
    }
    std::string rows() const {
        return shown(table_of(*report_, "encryption"),
                     {"session", "direction", "service", "state", "reason", "packets"});
    }

  private:
    static Parts parts() {
        Parts parts;
        parts.add("shop", kShop, 7);
        parts.add("store", kStore, 8);
        return parts;
    }
    Mirror mirror_;
    ReportPtr report_;
};

// From the shop to the store; each is another packet.
Bytes sale(unsigned id, const Bytes& payload, unsigned to_port = 9) {
    return ethernet(0x0800, ipv4(kShop, kStore, 17, udp(40000, to_port, payload), {.id = id}));
}

Bytes segment_of_sale(unsigned id, std::uint32_t sequence, const Bytes& payload) {
    Bytes segment = tcp(40000, 25, payload);
    segment[7] = static_cast<std::uint8_t>(sequence);  // the least of its bytes is enough here
    return ethernet(0x0800, ipv4(kShop, kStore, 6, segment, {.id = id}));
}

Bytes esp_of(const char* from, const char* to, std::uint8_t sequence, const Bytes& content) {
    const Bytes header = {0xC0, 0, 0, 1, 0, 0, 0, sequence};
    return ethernet(0x0800, ipv4(from, to, 50, header + content, {.id = sequence}));
}

}  // namespace

TEST_CASE("Encryption copies: a copy that is the same by itself has the first one's name") {
    BothMirrors mirrors;
    const Bytes text = sale(1, plain_text());
    mirrors.shop(text, {"SMTP"}).store(text);
    CHECK(mirrors.rows() ==
          "shop|egress|SMTP|cleartext|-|1\n"
          "store|ingress|SMTP|cleartext|-|1\n");
}

TEST_CASE("Encryption copies: what is certain of a copy does not give way to a doubt of before") {
    const Bytes order(60, 3);  // readable only by somebody's word
    for (const Bytes& frame : {sale(1, order), segment_of_sale(1, 0, order)}) {
        BothMirrors mirrors;
        mirrors.shop(frame).store(frame, {"SMTP"});
        CHECK(mirrors.rows() ==
              "shop|egress|unknown|unknown|not recognised|1\n"
              "store|ingress|SMTP|cleartext|-|1\n");
    }
}

TEST_CASE("Encryption copies: what two flows prove of a packet stands, though they contradict") {
    Bytes hello = client_hello();
    hello.resize(hello.size() - 6);  // its extensions are in the next segment
    hello[4] += 100;
    hello[8] += 100;
    hello = hello + u16(106);
    const auto begun = static_cast<std::uint32_t>(hello.size());
    const Bytes more = segment_of_sale(2, begun, Bytes(68, 3));  // of the hello
    BothMirrors mirrors;
    mirrors.store(segment_of_sale(1, 0, hello)).shop(more, {"SMTP"}).store(more);
    CHECK(mirrors.rows() ==
          "store|ingress|TLS|encrypted|-|2\n"
          "shop|egress|SMTP|cleartext|-|1\n");
}

TEST_CASE("Encryption copies: one of what is in no doubt that ends does not wait with it") {
    const auto esp = [](std::uint8_t sequence) {
        return esp_of(kShop, kStore, sequence, ciphertext(80));
    };
    const Bytes overtaken = esp(4);
    BothMirrors mirrors;
    mirrors.shop(esp(5)).shop(overtaken).store(overtaken).shop(esp(6)).shop(esp(7));
    CHECK(mirrors.rows() ==
          "shop|egress|unknown|unknown|not proved|1\n"
          "store|ingress|unknown|unknown|not proved|1\n"
          "shop|egress|ESP|encrypted|-|3\n");
}

TEST_CASE("Encryption copies: one that comes late is not what later packets turned out to be") {
    const Bytes content = ciphertext(80);
    const Bytes first = esp_of(kShop, kStore, 1, content);
    BothMirrors mirrors;
    mirrors.shop(first).shop(esp_of(kShop, kStore, 2, content));  // nothing encrypts like that
    for (std::uint8_t sequence = 3; sequence <= 5; ++sequence) {
        mirrors.shop(esp_of(kShop, kStore, sequence, ciphertext(80)));
    }
    mirrors.store(first);
    CHECK(mirrors.rows() ==
          "shop|egress|unknown|unknown|not proved|2\n"
          "shop|egress|ESP|encrypted|-|3\n"
          "store|ingress|unknown|unknown|not proved|1\n");
}

TEST_CASE("Encryption copies: those in doubt wait with the direction of their first ones") {
    for (const bool shop_sends : {true, false}) {
        CAPTURE(shop_sends);
        const char* const sender = shop_sends ? kShop : kStore;
        const char* const receiver = shop_sends ? kStore : kShop;
        BothMirrors mirrors;
        const Bytes answer = esp_of(receiver, sender, 1, ciphertext(80));
        mirrors.shop(answer).store(answer);
        for (std::uint8_t sequence = 1; sequence <= 3; ++sequence) {
            const Bytes packet = esp_of(sender, receiver, sequence, ciphertext(80));
            mirrors.shop(packet).store(packet);
        }
        const std::string at_shop = shop_sends ? "egress" : "ingress";
        const std::string at_store = shop_sends ? "ingress" : "egress";
        CHECK(mirrors.rows() == "shop|" + at_store + "|unknown|unknown|not proved|1\n" + "store|" +
                                    at_shop + "|unknown|unknown|not proved|1\n" + "shop|" +
                                    at_shop + "|ESP|encrypted|-|3\n" + "store|" + at_store +
                                    "|ESP|encrypted|-|3\n");
    }
}

TEST_CASE("Encryption copies: a copy that comes after its first one stayed in doubt is in doubt") {
    const Bytes greeting = segment_of_sale(1, 0, text_bytes("EHLO example.org\r\n"));
    BothMirrors mirrors;
    mirrors.shop(greeting).shop(segment_of_sale(2, 18, client_hello()));  // is no part of it
    mirrors.store(greeting);
    CHECK(mirrors.rows() ==
          "shop|egress|unknown|unknown|not recognised|1\n"
          "shop|egress|TLS|encrypted|-|1\n"
          "store|ingress|unknown|unknown|not recognised|1\n");
}

TEST_CASE("Encryption copies: a handshake and what is in doubt wait apart, in one row") {
    const auto index = Bytes{1, 2, 3, 4};
    const Bytes initiation = Bytes{1, 0, 0, 0} + index + ciphertext(140);
    const Bytes response = Bytes{2, 0, 0, 0} + Bytes{5, 6, 7, 8} + index + ciphertext(80);
    constexpr unsigned kEspPort = 4500;
    const Bytes back =
        ethernet(0x0800, ipv4(kStore, kShop, 17, udp(kEspPort, 40000, response), {.id = 9}));
    BothMirrors mirrors;
    mirrors.shop(sale(1, Bytes{0xC0, 0, 0, 1, 0, 0, 0, 1} + ciphertext(80), kEspPort));
    mirrors.shop(sale(2, initiation, kEspPort));
    CHECK(mirrors.rows() == "shop|egress|unknown|unknown|not proved|2\n");
    mirrors.shop(back);
    CHECK(mirrors.rows() ==
          "shop|egress|unknown|unknown|not proved|1\n"
          "shop|egress|WireGuard|encrypted|-|1\n"
          "shop|ingress|WireGuard|encrypted|-|1\n");
}

// A gateway: what arrives from either side is ingress.
TEST_CASE("Encryption rows: packets of both ends that wait in one row wait for their own end") {
    Parts parts;
    parts.add("gateway", "10.0.9.9", 7);
    parts.interfaces[0].mac = MacAddress::parse(kWebMac);
    Mirror mirror(parts);
    const ReportPtr report = make_encryption_report(mirror.status());
    const auto arrives = [&](const char* from, const char* to, std::uint8_t sequence) {
        Bytes frame = esp_of(from, to, sequence, ciphertext(80));
        std::swap_ranges(frame.begin(), frame.begin() + 6, frame.begin() + 6);
        mirror.give(*report, 7, "10.0.9.9", frame);
    };
    arrives(kStore, kShop, 1);
    for (std::uint8_t sequence = 1; sequence <= 3; ++sequence) arrives(kShop, kStore, sequence);
    CHECK(shown(table_of(*report, "encryption"), {"direction", "state", "packets"}) ==
          "ingress|unknown|1\ningress|encrypted|3\n");
}

// Two accounts use the same VNI and the same addresses, and each mirrors its interface twice.
TEST_CASE("Encryption rows: of two interfaces in one flow each has its own VPC") {
    Parts parts;
    for (const char* name : {"here", "there"}) {
        parts.add(name, kShop, 7);
        MirrorSession twice = parts.sessions.back();
        twice.id += "-2";
        parts.sessions.push_back(twice);
    }
    parts.add_interface("neighbour", kStore);  // of "here"
    parts.interfaces[0].mac = MacAddress::parse(kWebMac);
    parts.interfaces[1].mac = MacAddress::parse(kNewMac);
    parts.interfaces[1].vpc_id = "vpc-2";
    Mirror mirror(parts);
    const ReportPtr report = make_encryption_report(mirror.status());
    const Bytes packet = ipv4(kShop, kStore, 17, udp(40000, 9, plain_text()));
    for (const std::string_view from : {kWebMac, std::string_view(kNewMac), kWebMac, kWebMac}) {
        mirror.give(*report, 7, kShop, ethernet(0x0800, packet, kRouterMac, from));
    }
    CHECK(shown(table_of(*report, "encryption"), {"direction", "remote", "packets"}) ==
          "egress|inside|3\negress|unknown|1\n");
}
