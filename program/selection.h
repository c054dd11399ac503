// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which mirrored packets a command is about: by session, interface, VNI, direction, time, and by a
// tcpdump expression on the mirrored frame, which libpcap compiles. All that is asked for must
// hold; of several sessions, interfaces or VNIs one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "mirror_stream.h"
#include "options.h"

struct bpf_program;

namespace vpcmirror {

class Selection {
  public:
    // Throws std::runtime_error with what is wrong with an option. `catalogue` must outlive it.
    Selection(const SelectionOptions& options, const Catalogue& catalogue);
    Selection(const Selection&) = delete;
    Selection& operator=(const Selection&) = delete;
    ~Selection();

    bool takes(const StreamPacket& packet) const;

    // Far away where they were not given.
    Timestamp since() const { return since_; }
    Timestamp until() const { return until_; }

    // What was asked for, in one line, for a report; empty if all packets are taken.
    const std::string& text() const { return text_; }

  private:
    bool takes_session(const PacketReport& report) const;
    bool takes_frame(const StreamPacket& packet) const;

    SelectionOptions options_;
    std::optional<Direction> direction_;
    Timestamp since_ = kEarliestTime;
    Timestamp until_ = Timestamp::max();  // not included
    struct Free {
        void operator()(bpf_program* program) const;
    };
    std::unique_ptr<bpf_program, Free> filter_;
    std::string text_;
};

}  // namespace vpcmirror
