// SPDX-License-Identifier: GPL-2.0-or-later
#include "truncation/kept_assessments.h"

#include <algorithm>

namespace vpcmirror {

void KeptAssessments::keep(const KeptAssessment& assessment) {
    if (!kept_.empty() && kept_.back().number > assessment.number) return;
    kept_.push_back(assessment);
}

const KeptAssessment* KeptAssessments::find(std::uint32_t number, std::uint32_t length) const {
    auto place = std::ranges::lower_bound(kept_, number, {}, &KeptAssessment::number);
    for (; place != kept_.end() && place->number == number; ++place) {
        if (place->length == length) return &*place;
    }
    return nullptr;
}

}  // namespace vpcmirror
