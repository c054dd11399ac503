// SPDX-License-Identifier: GPL-2.0-or-later
#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr Recognised kNothing{};
constexpr Recognised kTls{"TLS", true, Evidence::TlsRecord};
constexpr Recognised kSsh{"SSH", true, Evidence::SshBanner};
constexpr Recognised kQuic{"QUIC", true, Evidence::Dissector};
constexpr Recognised kOpenVpn{"OpenVPN", true, Evidence::None};
constexpr Recognised kSmb{"SMB2", false, Evidence::SmbMessage};
constexpr Recognised kSmtp{"SMTP", false, Evidence::Dissector};
constexpr Recognised kSmtpInTls{"SMTP", true, Evidence::TlsRecord};

const Bytes kRecord = {22, 3, 1, 0, 64, 1, 0, 0, 60};
const Bytes kText = text_bytes("EHLO example.org\r\n");

constexpr const char* kWeb = "10.0.1.10";
constexpr const char* kPeer = "8.8.8.8";

// What a web server's mirror delivers of one connection, and what becomes of it in the report.
class Connection {
  public:
    Connection() : mirror_(parts()), report_(make_encryption_report(mirror_.status())) {}

    Connection& sends(const Bytes& payload, const Recognised& recognised = kNothing,
                      std::uint32_t cut_to = UINT32_MAX) {
        return frame(tcp_frame(kWeb, kPeer, payload, 25, 40000), recognised, cut_to);
    }
    Connection& gets(const Bytes& payload, const Recognised& recognised = kNothing) {
        const Bytes segment = ipv4(kPeer, kWeb, kProtocolTcp, tcp(40000, 25, payload));
        return frame(ethernet(0x0800, segment, kWebMac, kRouterMac), recognised);
    }
    Connection& datagram(const Bytes& payload, const Recognised& recognised = kNothing) {
        return frame(udp_frame(kWeb, kPeer, payload), recognised);
    }
    Connection& frame(const Bytes& bytes, const Recognised& recognised = kNothing,
                      std::uint32_t cut_to = UINT32_MAX) {
        mirror_.give(*report_, 7, kWeb, bytes, {.cut_to = cut_to, .recognised = recognised});
        return *this;
    }

    const Table& table() const { return table_of(*report_, "encryption"); }
    std::string rows() const {
        return shown(table(), {"direction", "service", "state", "packets"});
    }

  private:
    static Parts parts() {
        Parts parts;
        parts.add("web", kWeb, 7);
        parts.interfaces[0].mac = MacAddress::parse(kWebMac);
        return parts;
    }

    Mirror mirror_;
    ReportPtr report_;
};

}  // namespace

TEST_CASE("Encryption report: TLS, with what follows it unrecognised") {
    Connection connection;
    connection.gets(kRecord, kTls).sends(kRecord, kTls);
    connection.sends(Bytes(100, 0xEE)).gets(Bytes(100, 0xEE), kTls);
    CHECK(connection.rows() ==
          "ingress|TLS|encrypted|2\n"
          "egress|TLS|encrypted|2\n");
    CHECK(shown(connection.table(), {"session", "remote"}) == "web|outside\nweb|outside\n");
}

TEST_CASE("Encryption report: what a dissector takes for TLS without a record is unknown") {
    Connection connection;
    connection.sends(Bytes(100, 0xEE), kTls);
    CHECK(connection.rows() == "egress|unknown|unknown|1\n");
    connection.sends(kRecord, kTls);
    CHECK(connection.rows() == "egress|unknown|unknown|1\negress|TLS|encrypted|1\n");
}

TEST_CASE("Encryption report: a record of the other direction proves TLS as well") {
    Connection connection;
    connection.gets(kRecord, kTls).sends(Bytes(100, 0xEE), kTls);
    CHECK(connection.rows() == "ingress|TLS|encrypted|1\negress|TLS|encrypted|1\n");
}

TEST_CASE("Encryption report: after STARTTLS the same flow is readable no longer") {
    Connection connection;
    connection.gets(kText, kSmtp).sends(kText, kSmtp).gets(kText, kSmtp).sends(kText);
    connection.gets(kRecord, kSmtpInTls).sends(Bytes(100, 0xEE));
    CHECK(connection.rows() ==
          "ingress|SMTP|cleartext|2\n"
          "egress|SMTP|cleartext|2\n"
          "ingress|SMTP|encrypted|1\n"
          "egress|SMTP|encrypted|1\n");
}

TEST_CASE("Encryption report: SSH is known by its banner, and without it is unknown") {
    Connection whole;
    whole.gets(text_bytes("SSH-2.0-client\r\n"), kSsh).sends(Bytes(48, 0xEE), kSsh);
    CHECK(whole.rows() == "ingress|SSH|encrypted|1\negress|SSH|encrypted|1\n");
    Connection middle;
    middle.gets(Bytes(48, 0xEE), kSsh).sends(Bytes(48, 0xEE), kSsh).sends(Bytes(48, 0xEE));
    CHECK(middle.rows() == "ingress|unknown|unknown|1\negress|unknown|unknown|2\n");
}

TEST_CASE("Encryption report: what a dissector looks for before it takes a packet is believed") {
    Connection connection;
    connection.datagram(Bytes(100, 0xC3), kQuic);
    CHECK(connection.rows() == "egress|QUIC|encrypted|1\n");
}

TEST_CASE("Encryption report: where nothing could prove it, it stays unknown") {
    Connection connection;
    connection.datagram(kRecord, kOpenVpn).datagram(Bytes(100), kOpenVpn);
    CHECK(connection.rows() == "egress|unknown|unknown|2\n");
}

TEST_CASE("Encryption report: a message whose first segment is not recognised is all one thing") {
    Connection connection;
    connection.sends(kText).gets(kText);
    CHECK(connection.rows() == "egress|unknown|unknown|1\ningress|unknown|unknown|1\n");
    connection.sends(kText, kSmtp);
    CHECK(connection.rows() == "egress|SMTP|cleartext|2\ningress|SMTP|cleartext|1\n");
    CHECK(sum(connection.table(), "original_bytes") == 3 * (54 + 18));
    CHECK(sum(connection.table(), "mirrored_bytes") == 3 * (54 + 18));
}

TEST_CASE("Encryption report: a TLS message in several segments is TLS from the first on") {
    Connection connection;
    connection.sends(kRecord).sends(Bytes(20, 0xEE)).sends(Bytes(20, 0xEE), kTls);
    CHECK(connection.rows() == "egress|TLS|encrypted|3\n");
}

TEST_CASE("Encryption report: what came before a first record is not taken to be encrypted") {
    Connection connection;
    connection.sends(kText).sends(kRecord, kTls).sends(kRecord, kTls);
    CHECK(connection.rows() == "egress|unknown|unknown|1\negress|TLS|encrypted|2\n");
}

// A firewall or a NAT instance: its mirror shows one direction of a flow in both of its own.
TEST_CASE("Encryption report: what an interface forwards is moved from the rows where it waits") {
    const auto forwarded = [](std::string_view to_mac, std::string_view from_mac) {
        return ethernet(0x0800, ipv4("10.0.5.5", kPeer, 6, tcp(25, 40000, kText)), to_mac,
                        from_mac);
    };
    const Bytes in = forwarded(kWebMac, kRouterMac);
    const Bytes out = forwarded(kRouterMac, kWebMac);
    Connection connection;
    connection.frame(in).frame(out).frame(in);
    CHECK(connection.rows() == "ingress|unknown|unknown|2\negress|unknown|unknown|1\n");
    connection.frame(out, kSmtp);
    CHECK(connection.rows() == "ingress|SMTP|cleartext|2\negress|SMTP|cleartext|2\n");
}

TEST_CASE("Encryption report: what waits stays with its session where two share VNI and address") {
    Parts parts;
    parts.add("one", kWeb, 7);
    parts.add("other", kWeb, 7);
    parts.interfaces[0].mac = MacAddress::parse(kWebMac);
    parts.interfaces[1].mac = MacAddress::parse(kRouterMac);
    Mirror mirror(parts);
    const ReportPtr report = make_encryption_report(mirror.status());
    const auto from = [](std::string_view mac) {
        return ethernet(0x0800, ipv4(kWeb, kPeer, 6, tcp(25, 40000, kText)), "02:00:00:00:00:99",
                        mac);
    };
    mirror.give(*report, 7, kWeb, from(kWebMac));
    mirror.give(*report, 7, kWeb, from(kRouterMac), {.recognised = kSmtp});
    CHECK(shown(table_of(*report, "encryption"), {"session", "service", "packets"}) ==
          "one|SMTP|1\nother|SMTP|1\n");
}

TEST_CASE("Encryption report: a row that lost its packets is gone until it has some again") {
    Connection connection;
    connection.sends(kText).sends(kText, kSmtp);
    CHECK(connection.rows() == "egress|SMTP|cleartext|2\n");
    connection.datagram(kText);
    CHECK(connection.rows() == "egress|unknown|unknown|1\negress|SMTP|cleartext|2\n");
}

TEST_CASE("Encryption report: other flows wait for themselves") {
    Connection connection;
    connection.sends(kText).datagram(kText).sends(kText, kSmtp);
    CHECK(connection.rows() == "egress|unknown|unknown|1\negress|SMTP|cleartext|2\n");
}

TEST_CASE("Encryption report: a packet whose payload was cut off is unknown, whatever its flow") {
    Connection connection;
    connection.sends(kRecord, kTls);
    connection.sends(kRecord, kTls, 54).sends(kRecord, kNothing, 40);
    CHECK(connection.rows() == "egress|TLS|encrypted|1\negress|unknown|unknown|2\n");
    connection.sends(kRecord, kNothing, 55);
    CHECK(connection.rows() == "egress|TLS|encrypted|2\negress|unknown|unknown|2\n");
}

TEST_CASE("Encryption report: without a payload there is nothing to read") {
    Connection connection;
    connection.sends({}).sends(kRecord, kTls).sends({});
    connection.frame(tcp_frame(kWeb, kPeer, {}, 25, 40000) + Bytes(6, 0));  // padded
    connection.datagram({});
    CHECK(connection.rows() ==
          "egress|TCP|no payload|3\n"
          "egress|TLS|encrypted|1\n"
          "egress|UDP|no payload|1\n");
}

TEST_CASE("Encryption report: ICMP and what has no IP at all is judged packet by packet") {
    Connection connection;
    connection.frame(ethernet(0x0800, ipv4(kWeb, kPeer, 1, Bytes(16))), {"ICMP"});
    connection.frame(ethernet(0x0806, Bytes(28)), {"ARP"});
    connection.frame(ethernet(0x88CC, Bytes(28)));
    CHECK(connection.rows() ==
          "egress|ICMP|cleartext|1\n"
          "egress|ARP|cleartext|1\n"
          "egress|unknown|unknown|1\n");
}

TEST_CASE("Encryption report: ESP is encrypted by nature") {
    Connection connection;
    connection.frame(ethernet(0x0800, ipv4(kWeb, kPeer, 50, Bytes(64))), {"ESP", true});
    CHECK(connection.rows() == "egress|ESP|encrypted|1\n");
}

TEST_CASE("Encryption report: a later fragment is what was recognised in it, or unknown") {
    Connection connection;
    const Bytes later = ethernet(0x0800, ipv4(kWeb, kPeer, 17, Bytes(40), {.fragment = 20}));
    connection.frame(later).frame(later, {"DNS"});
    CHECK(connection.rows() == "egress|unknown|unknown|1\negress|DNS|cleartext|1\n");
}

TEST_CASE("Encryption report: SMB 3 is readable until it encrypts, message by message") {
    const Bytes open = Bytes{0, 0, 0, 60, 0xFE, 'S', 'M', 'B'} + Bytes(56);
    const Bytes encrypted = Bytes{0, 0, 0, 60, 0xFD, 'S', 'M', 'B'} + Bytes(56);
    Connection connection;
    connection.gets(open, kSmb).sends(open, kSmb).gets(encrypted, kSmb).sends(encrypted, kSmb);
    connection.sends(Bytes(60, 0xEE));  // the rest of a message in several segments
    CHECK(connection.rows() ==
          "ingress|SMB2|cleartext|1\n"
          "egress|SMB2|cleartext|1\n"
          "ingress|SMB2|encrypted|1\n"
          "egress|SMB2|encrypted|2\n");
}
