// SPDX-License-Identifier: GPL-2.0-or-later
//
// Registration tables without macros: what Wireshark's HFILL and EXPFILL fill in is hidden here.
// Ids start as -1: Wireshark 4.0 refuses others.
#pragma once

#include "epanxx/headers.h"

namespace vpcmirror::epanxx {

inline hf_register_info field(int& id, const char* filter_name, const char* title, ftenum type,
                              const char* blurb, int display = BASE_NONE,
                              const void* strings = nullptr) {
    return {&id, {title, filter_name, type, display, strings, 0, blurb, HFILL}};
}

inline ei_register_info finding(expert_field& id, const char* filter_name, int group, int severity,
                                const char* summary) {
    return {&id, {filter_name, group, severity, summary, EXPFILL}};
}

}  // namespace vpcmirror::epanxx
