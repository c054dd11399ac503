# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs that serve in the lab: nginx on web-a and app, dnsmasq as the resolver, redis and sshd on app.

Promises: each runs from files in a scratch folder only, and every password, key and certificate is made anew for one recording.
"""
import random
import time
from pathlib import Path

from netlab import BY_NAME, run

WEB_A, WEB_B, APP, RESOLVER = (BY_NAME[name] for name in ("web-a", "web-b", "app", "resolver"))

NGINX = """
daemon off; master_process off; pid {folder}/{name}.pid; error_log stderr crit;
events {{ }}
http {{
  access_log off; types {{ text/html html; text/plain txt; }} default_type application/octet-stream;
  client_body_temp_path {folder}/{name}.body; proxy_temp_path {folder}/{name}.proxy; fastcgi_temp_path {folder}/{name}.f;
  uwsgi_temp_path {folder}/{name}.u; scgi_temp_path {folder}/{name}.s;
{servers}
}}
"""
WEB_SERVER = """
  server {{
    listen 80; listen [::]:80;
    listen 443 ssl; listen [::]:443 ssl;
    ssl_certificate {folder}/tls.crt; ssl_certificate_key {folder}/tls.key; ssl_protocols TLSv1.2 TLSv1.3;
    root {folder}/www;
    location /api/ {{ proxy_pass http://{app}:8080/; }}
  }}
"""
APP_SERVER = "  server {{ listen 8080; listen [::]:8080; root {folder}/api; }}\n"


def start_all(lab, folder):
    folder = Path(folder)
    _make_content(folder)
    _make_certificate(folder)
    _nginx(lab, "web-a", folder, WEB_SERVER)
    _nginx(lab, "app", folder, APP_SERVER)
    lab.start("resolver", "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
              "--user=root", f"--pid-file={folder}/dnsmasq.pid", f"--listen-address={RESOLVER.ipv4}", "--local-ttl=60",
              "--local=/internal/", "--local=/example.com/",
              *(f"--host-record={host.name}.internal,{host.ipv4},{host.ipv6}" for host in (WEB_A, WEB_B, APP)),
              "--txt-record=example.com,v=spf1 -all,purpose=sample")
    lab.start("app", "redis-server", "--bind", APP.ipv4, "--protected-mode", "no", "--save", "", "--dir", str(folder),
              "--logfile", str(folder / "redis.log"))
    _sshd(lab, folder)
    time.sleep(2)


def _make_content(folder):
    """Pages of a few sizes; the same bytes in every recording."""
    words = ("packet", "mirror", "session", "source", "target", "filter", "subnet", "gateway", "frame", "header")
    chooser = random.Random(4789)
    for name in ("www", "api"):
        (folder / name).mkdir()
    for path, size in (("www/notes.txt", 48_000), ("www/archive.txt", 100_000), ("api/items.json", 6_000)):
        text = ""
        while len(text) < size:
            text += " ".join(chooser.choice(words) for _ in range(12)) + "\n"
        (folder / path).write_text('{"items": "%s"}\n' % text.replace("\n", "; ") if path.endswith("json") else text)
    (folder / "www/index.html").write_text("<!doctype html><title>web-a</title><p>It works.</p>\n")


def _make_certificate(folder):
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-keyout", str(folder / "tls.key"), "-out", str(folder / "tls.crt"), "-days", "30",
        "-subj", "/CN=web-a.internal", "-addext", "subjectAltName=DNS:web-a.internal")


def _nginx(lab, host, folder, servers):
    path = folder / f"{host}.conf"
    names = {"folder": folder, "name": host, "app": APP.ipv4}
    path.write_text(NGINX.format(servers=servers.format(**names), **names))
    lab.start(host, "nginx", "-c", str(path), "-e", "stderr")


def _sshd(lab, folder):
    for key in ("host", "user"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", str(folder / key))
    (folder / "authorized").write_text((folder / "user.pub").read_text())
    Path("/run/sshd").mkdir(exist_ok=True)
    lab.start("app", "/usr/sbin/sshd", "-D", "-f", "/dev/null", "-h", str(folder / "host"),
              "-o", f"AuthorizedKeysFile={folder}/authorized", "-o", "StrictModes=no", "-o", "UsePAM=no",
              "-o", "PermitRootLogin=prohibit-password", "-o", f"PidFile={folder}/sshd.pid", "-o", "PrintMotd=no",
              "-o", "PrintLastLog=no")


def ssh_command(folder, *command):
    """The ssh client's command line to reach app."""
    return ("ssh", "-F", "none", "-i", f"{folder}/user", "-o", f"UserKnownHostsFile={folder}/known",
            "-o", "StrictHostKeyChecking=accept-new", f"root@{APP.ipv4}", *command)
