// SPDX-License-Identifier: GPL-2.0-or-later
//
// A report together with the catalogue whose sessions it points to: another capture may bring
// another catalogue.
#pragma once

#include <memory>
#include <optional>

#include "catalogue_store.h"
#include "statistics/reports.h"

namespace vpcmirror {

class RunningReport {
  public:
    RunningReport() = default;
    explicit RunningReport(const ReportKind& kind)
        : catalogue_(catalogue_in_force()),
          report_(kind.make(
              {*catalogue_, catalogue_files(), catalogue_diagnostics(), catalogue_places()})) {}

    explicit operator bool() const { return report_ != nullptr; }
    Report* operator->() const { return report_.get(); }

    // False once packets are identified with another catalogue than the report was made with, or
    // their sessions have numbers of another generation than those it has counted.
    bool is_current(const PacketReport& packet) {
        if (!generation_) generation_ = packet.session_generation;
        return catalogue_.get() == &current_catalogue() && generation_ == packet.session_generation;
    }

  private:
    std::shared_ptr<const Catalogue> catalogue_;
    ReportPtr report_;
    std::optional<std::uint32_t> generation_;
};

}  // namespace vpcmirror
