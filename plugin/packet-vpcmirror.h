// SPDX-License-Identifier: GPL-2.0-or-later
//
// The protocol "AWS VPC Traffic Mirroring": registration and dissection. The door that every packet
// comes in by.
//
// The way in. UDP finds our handle at its port (ports.h), which gives what is no mirror traffic to
// whoever had the port before. dissect_vpcmirror() takes the captured bytes once and hands them to
// analyse() (analysis/analyse.h): VXLAN header, frame, session, direction, truncation, verdict,
// duplicates make a PacketReport. From there on epan's functions may leave by longjmp, and nothing
// alive has a destructor. The report is shown (render.h), its findings are told (findings.h), the
// packet gets its comment (exports.h), statistics get a copy (taps/mirror_tap.h).
//
// Then the datagram, with the length that its packet had before AWS cut it (original_length.h),
// goes on to Wireshark: VXLAN, Ethernet, IP and what it carries. Where IP asks for TCP, UDP and the
// others, conversations.h stands between them and keeps apart what belongs to different networks. A
// later copy of a packet ends before that, as a line of its own (duplicate_summary.h), unless the
// user wants it dissected. Exports of frames branch off here, before VXLAN.
//
// The way back. When all dissectors are done Wireshark calls the taps, once for each pass: the
// reports (taps/), which ask what was recognised above us; the trees, tables and documents are
// drawn when the capture ends or a window wants them. GENEVE goes in front of all of it: gwlb.h
// reads AWS's options and lets the datagram in it come in by the same door.
//
// A packet is dissected more than once and in any order: what depends on earlier packets is
// computed on the first pass and kept in CaptureState. new_capture() clears all of it.
#pragma once

namespace vpcmirror {

void proto_register_vpcmirror();
void proto_reg_handoff_vpcmirror();

}  // namespace vpcmirror
