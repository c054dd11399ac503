// SPDX-License-Identifier: GPL-2.0-or-later
//
// What was said of each packet that claims more than arrived, when it was first looked at. It is
// said again whenever the packet is: what came later may tell more, but a packet that was once read
// as cut, and whose connection was followed on that ground, stays so.
#pragma once

#include <cstdint>
#include <vector>

namespace vpcmirror {

// Part of truncation.h's answer: what is not here follows from the packet itself.
struct KeptAssessment {
    std::uint32_t number = 0;  // of the packet in the capture
    std::uint32_t length = 0;  // of its datagram
    // A TruncationCause.
    std::uint8_t cause = 0;
    // The claim was not believed.
    bool doubted = false;
    bool longer_delivered = false;
};

// Per capture: 12 bytes for each such packet, which is the bound.
class KeptAssessments {
  public:
    // To be called in the order of the capture, once for a packet and datagram.
    void keep(const KeptAssessment& assessment);

    // Null if nothing was kept of it. A packet may carry several datagrams: number and length tell
    // them apart. By bisection.
    const KeptAssessment* find(std::uint32_t number, std::uint32_t length) const;

    void clear() { kept_.clear(); }

  private:
    std::vector<KeptAssessment> kept_;  // ascending number, as packets come
};

}  // namespace vpcmirror
