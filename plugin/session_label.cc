// SPDX-License-Identifier: GPL-2.0-or-later
#include "session_label.h"

#include "epanxx/addresses.h"

namespace vpcmirror {

const char* session_label(wmem_allocator_t* pool, const PacketReport& report) {
    const Identification& identification = report.identification;
    if (identification.session) return wmem_strdup(pool, identification.session->name.c_str());
    if (report.bare && identification.source) {
        return wmem_strdup(pool, identification.source->id.c_str());
    }
    return wmem_strdup_printf(pool, "VNI %u from %s", report.vxlan.vni.value,
                              epanxx::text(pool, report.outer_source));
}

}  // namespace vpcmirror
