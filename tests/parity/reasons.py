# SPDX-License-Identifier: GPL-2.0-or-later
"""Why mirrored packets may read otherwise than unmirrored ones, and what is left of a difference without that.

Promises: no reason covers more than the fields, or in later networks the layers, that it names.
"""
import collections
import itertools

TRAILER = "within VXLAN Wireshark takes no trailer for padding or a frame check sequence, with this plugin or without"
ACROSS = "Wireshark finds {} whatever the addresses; both networks are made of one recording, where two real ones would differ"

# By field, in any network.
REASONS = dict.fromkeys(("eth.padding", "eth.trailer", "vlan.trailer", "eth.fcs", "eth.fcs.status"), TRAILER)
# By layer, in networks that are not the first.
LATER_LAYERS = {"sctp": ACROSS.format("an SCTP association by ports and verification tags"),
                "quic": ACROSS.format("a QUIC connection by its connection ids"),
                "smb2": ACROSS.format("an SMB2 session, tree and file by their ids")}
# By field, in the first of several networks: Wireshark tells it of the later ones' packets, too.
FIRST_FIELDS = {**dict.fromkeys(("dcerpc.nt.open_frame", "dcerpc.nt.close_frame"), ACROSS.format("a policy handle of RPC by its bytes")),
                **dict.fromkeys(("sctp.retransmitted", "sctp.retransmitted_count"), LATER_LAYERS["sctp"]),
                **dict.fromkeys(("smb2.auth_frame", "smb2.tcon_frame"), LATER_LAYERS["smb2"])}


def unexplained(left, right, place):
    """The fields that differ for no known reason, in pairs, and the reasons of the others. `place`: whether their network is
    the "only" one with its addresses, the "first" of several, or a "later" one."""
    reasons = {**REASONS, **(FIRST_FIELDS if place == "first" else {})}
    missing = collections.Counter(left) - collections.Counter(right)
    added = collections.Counter(right) - collections.Counter(left)
    pairs = [pair for pair in zip(left, right) if pair[0] != pair[1]] if not missing and not added else \
        list(itertools.zip_longest(*([one for one in some.elements() if one.name not in reasons] for some in (missing, added))))
    found = {reasons[one.name] for one in itertools.chain(missing, added) if one.name in reasons}
    layers = {one.name for one in itertools.chain(left, right) if one.depth == 1 and one.name in LATER_LAYERS}
    if pairs and place == "later" and layers:
        return [], found | {LATER_LAYERS[name] for name in layers}
    return pairs, found
