# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs of a tshark that has started already: warm_start.cc says how.

Promises: run() is like subprocess.run(), in a folder and with an environment of its own; servers are as many as runs go on at once.
A run that takes too long ends with its server. They end with this process, or when stop() is called.
"""
import collections
import os
import signal
import socket
import subprocess
import tempfile
import threading

idle, in_use = collections.defaultdict(list), threading.Lock()  # by what they were started with


class Server:
    def __init__(self, command, library, variables, folder, **how):
        self.socket, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its:
            preload = ":".join(filter(None, [variables.get("LD_PRELOAD"), str(library)]))
            self.process = subprocess.Popen(
                [command, "-r", "/dev/null"], env={**variables, "LD_PRELOAD": preload, "VPCMIRROR_WARM_START": str(its.fileno())},
                pass_fds=[its.fileno()], cwd=folder, stdin=subprocess.DEVNULL, start_new_session=True, **how)

    def run(self, command, variables, folder, timeout, outputs):
        """The exit status, negative for a signal."""
        texts = [str(folder), str(len(command)), *command, *(f"{name}={value}" for name, value in variables.items())]
        self.socket.settimeout(timeout)
        socket.send_fds(self.socket, ["".join(text + "\0" for text in texts).encode()], [file.fileno() for file in outputs])
        try:
            answer = self.socket.recv(4)
        except TimeoutError:
            raise subprocess.TimeoutExpired(command, timeout) from None
        if not answer:
            raise ChildProcessError(f"the server of {command[0]} has ended")
        return os.waitstatus_to_exitcode(int.from_bytes(answer, "little"))

    def stop(self):
        self.socket.close()
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


def run(command, library, variables, folder, timeout, keep_output=True, **how):
    """`variables` with the folder in them are the run's own; a server is started with the others, and with `how`."""
    common = {name: value for name, value in variables.items() if str(folder) not in value}
    key = (command[0], str(library), *sorted(common.items()))
    with in_use:
        server = idle[key].pop() if idle[key] else None
    server = server or Server(command[0], library, common, "/", **how)
    texts = {"mode": "w+", "encoding": "utf-8", "errors": "backslashreplace"}
    with tempfile.TemporaryFile(**texts) if keep_output else open(os.devnull, "r+") as printed, tempfile.TemporaryFile(**texts) as said:
        try:
            status = server.run(command, variables, folder, timeout, [printed, said])
        except BaseException:
            server.stop()
            raise
        with in_use:
            idle[key].append(server)
        for output in (printed, said):
            if output.seekable():
                output.seek(0)
        return subprocess.CompletedProcess(command, status, printed.read(), said.read())


def stop():
    """Those that wait; the others belong to a run."""
    with in_use:
        for server in [server for servers in idle.values() for server in servers]:
            server.stop()
        idle.clear()
