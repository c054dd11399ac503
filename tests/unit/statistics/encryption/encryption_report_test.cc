// SPDX-License-Identifier: GPL-2.0-or-later
#include "catch.h"
#include "testing/random_bytes.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr Recognised kNothing{};
constexpr Recognised kTls{"TLS", true};
constexpr Recognised kSsh{"SSH", true};
constexpr Recognised kQuic{"QUIC", true};
constexpr Recognised kOpenVpn{"OpenVPN", true};
constexpr Recognised kSmb{"SMB2", false};
constexpr Recognised kSmtp{"SMTP", false};
constexpr Recognised kSmtpInTls{"SMTP", true};

const Bytes kHello = client_hello();
const Bytes kData = tls_data(100);
const Bytes kText = text_bytes("EHLO example.org\r\n");

constexpr const char* kWeb = "10.0.1.10";
constexpr const char* kPeer = "8.8.8.8";

// What a web server's mirror delivers of one connection, and what becomes of it in the report.
class Connection {
  public:
    Connection() : mirror_(parts()), report_(make_encryption_report(mirror_.status())) {}

    Connection& sends(const Bytes& payload, const Recognised& recognised = kNothing,
                      std::uint32_t cut_to = UINT32_MAX) {
        Bytes bytes = tcp_frame(kWeb, kPeer, payload, 25, 40000);
        number(bytes, sent_, payload);
        return frame(bytes, recognised, cut_to);
    }
    Connection& gets(const Bytes& payload, const Recognised& recognised = kNothing) {
        const Bytes segment = ipv4(kPeer, kWeb, kProtocolTcp, tcp(40000, 25, payload));
        Bytes bytes = ethernet(0x0800, segment, kWebMac, kRouterMac);
        number(bytes, got_, payload);
        return frame(bytes, recognised);
    }
    Connection& datagram(const Bytes& payload, const Recognised& recognised = kNothing,
                         std::uint32_t cut_to = UINT32_MAX) {
        return frame(udp_frame(kWeb, kPeer, payload), recognised, cut_to);
    }
    Connection& frame(const Bytes& bytes, const Recognised& recognised = kNothing,
                      std::uint32_t cut_to = UINT32_MAX) {
        mirror_.give(*report_, 7, kWeb, bytes, {.cut_to = cut_to, .recognised = recognised});
        return *this;
    }

    const Table& table(const char* name = "encryption") const { return table_of(*report_, name); }
    void refresh() { report_->refresh(); }
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

    static void number(Bytes& bytes, std::uint32_t& next, const Bytes& payload) {
        for (unsigned i = 0; i < 4; ++i) {
            bytes[14 + 20 + 4 + i] = static_cast<std::uint8_t>(next >> (24 - 8 * i));
        }
        next += static_cast<std::uint32_t>(payload.size());
    }

    Mirror mirror_;
    ReportPtr report_;
    std::uint32_t sent_ = 1000;
    std::uint32_t got_ = 5000;
};

}  // namespace

TEST_CASE("Encryption report: TLS, with what follows it unrecognised") {
    Connection connection;
    connection.gets(kHello, kTls).sends(server_hello(), kTls);
    connection.sends(kData).gets(Bytes(kData.begin(), kData.begin() + 50), kTls);
    CHECK(connection.rows() ==
          "ingress|TLS|encrypted|2\n"
          "egress|TLS|encrypted|2\n");
    CHECK(shown(connection.table(), {"session", "remote"}) == "web|outside\nweb|outside\n");
}

TEST_CASE("Encryption report: what a dissector takes for TLS without a record is unknown") {
    Connection connection;
    connection.sends(Bytes(100, 0xEE), kTls);
    CHECK(connection.rows() == "egress|unknown|unknown|1\n");
    connection.sends(kHello, kTls);
    CHECK(connection.rows() == "egress|unknown|unknown|1\negress|TLS|encrypted|1\n");
}

TEST_CASE("Encryption report: a hello of the other direction proves nothing of what is no record") {
    Connection connection;
    connection.gets(kHello, kTls).sends(ciphertext(100), kTls);
    CHECK(connection.rows() == "ingress|TLS|encrypted|1\negress|unknown|unknown|1\n");
}

TEST_CASE("Encryption report: after STARTTLS the same flow is readable no longer") {
    Connection connection;
    connection.gets(kText, kSmtp).sends(kText, kSmtp).gets(kText, kSmtp).sends(kText);
    connection.gets(kHello, kSmtpInTls).sends(server_hello(), kSmtpInTls);
    CHECK(connection.rows() ==
          "ingress|SMTP|cleartext|2\n"
          "egress|SMTP|cleartext|2\n"
          "ingress|SMTP|encrypted|1\n"
          "egress|SMTP|encrypted|1\n");
}

TEST_CASE("Encryption report: SSH without its beginning is unknown") {
    Connection middle;
    middle.gets(ciphertext(48), kSsh).sends(ciphertext(48), kSsh).sends(ciphertext(48), kSsh);
    CHECK(middle.rows() == "ingress|unknown|unknown|1\negress|unknown|unknown|2\n");
}

TEST_CASE("Encryption report: no dissector is believed that something encrypts") {
    Connection connection;
    connection.datagram(ciphertext(100), kQuic).datagram(plain_text(), kQuic);
    CHECK(connection.rows() == "egress|unknown|unknown|1\negress|unknown|cleartext|1\n");
}

TEST_CASE("Encryption report: where nothing could prove it, it stays unknown") {
    Connection connection;
    connection.datagram(ciphertext(90), kOpenVpn).datagram(Bytes(100), kOpenVpn);
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
    connection.sends(Bytes(kHello.begin(), kHello.begin() + 20));
    connection.sends(Bytes(kHello.begin() + 20, kHello.end()), kTls).sends(kData, kTls);
    CHECK(connection.rows() == "egress|TLS|encrypted|3\n");
}

TEST_CASE("Encryption report: what came before a first record is not taken to be encrypted") {
    Connection connection;
    connection.sends(kText).sends(kHello, kTls).sends(kData, kTls);
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
    connection.sends(kHello, kTls);
    connection.sends(kData, kTls, 54).sends(kData, kNothing, 40);
    CHECK(connection.rows() == "egress|TLS|encrypted|1\negress|unknown|unknown|2\n");
    connection.sends(kData, kNothing, 90);
    CHECK(connection.rows() == "egress|TLS|encrypted|2\negress|unknown|unknown|2\n");
}

TEST_CASE("Encryption report: without a payload there is nothing to read") {
    Connection connection;
    connection.sends({}).sends(kHello, kTls).sends({});
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

TEST_CASE(
    "Encryption report: ESP is unknown until it shows that it encrypts, then all of it is not") {
    Connection connection;
    const auto packet = [&](std::uint8_t sequence) {
        const Bytes esp = Bytes{0xC0, 0, 0, 1, 0, 0, 0, sequence} + ciphertext(80);
        connection.frame(ethernet(0x0800, ipv4(kWeb, kPeer, 50, esp)), {"ESP", true});
    };
    packet(1);
    CHECK(connection.rows() == "egress|unknown|unknown|1\n");
    packet(2);
    packet(3);
    CHECK(connection.rows() == "egress|ESP|encrypted|3\n");
}

TEST_CASE("Encryption report: what is in a tunnel was not looked into") {
    Connection connection;
    const Bytes inside = ipv4("10.1.1.1", "10.1.1.2", 6, tcp(1, 80, ciphertext(60)));
    connection.frame(ethernet(0x0800, ipv4(kWeb, kPeer, 4, inside)),
                     {.service = "HTTP", .tunnel = true});
    CHECK(shown(connection.table(), {"service", "state", "reason"}) ==
          "HTTP|unknown|in a tunnel\n");
}

TEST_CASE(
    "Encryption report: what a tunnel shows by itself is said, and only the rest is doubted") {
    constexpr Recognised kTunnel{.service = "GENEVE", .tunnel = true};
    Connection connection;
    connection.datagram(ciphertext(60), kTunnel).datagram(plain_text(), kTunnel);
    connection.sends({}, kTunnel).sends(kHello, kTunnel).sends(kData, kTunnel);
    CHECK(shown(connection.table(), {"service", "state", "reason", "packets"}) ==
          "GENEVE|unknown|in a tunnel|1\n"
          "GENEVE|cleartext|-|1\n"
          "TCP|no payload|-|1\n"
          "TLS|encrypted|-|2\n");
}

TEST_CASE("Encryption report: what was readable before TLS is named by who reads what follows") {
    Connection connection;
    connection.sends(plain_text()).sends(kHello, kTls);
    CHECK(connection.rows() == "egress|unknown|cleartext|1\negress|TLS|encrypted|1\n");
    connection.gets(plain_text(), kSmtp);  // so that there was no TLS
    CHECK(connection.rows() ==
          "egress|SMTP|cleartext|1\n"
          "egress|TLS|cleartext|1\n"
          "ingress|SMTP|cleartext|1\n");
    Connection unread;
    unread.sends(kText).sends(kHello, kTls).gets(plain_text(), kSmtp);
    CHECK(unread.rows() ==
          "egress|unknown|unknown|1\n"
          "egress|TLS|cleartext|1\n"
          "ingress|SMTP|cleartext|1\n");
}

TEST_CASE("Encryption report: a name that comes later is of what was readable, not of the rest") {
    Connection connection;
    connection.datagram(ciphertext(60)).datagram(plain_text()).datagram(plain_text(), kSmtp);
    CHECK(connection.rows() == "egress|unknown|unknown|1\negress|SMTP|cleartext|2\n");
}

TEST_CASE("Encryption report: a later fragment is what was recognised in it, or unknown") {
    Connection connection;
    const Bytes later = ethernet(0x0800, ipv4(kWeb, kPeer, 17, Bytes(40), {.fragment = 20}));
    connection.frame(later).frame(later, {"DNS"});
    CHECK(connection.rows() == "egress|unknown|unknown|1\negress|DNS|cleartext|1\n");
}

TEST_CASE("Encryption report: a first fragment is judged by itself") {
    const auto first = [](const Bytes& payload) {
        return ethernet(0x0800,
                        ipv4(kWeb, kPeer, 17, udp(40000, 53, payload), {.fragment = 0x2000}));
    };
    Connection connection;
    connection.frame(first(plain_text()), {"DNS"}).frame(first(plain_text()));
    CHECK(shown(connection.table(), {"service", "state", "reason", "packets"}) ==
          "DNS|cleartext|-|1\nunknown|unknown|fragment|1\n");
}

TEST_CASE("Encryption report: SMB 3 is readable until it encrypts, message by message") {
    const Bytes open = Bytes{0, 0, 0, 60, 0xFE, 'S', 'M', 'B'} + Bytes(56);
    const Bytes encrypted = Bytes{0, 0, 0, 160, 0xFD, 'S', 'M', 'B'} + ciphertext(156);
    Connection connection;
    connection.gets(open, kSmb).sends(open, kSmb).gets(encrypted, kSmb);
    connection.sends(Bytes(encrypted.begin(), encrypted.begin() + 100), kSmb);
    connection.sends(Bytes(encrypted.begin() + 100, encrypted.end()));  // the rest of the message
    CHECK(connection.rows() ==
          "ingress|SMB2|cleartext|1\n"
          "egress|SMB2|cleartext|1\n"
          "ingress|SMB2|encrypted|1\n"
          "egress|SMB2|encrypted|2\n");
}

TEST_CASE("Encryption report: what is said of a first copy holds for the others") {
    Parts parts;
    parts.add("web", kWeb, 7);
    parts.add("peer", kPeer, 8);
    Mirror mirror(parts);
    const ReportPtr report = make_encryption_report(mirror.status());
    std::uint16_t id = 1;
    const auto both = [&](const Bytes& payload, const Recognised& word) {
        const Bytes frame =
            ethernet(0x0800, ipv4(kWeb, kPeer, 17, udp(40000, 9, payload), {.id = ++id}));
        mirror.give(*report, 7, kWeb, frame, {.recognised = word});
        mirror.give(*report, 8, kPeer, frame);  // shown as a summary: nothing is dissected
    };
    both(Bytes(60, 3), kSmtp);
    both(ciphertext(60), kNothing);
    CHECK(shown(table_of(*report, "encryption"), {"session", "service", "state", "packets"}) ==
          "web|SMTP|cleartext|1\npeer|SMTP|cleartext|1\n"
          "web|unknown|unknown|1\npeer|unknown|unknown|1\n");
}

TEST_CASE("Encryption report: copies of what is told later are told with it") {
    Parts parts;
    parts.add("web", kWeb, 7);
    parts.add("peer", kPeer, 8);
    Mirror mirror(parts);
    const ReportPtr report = make_encryption_report(mirror.status());
    const auto frame = [](unsigned id) { return tcp_frame(kWeb, kPeer, kText, 25, 40000, id); };
    mirror.give(*report, 7, kWeb, frame(1));
    mirror.give(*report, 8, kPeer, frame(1));
    mirror.give(*report, 7, kWeb, frame(2));
    mirror.give(*report, 7, kWeb, frame(3), {.recognised = kSmtp});
    mirror.give(*report, 8, kPeer, frame(2));  // after it was told
    mirror.give(*report, 8, kPeer, frame(3));
    CHECK(shown(table_of(*report, "encryption"), {"session", "service", "state", "packets"}) ==
          "web|SMTP|cleartext|3\npeer|SMTP|cleartext|3\n");
}

TEST_CASE("Encryption report: in short, what left unencrypted and what is not known") {
    Connection connection;
    const auto answer = [&] {
        connection.refresh();
        const Table& table = connection.table("");
        return shown(table, {"session", "packets"});
    };
    CHECK(answer().empty());
    connection.gets(plain_text()).sends(kHello, kTls).sends({});
    CHECK(answer() == "total|3\nnothing is known to have left unencrypted|-\n");
    connection.datagram(plain_text())
        .datagram(ciphertext(60))
        .datagram(ciphertext(60), kNothing, 42);
    CHECK(answer() ==
          "total|6\nleft unencrypted: 1 packet; not known: 2 packets (cut off 1, start not seen "
          "1)|-\n");
    CHECK(sum(connection.table("encryption_total"), "packets") == 6);
    CHECK(connection.table().rank(0) > 0);
}
