// SPDX-License-Identifier: GPL-2.0-or-later
//
// A name may be that of several sessions: the filter asks for the id, or for VNI and source
// address where the catalogue knows no session.
#include "session_filter.h"

#include "epanxx/addresses.h"
#include "fields.h"
#include "protocol.h"

namespace vpcmirror {

namespace {

bool has_menus = false;  // else nobody asks

struct ShownSession {
    const char* filter;
};

const ShownSession* shown_session(packet_info* pinfo) {
    return static_cast<const ShownSession*>(
        p_get_proto_data(pinfo->pool, pinfo, proto_vpcmirror, kShownSession));
}

// Ids have no character that means anything in a display filter, unless they are hostile.
bool is_plain_id(const std::string& id) {
    return !id.empty() && id.find_first_of("\"\\") == std::string::npos;
}

const char* filter_of(wmem_allocator_t* pool, const PacketReport& report) {
    const Identification& identification = report.identification;
    const MirrorSession* session = identification.session;
    if (session && is_plain_id(session->id)) {
        return wmem_strdup_printf(pool, "%s == \"%s\"", hf_vpcmirror_session_id.name(),
                                  session->id.c_str());
    }
    if (report.bare) {
        const NetworkInterface* source = identification.source;
        if (!source || !is_plain_id(source->id)) return nullptr;
        return wmem_strdup_printf(pool, "%s == \"%s\"", hf_vpcmirror_source_eni.name(),
                                  source->id.c_str());
    }
    const IpAddress& source = report.outer_source;
    if (!source.is_set()) return nullptr;
    const epanxx::Field& address =
        source.family == IpFamily::V4 ? hf_vpcmirror_source_ip : hf_vpcmirror_source_ipv6;
    return wmem_strdup_printf(pool, "%s == %u && %s == %s", hf_vpcmirror_vni.name(),
                              report.vxlan.vni.value, address.name(), epanxx::text(pool, source));
}

bool is_mirrored(packet_info* pinfo) noexcept {
    return shown_session(pinfo) != nullptr;
}

char* filter_for(packet_info* pinfo) noexcept {
    const ShownSession* shown = shown_session(pinfo);
    return shown ? g_strdup(shown->filter) : nullptr;
}

}  // namespace

void register_session_filter() {
    has_menus = epanxx::has_windows();
    epanxx::register_conversation_filter<is_mirrored, filter_for>("vpcmirror",
                                                                  "VPC Mirror session");
}

void remember_session(packet_info* pinfo, const PacketReport& report) {
    if (!has_menus) return;
    const char* filter = filter_of(pinfo->pool, report);
    if (!filter) return;
    auto* shown = wmem_new(pinfo->pool, ShownSession);
    shown->filter = filter;
    p_add_proto_data(pinfo->pool, pinfo, proto_vpcmirror, kShownSession, shown);
}

}  // namespace vpcmirror
