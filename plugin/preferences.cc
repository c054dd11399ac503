// SPDX-License-Identifier: GPL-2.0-or-later
#include "preferences.h"

#include "session_table.h"

namespace vpcmirror {

namespace {

constexpr const char* kDefaultPorts = "4789";
constexpr unsigned kLargestPort = 65535;

Preferences values;

const enum_val_t duplicate_treatments[] = {
    {"session", "Analyse each copy in its own session", kDuplicatesInTheirSession},
    {"summary", "Show the second copy as a summary", kDuplicatesAsSummary},
    {"packet", "Treat it as any packet", kDuplicatesAsPackets},
    {nullptr, nullptr, 0},
};

// A heading on the page of preferences.
void register_heading(module_t* module, const char* name, const char* title) {
    prefs_register_static_text_preference(module, name, title, "");
}

void register_recognition_preferences(module_t* module) {
    range_convert_str(wmem_epan_scope(), &values.udp_ports, kDefaultPorts, kLargestPort);
    prefs_register_range_preference(module, "udp.port", "UDP ports of mirror traffic",
                                    "UDP ports on which VXLAN is mirror traffic. AWS always sends "
                                    "to 4789; another port is for copies that were "
                                    "forwarded. What is no valid VXLAN on these ports goes to the "
                                    "dissector that had the port before",
                                    &values.udp_ports, kLargestPort);
    prefs_register_bool_preference(
        module, "bare_frames", "Mirrored frames may come without their tunnel",
        "For captures made on a Linux vxlan interface: Ethernet frames of the capture from or to "
        "the "
        "MAC address of an interface in the catalogue are mirrored frames. Without VNI and outer "
        "addresses the MAC addresses are all that tells their session",
        &values.bare_frames);
}

void register_catalogue_preferences(module_t* module) {
    register_heading(module, "catalogue", "<b>Names for sessions</b>");
    prefs_register_directory_preference(module, "catalogue_folder", "Catalogue folder",
                                        "Folder with what the AWS CLI or Terraform says about "
                                        "mirror sessions: every *.json and *.tfstate file in it is "
                                        "read, whatever its name. Empty: the folder \"vpcmirror\" "
                                        "in Wireshark's personal configuration folder",
                                        &values.catalogue_folder);
    prefs_register_filename_preference(module, "catalogue_file", "Catalogue file",
                                       "One more file for the catalogue, read after the folder: "
                                       "output of the AWS CLI's describe-traffic-mirror-sessions, "
                                       "-filters, -targets, describe-network-interfaces or "
                                       "describe-instances, a Terraform state, the output of "
                                       "terraform show -json, or a CloudFormation template",
                                       &values.catalogue_file, FALSE);
    register_session_table(module);
}

void register_length_preferences(module_t* module) {
    register_heading(module, "cut", "<b>Packets that the mirror cut</b>");
    prefs_register_bool_preference(
        module, "restore_length", "Restore the original length of truncated packets",
        "Hands a packet that AWS cut on with the length it had, so that the dissectors above see a "
        "slice. Off: they see what was mirrored, and report lengths, checksums and TCP sequences "
        "that are wrong",
        &values.restore_length);
    prefs_register_uint_preference(module, "target_mtu", "MTU of the mirror target",
                                   "A packet whose datagram is exactly as long as this was cut by "
                                   "the target's MTU. 0: learn it from the capture",
                                   10, &values.target_mtu);
}

void register_duplicate_preferences(module_t* module) {
    register_heading(module, "sessions_together", "<b>Sessions that show the same traffic</b>");
    prefs_register_bool_preference(
        module, "networks_apart", "Keep networks apart",
        "Conversations, fragments and requests of VPCs that use the same addresses never merge. "
        "Sessions that show one network stay together: both ends of a path, the two directions "
        "of a connection, two sessions of one interface. Off: told apart by addresses and ports "
        "alone",
        &values.networks_apart);
    prefs_register_enum_preference(
        module, "duplicates", "Packets mirrored at both ends",
        "Traffic between two mirrored interfaces arrives twice. A summary (summary) keeps the "
        "second copy from the dissectors above, so that it is not taken for a retransmission; each "
        "copy can be analysed in its own session (session), where networks are kept apart: then "
        "each session is a network of its own; as any packet (packet), duplicates are not looked "
        "for",
        &values.duplicates, duplicate_treatments, FALSE);
    prefs_register_uint_preference(
        module, "duplicate_window", "Longest time between two copies (milliseconds)",
        "A packet seen again in another session within this many milliseconds is the second copy "
        "of the first",
        10, &values.duplicate_window);
}

void register_export_preferences(module_t* module) {
    register_heading(module, "output", "<b>What is written</b>");
    prefs_register_bool_preference(
        module, "export_duplicates", "Export second copies too",
        "File > Strip Headers, and tshark -U \"VPC mirror frames\", write the mirrored frames "
        "without their tunnel. Off: of packets mirrored at both ends only the first copy",
        &values.export_duplicates);
    prefs_register_bool_preference(
        module, "comments", "Comment each mirrored packet",
        "Adds a comment with session, direction, truncation, verdict and duplicate to each packet, "
        "which tshark -Y vpcmirror -w FILE writes for readers without this plugin",
        &values.comments);
}

}  // namespace

const Preferences& preferences() {
    return values;
}

void register_preferences(int protocol) {
    // Changes take effect when the next capture opens or this one is dissected anew, which
    // Wireshark does on its own: nothing to do here.
    module_t* module = prefs_register_protocol(protocol, nullptr);
    // Of a profile's files Wireshark copies those that it knows. This one tells 4.4 and later when
    // to switch to the profile, and 4.4 itself has not registered it.
    profile_register_persconffile("profile_settings");
    register_recognition_preferences(module);
    register_catalogue_preferences(module);
    register_length_preferences(module);
    register_duplicate_preferences(module);
    register_export_preferences(module);
}

}  // namespace vpcmirror
