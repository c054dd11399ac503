// SPDX-License-Identifier: GPL-2.0-or-later
#include "filter/never_mirrored.h"

#include "catch.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

NeverMirrored kind(std::string_view source, std::string_view destination, unsigned protocol,
                   unsigned source_port, unsigned destination_port) {
    const bool six = source.find(':') != std::string_view::npos;
    const Bytes payload = transport(source_port, destination_port);
    return kind_never_mirrored(
        parse_frame(view(six ? ethernet(0x86dd, ipv6(source, destination, protocol, payload))
                             : ethernet(0x0800, ipv4(source, destination, protocol, payload)))));
}

}  // namespace

TEST_CASE("Never mirrored: ARP and DHCP") {
    CHECK(kind_never_mirrored(parse_frame(view(ethernet(0x0806, Bytes(28))))) ==
          NeverMirrored::Arp);
    CHECK(kind("0.0.0.0", "255.255.255.255", 17, 68, 67) == NeverMirrored::Dhcp);
    CHECK(kind("fe80::1", "ff02::1:2", 17, 546, 547) == NeverMirrored::Dhcp);
    CHECK(kind("10.0.1.10", "10.0.2.20", 6, 68, 67) == NeverMirrored::No);
    CHECK(kind("10.0.1.10", "10.0.2.20", 17, 68, 53) == NeverMirrored::No);
}

TEST_CASE("Never mirrored: the link-local services, either way and in both families") {
    CHECK(kind("10.0.1.10", "169.254.169.254", 6, 40000, 80) == NeverMirrored::InstanceMetadata);
    CHECK(kind("169.254.169.254", "10.0.1.10", 6, 80, 40000) == NeverMirrored::InstanceMetadata);
    CHECK(kind("fd00::1", "fd00:ec2::254", 6, 40000, 80) == NeverMirrored::InstanceMetadata);
    CHECK(kind("10.0.1.10", "169.254.169.123", 17, 123, 123) == NeverMirrored::AmazonTime);
    CHECK(kind("fd00::1", "fd00:ec2::123", 17, 123, 123) == NeverMirrored::AmazonTime);
    CHECK(kind("10.0.1.10", "169.254.169.250", 6, 40000, 1688) == NeverMirrored::WindowsActivation);
    CHECK(kind("10.0.1.10", "169.254.169.251", 6, 40000, 1688) == NeverMirrored::WindowsActivation);
}

TEST_CASE("Never mirrored: public NTP and the resolver are mirrored") {
    CHECK(kind("172.31.0.238", "78.46.93.39", 17, 123, 123) == NeverMirrored::No);
    CHECK(kind("10.0.1.10", "169.254.169.253", 17, 40000, 53) == NeverMirrored::No);
    CHECK(kind("10.0.1.10", "169.254.169.123", 17, 40000, 53) == NeverMirrored::No);
    CHECK(kind_never_mirrored(parse_frame({})) == NeverMirrored::No);
}
