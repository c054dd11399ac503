# SPDX-License-Identifier: GPL-2.0-or-later
"""Record the workload: real programs talking in network namespaces, captured on the instances' interfaces.

    record.py [FOLDER]        (as root; default folder: inner/ beside this file; what a vxlan interface shows goes to bare/ beside FOLDER)

Promises: writes one small classic pcap (Ethernet, microseconds) per scenario and instance; a new recording has other
times, ports, keys and sequence numbers, so all samples must be generated again after it. Needs nginx, curl, dnsmasq,
dig, redis, OpenSSH, ping, tcpdump, ethtool and iproute2.
"""
import contextlib
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import netlab
import replay
import servers
from netlab import inside, run
from servers import APP, RESOLVER, WEB_A


@contextlib.contextmanager
def captured(lab, folder, **names):
    """Capture on eth0 of the instances named, each to its file, while the block runs. Keywords: file = instance."""
    captures = []
    for name, host in names.items():
        path = folder / (name.replace("_", "-") + ".pcap")
        captures.append(lab.start(host, "tcpdump", "-i", "eth0", "-n", "-U", "--immediate-mode", "-Z", "root", "-w", str(path),
                                  stderr=subprocess.PIPE, text=True))
    for process in captures:
        process.stderr.readline()  # "listening on eth0"
    time.sleep(0.5)
    yield
    time.sleep(1)
    for process in captures:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)


def curl(host, url, *options):
    run(*inside(host, "curl", "-sS", "-g", "--max-time", "20", "--output", "/dev/null", *options, url))


def dig(host, *question):
    run(*inside(host, "dig", "@" + RESOLVER.ipv4, *question))


def ping(host, *options):
    run(*inside(host, "ping", "-n", "-i", "0.3", *options))


def forget_neighbours():
    for host in netlab.HOSTS:
        run("ip", "-n", host.namespace, "neigh", "flush", "all")


def web_tier(lab, folder, scratch):
    """One visit to the shop, seen at both ends: client to web-a, web-a to app (HTTP, redis, SSH) and the resolver."""
    with captured(lab, folder, web_tier_web_a="web-a", web_tier_app="app"):
        dig("web-a", "app.internal", "A")
        dig("web-a", "app.internal", "AAAA")
        dig("web-a", "example.com", "TXT")
        dig("web-a", "missing.internal", "A")
        dig("web-a", "+tcp", "app.internal", "A")
        curl("client", f"http://{WEB_A.ipv4}/")
        curl("client", f"http://{WEB_A.ipv4}/notes.txt")
        curl("client", f"http://{WEB_A.secondary}/")
        curl("client", f"http://{WEB_A.ipv4}/api/items.json")
        redis = ("redis-cli", "-h", APP.ipv4)
        run(*inside("web-a", *redis, "SET", "cart:17", "3 apples"))
        run(*inside("web-a", *redis, "GET", "cart:17"))
        run(*inside("web-a", *servers.ssh_command(scratch, "seq", "1", "400")))


def web_peers(lab, folder):
    """Two instances of one subnet, no router between them."""
    with captured(lab, folder, web_peers_web_b="web-b"):
        curl("web-b", f"http://{WEB_A.ipv4}/")
        ping("web-b", "-c", "2", WEB_A.ipv4)


def tls(lab, folder):
    with captured(lab, folder, tls_web_a="web-a"):
        curl("client", "https://web-a.internal/archive.txt", "--insecure", "--tlsv1.3",
             "--resolve", f"web-a.internal:443:{WEB_A.ipv4}")


def http_ipv6(lab, folder):
    with captured(lab, folder, ipv6_web_a="web-a"):
        curl("client", f"http://[{WEB_A.ipv6}]/")
        curl("client", f"http://[{WEB_A.ipv6}]/archive.txt")


def pings(lab, folder):
    """Echo in both families, whole and in fragments."""
    with captured(lab, folder, ping_web_a="web-a"):
        for address in (APP.ipv4, APP.ipv6):
            ping("web-a", "-c", "2", address)
            ping("web-a", "-c", "2", "-s", "4000", address)


def tagged(lab, folder):
    """Ping and HTTP behind one 802.1Q tag, then behind an 802.1ad and an 802.1Q tag."""
    for host, last in (("web-a", 10), ("web-b", 11)):
        lab.tagged(host, "eth0.100", "8100:100", f"10.100.0.{last}/24")
        lab.tagged(host, "eth0.200.30", "88a8:200,8100:30", f"10.200.30.{last}/24")
    for name, network in (("vlan", "10.100.0."), ("qinq", "10.200.30.")):
        with captured(lab, folder, **{name + "_web_a": "web-a"}):
            ping("web-b", "-c", "2", network + "10")
            curl("web-b", f"http://{network}10/")


def bridge(lab, folder):
    """What a switched segment adds: spanning tree (IEEE 802.3 frames), ARP and neighbour discovery."""
    with captured(lab, folder, bridge_web_b="web-b"):
        forget_neighbours()
        ping("web-b", "-c", "2", WEB_A.ipv4)
        ping("web-b", "-c", "2", WEB_A.ipv6)
        time.sleep(5)


def vxlan_interface(lab, folder):
    """A session's packets as tcpdump sees them on the vxlan interface of an appliance: without their tunnel."""
    namespace = netlab.BY_NAME["web-b"].namespace
    bare = folder.parent / "bare"
    bare.mkdir(exist_ok=True)
    run("ip", "-n", namespace, "link", "add", "mirror0", "type", "vxlan", "id", str(replay.VNI), "dstport", "4789", "dev", "eth0")
    run("ip", "-n", namespace, "link", "set", "mirror0", "up")
    capture = lab.start("web-b", "tcpdump", "-i", "mirror0", "-n", "-U", "--immediate-mode", "-Z", "root", "-w",
                        str(bare / "vxlan-interface.pcap"), stderr=subprocess.PIPE, text=True)
    capture.stderr.readline()
    time.sleep(0.5)
    run(*inside("app", sys.executable, replay.__file__, str(folder / "web-tier-web-a.pcap"), servers.WEB_B.ipv4))
    time.sleep(1)
    capture.send_signal(signal.SIGINT)
    capture.wait(timeout=10)
    run("ip", "-n", namespace, "link", "del", "mirror0")


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "inner").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, netlab.Lab() as lab:
        servers.start_all(lab, scratch)
        web_tier(lab, folder, scratch)
        web_peers(lab, folder)
        tls(lab, folder)
        http_ipv6(lab, folder)
        pings(lab, folder)
        tagged(lab, folder)
        bridge(lab, folder)
        vxlan_interface(lab, folder)


if __name__ == "__main__":
    main()
