// SPDX-License-Identifier: GPL-2.0-or-later
//
// What was said of the packets before, for as long as copies of them may come: a report says the
// same of a packet in whichever session it is seen. Bounded: the last kMost packets.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "recognise/judgement.h"

namespace vpcmirror {

// Plain; the name is a literal or a dissector's.
struct Told {
    std::uint64_t number = 0;   // of the packet; 0: none
    std::uint32_t settled = 0;  // how often its flow had been settled by then
    // A copy of it has another.
    std::uint16_t session = 0;  // its session number
    // As it was counted.
    Judgement judgement;
    // Lives as long as the program.
    std::string_view service;
    bool doubtful = false;  // may still become what its flow is settled as
};

// A ring by packet number: two packets that are kMost apart take one place.
class ToldBefore {
  public:
    // Copies that lie further apart are told anew.
    static constexpr std::size_t kMost = std::size_t{1} << 18;

    // Numbers ascend. Grows with the capture up to its bound, then no further: 64 bytes for each
    // packet number, by doubling.
    void keep(const Told& told) {
        if (ring_.size() < kMost) {
            const std::size_t wanted = told.number % kMost;
            if (wanted >= ring_.size()) ring_.resize(std::bit_ceil(wanted + 1));
        }
        ring_[told.number % kMost] = told;
    }

    // What was said of the packet with this number. Null if it is not known any more. Good until
    // the next keep().
    const Told* find(std::uint64_t number) const {
        const std::size_t place = number % kMost;
        if (place >= ring_.size() || ring_[place].number != number) return nullptr;
        return &ring_[place];
    }

  private:
    // By number, modulo kMost.
    std::vector<Told> ring_;
};

}  // namespace vpcmirror
