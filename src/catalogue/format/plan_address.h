// SPDX-License-Identifier: GPL-2.0-or-later
//
// An address or a reference of Terraform, in parts: module.mirror["a"].aws_subnet.web[0].id. A key
// may hold dots and brackets within its quotes.
// https://developer.hashicorp.com/terraform/cli/state/resource-addressing
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace vpcmirror {

class PlanAddress {
  public:
    struct Part {
        std::string_view name;
        std::string_view key;  // "[0]", as it is written; empty: none
    };

    // `text` stays the caller's.
    explicit PlanAddress(std::string_view text);

    const std::vector<Part>& parts() const { return parts_; }
    // The first `count` of them, as they are written.
    std::string_view prefix(std::size_t count) const;

    // The key at the begin of `text`; empty if there is none.
    static std::string_view key_of(std::string_view text);

  private:
    std::string_view text_;
    std::vector<Part> parts_;
};

}  // namespace vpcmirror
