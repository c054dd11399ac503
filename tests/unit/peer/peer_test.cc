// SPDX-License-Identifier: GPL-2.0-or-later
#include "peer/peer.h"

#include <string>

#include "analysis/to_string.h"

#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

Parts two_servers() {
    Parts parts;
    parts.add("web", "10.0.1.10", 7);
    parts.add("db", "10.0.2.20", 8);
    return parts;
}

// The remote end of a packet that the web server at `local` sends, and of one that it receives.
struct Answer {
    std::string where;
    std::string interface;  // "-" if it is not known
};

Answer answer_for(const char* local, const char* remote, const CatalogueParts& parts) {
    Mirror mirror(parts);
    const bool six = address(local).family == IpFamily::V6;
    const auto frame = [six](const char* from, const char* to) {
        return six ? ethernet(0x86DD, ipv6(from, to, 17, udp(1, 2, {}))) : udp_frame(from, to, {});
    };
    const auto judge = [&](const Bytes& bytes, Direction direction) {
        const Packet packet = mirror.take(7, "10.0.1.10", bytes);
        return find_peer(mirror.catalogue, packet.report.frame, direction,
                         packet.report.identification.source, address("10.0.1.10"));
    };
    const Peer sent = judge(frame(local, remote), Direction::Egress);
    const Peer received = judge(frame(remote, local), Direction::Ingress);
    CHECK(sent.remote == received.remote);
    CHECK(sent.interface == received.interface);
    return {to_string(sent.remote), sent.interface ? sent.interface->id : "-"};
}

std::string remote_of(const char* local, const char* remote, const CatalogueParts& parts) {
    return answer_for(local, remote, parts).where;
}

std::string peer_of(const char* remote, const CatalogueParts& parts) {
    return answer_for("10.0.1.10", remote, parts).interface;
}

std::string remote_of(const char* local, const char* remote) {
    return remote_of(local, remote, two_servers());
}

}  // namespace

TEST_CASE("Remote: inside is an interface of the same VPC, by any of its addresses") {
    Parts parts = two_servers();
    parts.interfaces[1].addresses.push_back(address("10.0.2.21"));
    parts.interfaces[1].addresses.push_back(address("2600:1f18:9999::20"));
    CHECK(remote_of("10.0.1.10", "10.0.2.20", parts) == "inside");
    CHECK(remote_of("10.0.1.10", "10.0.2.21", parts) == "inside");
    CHECK(remote_of("2600:1f18:1:1::10", "2600:1f18:9999::20", parts) == "inside");
    CHECK(remote_of("10.0.1.10", "10.0.2.22", parts) == "unknown");
}

TEST_CASE("Remote: an interface of another VPC says nothing, addresses overlap") {
    Parts parts = two_servers();
    parts.interfaces[1].vpc_id = "vpc-2";
    CHECK(remote_of("10.0.1.10", "10.0.2.20", parts) == "unknown");
}

TEST_CASE("Remote: interfaces whose VPC is not known are not taken to share one") {
    Parts parts = two_servers();
    for (NetworkInterface& interface : parts.interfaces) interface.vpc_id = "";
    CHECK(remote_of("10.0.1.10", "10.0.2.20", parts) == "unknown");
}

TEST_CASE("Remote: an interface that is known by its primary address only") {
    Parts parts = two_servers();
    parts.interfaces[1].addresses.clear();
    CHECK(remote_of("10.0.1.10", "10.0.2.20", parts) == "inside");
}

TEST_CASE("Remote: without a catalogue only the addresses tell") {
    CHECK(remote_of("10.0.1.10", "10.0.2.20", {}) == "unknown");
    CHECK(remote_of("10.0.1.10", "8.8.8.8", {}) == "outside");
    CHECK(remote_of("10.0.1.10", "169.254.169.254", {}) == "inside");
}

TEST_CASE("Remote: what never leaves the link is inside") {
    for (const char* remote : {"169.254.169.253", "224.0.0.251", "255.255.255.255", "0.0.0.0"}) {
        CAPTURE(remote);
        CHECK(remote_of("10.0.1.10", remote) == "inside");
    }
    for (const char* remote : {"fe80::1", "ff02::1"}) {
        CAPTURE(remote);
        CHECK(remote_of("2600:1f18:1:1::10", remote) == "inside");
        CHECK(remote_of("fe80::10", remote) == "inside");
    }
}

TEST_CASE("Remote: a public IPv4 address is outside") {
    for (const char* remote : {"8.8.8.8", "172.15.255.255", "172.32.0.0", "100.63.0.1",
                               "100.128.0.1", "192.167.1.1", "11.0.0.1", "223.255.255.255"}) {
        CAPTURE(remote);
        CHECK(remote_of("10.0.1.10", remote) == "outside");
    }
}

TEST_CASE("Remote: a private IPv4 address may be anywhere") {
    for (const char* remote :
         {"10.0.1.11", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1",
          "100.64.0.1", "100.127.0.1", "198.18.0.1", "239.1.2.3", "240.0.0.1", "127.0.0.1"}) {
        CAPTURE(remote);
        CHECK(remote_of("10.0.1.10", remote) == "unknown");
    }
}

TEST_CASE("Remote: where the interface itself has a public address, a public one may be inside") {
    CHECK(remote_of("11.0.0.10", "11.0.0.11") == "unknown");
    CHECK(remote_of("11.0.0.10", "8.8.8.8") == "unknown");
}

TEST_CASE(
    "Remote: where any interface of the VPC has a public address, a public one may be inside") {
    Parts parts = two_servers();
    parts.interfaces[1].addresses.push_back(address("11.0.0.20"));
    CHECK(remote_of("10.0.1.10", "11.0.0.20", parts) == "inside");
    CHECK(remote_of("10.0.1.10", "11.0.0.21", parts) == "unknown");
    CHECK(remote_of("10.0.1.10", "8.8.8.8", parts) == "unknown");
    parts.interfaces[1].vpc_id = "vpc-2";
    CHECK(remote_of("10.0.1.10", "8.8.8.8", parts) == "outside");
}

TEST_CASE("Remote: that an interface has a public IPv6 address says nothing of IPv4") {
    Parts parts = two_servers();
    parts.interfaces[1].addresses.push_back(address("2600:1f18:1:1::20"));
    CHECK(remote_of("10.0.1.10", "8.8.8.8", parts) == "outside");
}

TEST_CASE("Remote: IPv6 is inside in the same /64 and outside beyond 44 bits") {
    const char* local = "2600:1f18:1230:ab00::10";
    CHECK(remote_of(local, "2600:1f18:1230:ab00:ffff::1") == "inside");
    CHECK(remote_of(local, "2600:1f18:1230:ab01::10") == "unknown");
    CHECK(remote_of(local, "2600:1f18:123f:ffff::10") == "unknown");  // the same /44
    CHECK(remote_of(local, "2600:1f18:1240::10") == "outside");
    CHECK(remote_of(local, "2a00:1450:4001::1") == "outside");
    CHECK(remote_of(local, "fd00:ec2::253") == "unknown");
    CHECK(remote_of(local, "ff0e::1") == "unknown");
    CHECK(remote_of("fd00:1::1", "2a00:1450:4001::1") == "outside");
}

TEST_CASE("Remote: DNS to the VPC's resolver stays inside, other traffic to that address may not") {
    Mirror mirror(two_servers());
    const auto remote_end = [&](const Bytes& frame) {
        const Packet packet = mirror.take(7, "10.0.1.10", frame);
        return find_peer(mirror.catalogue, packet.report.frame, Direction::Egress,
                         packet.report.identification.source, address("10.0.1.10"))
            .remote;
    };
    const auto remote = [&](const char* to, unsigned port) {
        return remote_end(udp_frame("10.0.1.10", to, {}, 40000, port));
    };
    CHECK(remote("10.0.0.2", 53) == Remote::Inside);
    CHECK(remote("169.254.169.253", 53) == Remote::Inside);
    CHECK(remote("10.0.0.2", 5353) == Remote::Unknown);
    CHECK(remote("10.0.0.3", 53) == Remote::Unknown);
    const Bytes six =
        ethernet(0x86DD, ipv6("2600:1f18:1230:ab00::10", "fd00:ec2::253", 17, udp(40000, 53, {})));
    CHECK(remote_end(six) == Remote::Inside);
}

TEST_CASE("Remote: without a direction or addresses nobody knows which end is remote") {
    Mirror mirror(two_servers());
    const Packet neither = mirror.take(7, "10.0.1.10", udp_frame("10.0.5.1", "8.8.8.8", {}));
    CHECK(neither.report.direction == Direction::Unknown);
    CHECK(peer_of(neither.report).remote == Remote::Unknown);
    const Packet arp = mirror.take(7, "10.0.1.10", ethernet(0x0806, Bytes(28)));
    CHECK(find_peer(mirror.catalogue, arp.report.frame, Direction::Egress,
                    arp.report.identification.source, address("10.0.1.10"))
              .remote == Remote::Unknown);
}

TEST_CASE("Peer: the interface that owns the address, by whatever kind of it") {
    Parts parts = two_servers();
    NetworkInterface& db = parts.interfaces[1];
    db.addresses.push_back(address("10.0.2.21"));
    db.addresses.push_back(address("2600:1f18:9999::20"));
    db.delegated = {*IpPrefix::parse("10.0.7.16/28"), *IpPrefix::parse("2600:1f18:7::/80")};
    for (const char* remote : {"10.0.2.20", "10.0.2.21", "10.0.7.16", "10.0.7.31"}) {
        CAPTURE(remote);
        CHECK(peer_of(remote, parts) == db.id);
        CHECK(remote_of("10.0.1.10", remote, parts) == "inside");
    }
    CHECK(answer_for("2600:1f18:1:1::10", "2600:1f18:9999::20", parts).interface == db.id);
    CHECK(answer_for("2600:1f18:1:1::10", "2600:1f18:7::ffff", parts).interface == db.id);
    CHECK(peer_of("10.0.7.15", parts) == "-");
    CHECK(peer_of("10.0.7.32", parts) == "-");
}

TEST_CASE("Peer: of two VPCs with the same addresses that of the mirrored interface counts") {
    Parts parts = two_servers();
    NetworkInterface other = parts.interfaces[1];
    other.id = "eni-other";
    other.vpc_id = "vpc-2";
    parts.interfaces.insert(parts.interfaces.begin(), other);
    CHECK(peer_of("10.0.2.20", parts) == parts.interfaces[2].id);
}

TEST_CASE("Peer: in another VPC only if no other interface has the address") {
    Parts parts = two_servers();
    parts.interfaces[1].vpc_id = "vpc-2";
    CHECK(peer_of("10.0.2.20", parts) == parts.interfaces[1].id);
    CHECK(remote_of("10.0.1.10", "10.0.2.20", parts) == "unknown");
    NetworkInterface other = parts.interfaces[1];
    other.id = "eni-other";
    other.vpc_id = "vpc-3";
    parts.interfaces.push_back(other);
    CHECK(peer_of("10.0.2.20", parts) == "-");
}

TEST_CASE("Peer: where the VPC is not known, the only interface with that address") {
    Parts parts = two_servers();
    for (NetworkInterface& interface : parts.interfaces) interface.vpc_id = "";
    CHECK(peer_of("10.0.2.20", parts) == parts.interfaces[1].id);
}
