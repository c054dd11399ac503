# SPDX-License-Identifier: GPL-2.0-or-later
"""Record what can be read and what cannot: real programs in network namespaces, seen on web-a's interface.

    encryption.py [FOLDER [NAME...]]        (as root; default folder: encryption/ beside this file)

Promises: one small pcap per recording, in which the truth of every flow follows from its name: plain-* is readable throughout,
starttls-* until its client says hello, everything else is encrypted throughout (null-* is protected from change only, so
readable). What a recording needs and the machine lacks is named, and the others are made. Needs what record.py needs and
dovecot, python3-aiosmtpd, slapd, ldap-utils, vsftpd, mariadb, postgresql, mosquitto, wireguard-go, wireguard-tools and openssl; for QUIC nginx
1.25 and a curl with HTTP/3 (Debian 13). ESP is made by esp.py: not every kernel has it.
"""
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import netlab
from encryption_servers import PORTS, SERVER, Servers, on_client
from netlab import inside, run
from record import captured

TALK = "user=alice password=open-sesame, a line that anyone can read\n" * 3


def curl(*arguments):
    on_client("curl", "-sSk", "--max-time", "15", "-o", "/dev/null", *arguments)


def plain_ports(servers):
    servers.nginx()
    for port in PORTS:
        curl("--http1.1", f"http://{SERVER.ipv4}:{port}/notes.txt")


def tls12_ports(servers):
    servers.nginx()
    for port in PORTS:
        curl("--tls-max", "1.2", f"https://{SERVER.secondary}:{port}/notes.txt")


def tls13_ports(servers):
    servers.nginx()
    for port in PORTS:
        curl("--tlsv1.3", f"https://{SERVER.secondary}:{port}/notes.txt")


def s_client(protocol, port, text):
    on_client("timeout", "30", "openssl", "s_client", "-quiet", "-crlf", "-starttls", protocol, "-connect", f"{SERVER.ipv4}:{port}", text=text)


def starttls_smtp(servers):
    servers.smtpd()
    on_client("curl", "-sSk", "--max-time", "30", "--ssl-reqd", "--mail-from", "alice@example.com", "--mail-rcpt", "bob@example.com",
              "--upload-file", "-", f"smtp://{SERVER.ipv4}", text=TALK)


def plain_smtp(servers):
    servers.smtpd()
    on_client("curl", "-sS", "--max-time", "30", "--mail-from", "alice@example.com", "--mail-rcpt", "bob@example.com",
              "--upload-file", "-", f"smtp://{SERVER.ipv4}", text=TALK)


def starttls_imap(servers):
    servers.dovecot()
    s_client("imap", 143, "a login alice open-sesame\nb list \"\" *\nc logout\n")


def plain_imap(servers):
    servers.dovecot()
    on_client("timeout", "30", "ncat", "-C", "-i", "25", SERVER.ipv4, "143", text="a login alice open-sesame\nb list \"\" *\nc logout\n")


def starttls_pop3(servers):
    servers.dovecot()
    s_client("pop3", 110, "USER alice\nPASS open-sesame\nQUIT\n")


def starttls_ftp(servers):
    servers.vsftpd()
    s_client("ftp", 21, "USER anonymous\nPASS open-sesame\nPWD\nQUIT\n")


def plain_ldap(servers):
    servers.slapd()
    on_client("ldapsearch", "-x", "-H", f"ldap://{SERVER.ipv4}", "-D", "cn=admin,dc=example,dc=com", "-w", "open-sesame", "-b", "dc=example,dc=com")


def starttls_ldap(servers):
    servers.slapd()
    on_client("env", "LDAPTLS_REQCERT=never", "ldapsearch", "-ZZ", "-x", "-H", f"ldap://{SERVER.ipv4}", "-D",
              "cn=admin,dc=example,dc=com", "-w", "open-sesame", "-b", "dc=example,dc=com")


def plain_redis(servers):
    servers.redis()
    for command in ("SET cart:17 apples", "GET cart:17", "PING", "INFO server"):
        on_client("redis-cli", "-h", SERVER.ipv4, *command.split())


def tls_redis(servers):
    servers.redis()
    for command in ("SET cart:17 apples", "GET cart:17", "PING", "INFO server"):
        on_client("redis-cli", "-h", SERVER.ipv4, "-p", "6380", "--tls", "--insecure", *command.split())


def plain_mqtt(servers):
    servers.mosquitto()
    on_client("mosquitto_pub", "-h", SERVER.ipv4, "-t", "door/7", "-m", "open sesame, and close it behind you", "-q", "1")


def plain_postgresql(servers):
    servers.postgresql()
    on_client("psql", f"host={SERVER.ipv4} user=postgres sslmode=disable", "-c", "SELECT relname FROM pg_class LIMIT 12")


def starttls_postgresql(servers):
    servers.postgresql()
    on_client("psql", f"host={SERVER.ipv4} user=postgres sslmode=require gssencmode=disable", "-c", "SELECT relname FROM pg_class LIMIT 12")


def plain_mysql(servers):
    servers.mariadb()
    on_client("mariadb", "--no-defaults", "-h", SERVER.ipv4, "-uweb", "-popen-sesame", "--skip-ssl", "-e", "SELECT user, host FROM mysql.user")


def starttls_mysql(servers):
    servers.mariadb()
    on_client("mariadb", "--no-defaults", "-h", SERVER.ipv4, "-uweb", "-popen-sesame", "--ssl", "-e", "SELECT user, host FROM mysql.user")


def ssh(servers):
    servers.sshd()
    on_client("ssh", "-F", "none", "-i", f"{servers.folder}/user", "-o", "UserKnownHostsFile=/dev/null", "-o",
              "StrictHostKeyChecking=no", f"root@{SERVER.ipv4}", "seq", "1", "300")


def dtls(servers):
    servers.s_server("-dtls1_2", "-accept", f"{SERVER.ipv4}:5684")
    talk_slowly("openssl", "s_client", "-quiet", "-dtls1_2", "-connect", f"{SERVER.ipv4}:5684")


def null_tls(servers):
    servers.s_server("-tls1_2", "-accept", f"{SERVER.ipv4}:443", "-cipher", "NULL-SHA256:@SECLEVEL=0")
    talk_slowly("openssl", "s_client", "-quiet", "-tls1_2", "-cipher", "NULL-SHA256:@SECLEVEL=0", "-connect", f"{SERVER.ipv4}:443")


def null_dtls(servers):
    servers.s_server("-dtls1_2", "-accept", f"{SERVER.ipv4}:443", "-cipher", "NULL-SHA256:@SECLEVEL=0")
    talk_slowly("openssl", "s_client", "-quiet", "-dtls1_2", "-cipher", "NULL-SHA256:@SECLEVEL=0", "-connect", f"{SERVER.ipv4}:443")


def talk_slowly(*command):
    process = subprocess.Popen(inside("client", *command), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    for line in TALK.splitlines(keepends=True):
        time.sleep(1)
        process.stdin.write(line)
        process.stdin.flush()
    time.sleep(1)
    process.terminate()
    process.wait(10)


def wireguard(servers):
    """Two hosts in user space; the datagrams go to ports that belong to others."""
    ends = {"web-a": ("10.99.0.1", 53), "client": ("10.99.0.2", 443)}
    keys = {}
    for host, (_, port) in ends.items():
        private = subprocess.run(("wg", "genkey"), capture_output=True, text=True, check=True).stdout
        path = servers.folder / f"{host}.key"
        path.write_text(private)
        public = subprocess.run(("wg", "pubkey"), input=private, capture_output=True, text=True, check=True).stdout.strip()
        keys[host] = (str(path), public)
        servers.lab.start(host, "env", "LOG_LEVEL=silent", "WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD=1", "wireguard-go", "-f", f"wg-{host}")
    time.sleep(2)
    for host, (address, port) in ends.items():
        other = next(name for name in ends if name != host)
        endpoint = f"{netlab.BY_NAME[other].ipv4}:{ends[other][1]}"
        run(*inside(host, "wg", "set", f"wg-{host}", "private-key", keys[host][0], "listen-port", str(port), "peer", keys[other][1],
                    "allowed-ips", "10.99.0.0/24", "endpoint", endpoint))
        run(*inside(host, "ip", "address", "add", address + "/24", "dev", f"wg-{host}"))
        run(*inside(host, "ip", "link", "set", f"wg-{host}", "up"))
    on_client("ping", "-n", "-i", "0.3", "-c", "5", "10.99.0.1")


def quic(servers):
    """HTTP/3, on a port of its own and on DNS's."""
    servers.nginx_quic()
    for port in (443, 53):
        curl("--http3-only", f"https://{SERVER.ipv4}:{port}/notes.txt")


RECORDINGS = (plain_ports, tls12_ports, tls13_ports, starttls_smtp, plain_smtp, starttls_imap, plain_imap, starttls_pop3, starttls_ftp,
              plain_ldap, starttls_ldap, plain_redis, tls_redis, plain_mqtt, plain_postgresql, starttls_postgresql, plain_mysql,
              starttls_mysql, ssh, dtls, null_tls, null_dtls, wireguard, quic)


def record(recording, folder):
    with netlab.Lab() as lab, tempfile.TemporaryDirectory() as scratch:
        with captured(lab, folder, **{recording.__name__: "web-a"}):
            recording(Servers(lab, scratch))
            time.sleep(0.5)


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("encryption"))
    folder.mkdir(exist_ok=True)
    failed = []
    for recording in RECORDINGS:
        if sys.argv[2:] and recording.__name__.replace("_", "-") not in sys.argv[2:]:
            continue
        try:
            record(recording, folder)
        except (RuntimeError, OSError, StopIteration, subprocess.SubprocessError) as error:
            failed.append(f"{recording.__name__}: {error}")
    if failed:
        sys.exit("Not recorded:\n" + "\n".join(failed))


if __name__ == "__main__":
    main()
