# SPDX-License-Identifier: GPL-2.0-or-later
"""A small VPC of network namespaces: instances on Linux bridges, and a router between the bridges.

Promises: nothing leaves the namespaces; all offloads are off, so that frames have the size and the checksums they
have on a wire; every namespace and process it made is gone after the with block. Needs root, iproute2 and ethtool.
Addresses and MACs look like those of a VPC: 02:..., the router at .1 of each subnet, the resolver at 10.0.0.2.
"""
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PREFIX = "vpclab-"
ROUTER = PREFIX + "router"


@dataclass(frozen=True)
class Host:
    name: str
    subnet: str
    mac: str
    ipv4: str
    ipv6: str
    secondary: str = ""

    @property
    def namespace(self):
        return PREFIX + self.name


@dataclass(frozen=True)
class Subnet:
    name: str
    mac: str
    ipv4: str
    ipv6: str


SUBNETS = (
    Subnet("dns", "02:a1:f0:00:00:01", "10.0.0.1", "2001:db8:10::1"),
    Subnet("web", "02:a1:f0:00:01:01", "10.0.1.1", "2001:db8:10:1::1"),
    Subnet("app", "02:a1:f0:00:02:01", "10.0.2.1", "2001:db8:10:2::1"),
    Subnet("net", "02:a1:f0:00:ff:01", "198.51.100.1", "2001:db8:ff::1"),
)
HOSTS = (
    Host("resolver", "dns", "02:5e:30:00:00:02", "10.0.0.2", "2001:db8:10::2"),
    Host("web-a", "web", "02:5e:31:9c:4a:0b", "10.0.1.10", "2001:db8:10:1::a", "10.0.1.110"),
    Host("web-b", "web", "02:5e:31:77:d2:1d", "10.0.1.11", "2001:db8:10:1::b"),
    Host("app", "app", "02:5e:32:e8:06:53", "10.0.2.20", "2001:db8:10:2::14"),
    Host("client", "net", "02:5e:3f:41:c7:90", "198.51.100.23", "2001:db8:ff::17"),
)
BY_NAME = {host.name: host for host in HOSTS}


def run(*command):
    """Run a command; an error, with what the command said, if it fails."""
    done = subprocess.run(command, check=False, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}")


def inside(host, *command):
    """A command line that runs in the host's namespace."""
    return ("ip", "netns", "exec", BY_NAME[host].namespace, *command)


class Lab:
    """Use as a context manager."""

    def __enter__(self):
        self._processes = []
        self._namespaces = []
        try:
            self._build_router()
            for host in HOSTS:
                self._attach(host)
            time.sleep(8)  # the spanning tree's listening and learning states
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self._processes):
            self.stop(process)
        for namespace in self._namespaces:
            subprocess.run(("ip", "netns", "del", namespace), check=False)

    def start(self, host, *command, **options):
        """A program in the host's namespace, in the background until stopped or the lab ends."""
        process = subprocess.Popen(inside(host, *command), stdin=subprocess.DEVNULL, **options)
        self._processes.append(process)
        return process

    def stop(self, process):
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=10)

    def _namespace(self, name):
        run("ip", "netns", "add", name)
        self._namespaces.append(name)
        run("ip", "-n", name, "link", "set", "lo", "up")

    def _build_router(self):
        self._namespace(ROUTER)
        for setting in ("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1", "net.ipv4.conf.all.send_redirects=0"):
            run("ip", "netns", "exec", ROUTER, "sysctl", "-qw", setting)
        for subnet in SUBNETS:
            bridge = "br-" + subnet.name
            spanning_tree = subnet.name == "web"
            run("ip", "-n", ROUTER, "link", "add", bridge, "address", subnet.mac, "type", "bridge",
                "stp_state", str(int(spanning_tree)), "forward_delay", "200", "hello_time", "100", "max_age", "600")
            run("ip", "-n", ROUTER, "address", "add", subnet.ipv4 + "/24", "dev", bridge)
            run("ip", "-n", ROUTER, "address", "add", subnet.ipv6 + "/64", "dev", bridge, "nodad")
            self._offloads_off(ROUTER, bridge)
            run("ip", "-n", ROUTER, "link", "set", bridge, "up")

    def _attach(self, host):
        self._namespace(host.namespace)
        subnet = next(subnet for subnet in SUBNETS if subnet.name == host.subnet)
        run("ip", "-n", ROUTER, "link", "add", host.name, "type", "veth", "peer", "name", "eth0", "netns", host.namespace)
        run("ip", "-n", host.namespace, "link", "set", "eth0", "address", host.mac)
        run("ip", "-n", ROUTER, "link", "set", host.name, "address", "02:a1:f1" + host.mac[8:])
        for namespace, device in ((ROUTER, host.name), (host.namespace, "eth0")):
            self._offloads_off(namespace, device)
        run("ip", "-n", ROUTER, "link", "set", host.name, "master", "br-" + host.subnet, "up")
        run("ip", "-n", host.namespace, "address", "add", host.ipv4 + "/24", "dev", "eth0")
        if host.secondary:
            run("ip", "-n", host.namespace, "address", "add", host.secondary + "/24", "dev", "eth0")
        run("ip", "-n", host.namespace, "address", "add", host.ipv6 + "/64", "dev", "eth0", "nodad")
        run("ip", "-n", host.namespace, "link", "set", "eth0", "up")
        run("ip", "-n", host.namespace, "route", "add", "default", "via", subnet.ipv4)
        run("ip", "-n", host.namespace, "-6", "route", "add", "default", "via", subnet.ipv6)

    def tagged(self, host, device, tags, address):
        """A VLAN subinterface of the host's eth0."""
        namespace = BY_NAME[host].namespace
        self.start(host, sys.executable, str(Path(__file__).with_name("tagger.py")), device, "eth0", tags)
        time.sleep(1)
        run("ip", "-n", namespace, "link", "set", device, "mtu", "1492", "address", BY_NAME[host].mac)
        run("ip", "-n", namespace, "address", "add", address, "dev", device)
        run("ip", "-n", namespace, "link", "set", device, "up")

    @staticmethod
    def _offloads_off(namespace, device):
        for feature in ("tx", "rx", "tso", "gso", "gro", "sg", "rxvlan", "txvlan"):
            subprocess.run(("ip", "netns", "exec", namespace, "ethtool", "-K", device, feature, "off"),
                           check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
