// SPDX-License-Identifier: GPL-2.0-or-later
//
// The table "VPC Mirror sessions" in the preferences: sessions entered by hand, for other clouds or
// where no AWS output is at hand.
#pragma once

#include "catalogue/catalogue.h"
#include "epanxx/headers.h"

namespace vpcmirror {

void register_session_table(module_t* module);

// The rows as they stand, in their order.
CatalogueParts session_table_parts();

}  // namespace vpcmirror
