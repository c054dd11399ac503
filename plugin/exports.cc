// SPDX-License-Identifier: GPL-2.0-or-later
#include "exports.h"

#include "epanxx/times.h"
#include "summary.h"

namespace vpcmirror {

namespace {

int frames_tap = -1;

// Enough for all but hostile names; an option of pcapng holds 65535 bytes.
constexpr size_t kLongestComment = 4000;

// Tells our comments from others.
constexpr const char* kCommentStart = "VPC Mirror: ";

// The bytes of `text` up to the longest comment, without a part of a character at the end.
size_t comment_length(const char* text) {
    size_t length = strlen(text);
    if (length <= kLongestComment) return length;
    length = kLongestComment;
    while ((static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
    return length;
}

// In the place of what an earlier annotation has left, else behind the comments of others.
void set_comment(wtap_block_t block, const char* comment, size_t length) {
    const unsigned count = wtap_block_count_option(block, OPT_COMMENT);
    for (unsigned i = 0; i < count; ++i) {
        char* earlier = nullptr;
        const auto found = wtap_block_get_nth_string_option_value(block, OPT_COMMENT, i, &earlier);
        if (found != WTAP_OPTTYPE_SUCCESS || !g_str_has_prefix(earlier, kCommentStart)) continue;
        wtap_block_set_nth_string_option_value(block, OPT_COMMENT, i, comment, length);
        return;
    }
    wtap_block_add_string_option(block, OPT_COMMENT, comment, length);
}

}  // namespace

void register_exports() {
    frames_tap = register_export_pdu_tap_with_encap("VPC mirror frames", WTAP_ENCAP_ETHERNET);
}

void export_frame(packet_info* pinfo, tvbuff_t* datagram, Nanoseconds earlier, std::size_t header) {
    if (!have_tap_listener(frames_tap)) return;
    if (tvb_captured_length(datagram) <= header) return;
    tvbuff_t* frame = tvb_new_subset_remaining(datagram, static_cast<int>(header));
    auto* pdu = wmem_new0(pinfo->pool, exp_pdu_data_t);
    pdu->tvb_captured_length = tvb_captured_length(frame);
    pdu->tvb_reported_length = tvb_reported_length(frame);
    pdu->pdu_tvb = frame;
    if (earlier != Nanoseconds::zero()) {
        // The export takes the time from here, and nothing that is shown does.
        const nstime_t delay = epanxx::nstime(earlier);
        nstime_subtract(&pinfo->abs_ts, &delay);
    }
    tap_queue_packet(frames_tap, pinfo, pdu);
}

void annotate(packet_info* pinfo, const PacketReport& report) {
    if (!pinfo->rec->block) return;
    const char* comment =
        wmem_strdup_printf(pinfo->pool, "%s%s", kCommentStart, full_summary(pinfo->pool, report));
    set_comment(pinfo->rec->block, comment, comment_length(comment));
    pinfo->rec->block_was_modified = TRUE;
}

}  // namespace vpcmirror
