#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write a catalogue as large as an AWS account allows, as the AWS CLI prints it.

The output of describe-traffic-mirror-sessions, -filters, -targets and describe-network-interfaces,
indented by four spaces and with all the members that the catalogue ignores, so that loading it
costs what it costs in practice; with --network also what lies between sources and targets. The same arguments give the same files.
"""

import argparse
import json
import pathlib

from mirror_entries import interface, kind_of, mirror_filter, session, target
from network_entries import network


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--interfaces", type=int, default=10_000)
    parser.add_argument("--filters", type=int, default=1_000)
    parser.add_argument("--rules", type=int, default=10, help="rules per filter, both directions")
    parser.add_argument("--targets", type=int, default=10)
    parser.add_argument("--vnis", type=int, default=1, help="distinct VNIs")
    parser.add_argument("--network", action="store_true", help="with all that delivery depends on: instances, security groups, load balancers and so on")
    arguments = parser.parse_args()
    filters, targets = max(arguments.filters, 1), max(arguments.targets, 1)
    lists = {
        "TrafficMirrorSessions": [
            session(i, arguments.vnis, filters, targets) for i in range(arguments.sessions)
        ],
        "NetworkInterfaces": [interface(i) for i in range(arguments.interfaces)],
        "TrafficMirrorFilters": [mirror_filter(i, arguments.rules) for i in range(filters)],
        "TrafficMirrorTargets": [target(i, kind_of(i) if arguments.network else "interface") for i in range(targets)],
    }
    if arguments.network:
        between, nodes = network(targets, arguments.interfaces)
        lists |= between
        lists["NetworkInterfaces"] += nodes
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for key, entries in lists.items():
        path = arguments.folder / f"{key}.json"
        path.write_text(json.dumps({key: entries}, indent=4) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
