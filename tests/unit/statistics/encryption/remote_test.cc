// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/encryption/remote.h"

#include <string>

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

// Where the remote end of a packet is that the web server at `local` sends, and one it receives.
std::string remote_of(const char* local, const char* remote, const CatalogueParts& parts) {
    Mirror mirror(parts);
    const Remotes remotes(mirror.catalogue);
    const bool six = address(local).family == IpFamily::V6;
    const auto frame = [six](const char* from, const char* to) {
        return six ? ethernet(0x86DD, ipv6(from, to, 17, udp(1, 2, {}))) : udp_frame(from, to, {});
    };
    const auto judge = [&](const Bytes& bytes, Direction direction) {
        Packet packet = mirror.take(7, "10.0.1.10", bytes);
        packet.report.direction = direction;
        return remotes.of(packet.mirrored());
    };
    const Remote sent = judge(frame(local, remote), Direction::Egress);
    CHECK(sent == judge(frame(remote, local), Direction::Ingress));
    return to_string(sent);
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
    const Remotes remotes(mirror.catalogue);
    const auto remote = [&](const char* to, unsigned port) {
        Packet packet = mirror.take(7, "10.0.1.10", udp_frame("10.0.1.10", to, {}, 40000, port));
        packet.report.direction = Direction::Egress;
        return remotes.of(packet.mirrored());
    };
    CHECK(remote("10.0.0.2", 53) == Remote::Inside);
    CHECK(remote("169.254.169.253", 53) == Remote::Inside);
    CHECK(remote("10.0.0.2", 5353) == Remote::Unknown);
    CHECK(remote("10.0.0.3", 53) == Remote::Unknown);
    const Bytes six =
        ethernet(0x86DD, ipv6("2600:1f18:1230:ab00::10", "fd00:ec2::253", 17, udp(40000, 53, {})));
    Packet packet = mirror.take(7, "10.0.1.10", six);
    packet.report.direction = Direction::Egress;
    CHECK(remotes.of(packet.mirrored()) == Remote::Inside);
}

TEST_CASE("Remote: without a direction or addresses nobody knows which end is remote") {
    Mirror mirror(two_servers());
    const Remotes remotes(mirror.catalogue);
    const Packet neither = mirror.take(7, "10.0.1.10", udp_frame("10.0.5.1", "8.8.8.8", {}));
    CHECK(neither.report.direction == Direction::Unknown);
    CHECK(remotes.of(neither.mirrored()) == Remote::Unknown);
    Packet arp = mirror.take(7, "10.0.1.10", ethernet(0x0806, Bytes(28)));
    arp.report.direction = Direction::Egress;
    CHECK(remotes.of(arp.mirrored()) == Remote::Unknown);
}
