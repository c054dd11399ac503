// SPDX-License-Identifier: GPL-2.0-or-later
#include "duplicate_summary.h"

#include "epanxx/addresses.h"

namespace vpcmirror {

namespace {

void show_address(address& shown, address& shown_too, packet_info* pinfo, const IpAddress& from) {
    epanxx::set(shown, pinfo->pool, from);
    copy_address_shallow(&shown_too, &shown);
}

}  // namespace

void show_duplicate_summary(packet_info* pinfo, const PacketReport& report) {
    const Frame& frame = report.frame;
    if (frame.has_addresses) {
        show_address(pinfo->net_src, pinfo->src, pinfo, frame.source);
        show_address(pinfo->net_dst, pinfo->dst, pinfo, frame.destination);
    }
    col_set_str(pinfo->cinfo, COL_PROTOCOL, "VPC Mirror");
    col_add_fstr(pinfo->cinfo, COL_INFO, "Duplicate of frame %u",
                 static_cast<unsigned>(report.duplicate_of->first));
    if (frame.protocol) {
        col_append_fstr(pinfo->cinfo, COL_INFO, ": %s",
                        val_to_str_ext_const(*frame.protocol, &ipproto_val_ext, "IP"));
    }
    if (frame.ports) {
        col_append_fstr(pinfo->cinfo, COL_INFO, " %u -> %u", frame.ports->source,
                        frame.ports->destination);
    }
    col_append_fstr(pinfo->cinfo, COL_INFO, ", %u bytes", report.truncation.mirrored);
}

}  // namespace vpcmirror
