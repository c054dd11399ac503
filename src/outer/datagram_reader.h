// SPDX-License-Identifier: GPL-2.0-or-later
//
// From a captured frame to the mirror datagram in it: what stands between the two is Ethernet with
// VLAN tags, Linux's "any" interface, loopback or no link layer at all, IP and IP in IP, UDP, and
// the GENEVE of a Gateway Load Balancer. Reads lengths as Wireshark does, so that both see the same
// packets; what it does not look into is told by name. Outer IP fragments are put together, within
// bounds. Frames come from anybody: nothing is read beyond what was captured.
// RFC 791, RFC 8200, RFC 768, RFC 2003, RFC 2473, RFC 8926; https://www.tcpdump.org/linktypes.html
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/analyse.h"
#include "outer/fragments.h"
#include "wire/byte_view.h"

namespace vpcmirror {

// A frame as a capture holds it.
struct CapturedFrame {
    // From the link layer's header on, as captured.
    ByteView bytes;
    // Not less than bytes.size().
    std::uint32_t length = 0;  // that it had on the wire
    // https://www.tcpdump.org/linktypes.html
    std::uint16_t link_type = 1;  // LINKTYPE_ETHERNET
};

// Why a frame holds no mirror datagram.
enum class NotMirrored : std::uint8_t {
    OtherTraffic,  // what it is was seen, down to UDP of other ports
    UnknownLinkType,
    NotLookedInto,  // a tunnel that mirror traffic could be within: GRE, MPLS, PPPoE
    CutShort,       // the capture holds too little of it to tell
    Fragment,       // of a datagram that is not complete yet
};
inline constexpr std::size_t kNotMirrored = 5;

// Behind a number of packets: "12 packets in a tunnel that is not looked into".
constexpr const char* to_string(NotMirrored reason) {
    switch (reason) {
        case NotMirrored::OtherTraffic: return "other traffic";
        case NotMirrored::UnknownLinkType: return "in a link layer that is not known";
        case NotMirrored::NotLookedInto: return "in a tunnel that is not looked into";
        case NotMirrored::CutShort: return "cut too short by the capture to tell";
        case NotMirrored::Fragment: return "fragments";
    }
    return "";
}

// One for each capture: it holds fragments. Not for several threads.
class DatagramReader {
  public:
    // UDP ports on which VXLAN is mirror traffic, as source or destination. As Wireshark's
    // preference vpcmirror.udp.port does.
    explicit DatagramReader(std::vector<std::uint16_t> ports = {4789});

    // The UDP payload on such a port, and the way it came, without number and time; whether it is
    // VXLAN is for analyse() to see. Good until the next call. Nothing: see why_not(). To be called
    // in the order of the capture, since fragments wait for each other. Takes a bounded time:
    // layers are followed up to a limit. Throws std::bad_alloc only.
    std::optional<Datagram> read(const CapturedFrame& frame);

    bool is_mirror_port(std::uint16_t port) const;
    // Of the last frame for which read() gave nothing.
    NotMirrored why_not() const { return why_not_; }
    // Whose fragment the last frame was, if it was one that was put together with others; of one
    // within another the inner one.
    const std::optional<FragmentKey>& fragment() const { return fragment_; }
    // What of it never became a datagram is told at the end.
    const Fragments& fragments() const { return fragments_; }

  private:
    // What is left of a frame: bytes as captured, and how many there were.
    struct Rest {
        ByteView bytes;
        std::uint32_t length = 0;

        // Passes over a header; what was not captured of it is no longer there.
        void skip(std::uint32_t count);
        void limit(std::uint32_t most);  // to the first bytes
    };
    // What has to be read next, or that reading ends. A loop over it bounds how many layers there
    // are.
    enum class Step : std::uint8_t { Stop, Ethernet, EtherType, Ip, Ipv4, Ipv6, Found };

    // Each reads one layer from the front of rest_ and says what follows.
    Step link(std::uint16_t link_type);
    Step ethernet();
    Step ether_type();
    Step loopback();
    Step ip();
    Step ipv4();
    Step ipv6();
    Step ipv6_upper_layer(std::uint8_t header);
    Step upper_layer(std::uint8_t protocol);
    Step udp();
    Step geneve();
    Step step(Step next);
    // Nothing more to do until the datagram is complete; then it is what is left. False while
    // pieces are missing.
    bool put_together(const FragmentKey& key, const FragmentPlace& place);

    Step stop(NotMirrored why) {
        why_not_ = why;
        return Step::Stop;
    }

    // Few: gone through for each datagram.
    std::vector<std::uint16_t> ports_;
    Fragments fragments_;
    std::optional<FragmentKey> fragment_;
    NotMirrored why_not_ = NotMirrored::OtherTraffic;

    // Of the frame that is being read: Its front is what the next step reads.
    Rest rest_;
    std::uint16_t type_ = 0;  // the EtherType of what is left
    IpAddress source_;        // of the IP header read last
    IpAddress destination_;
    IpAddress target_;  // of the GENEVE envelope, where there is one with AWS's options
    // Of the IP datagram around the GENEVE header, in bytes.
    std::uint32_t enveloped_length_ = 0;
};

}  // namespace vpcmirror
