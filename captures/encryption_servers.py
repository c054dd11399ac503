# SPDX-License-Identifier: GPL-2.0-or-later
"""The servers that talk readable, encrypted, or first one and then the other: for the recordings of encryption.py.

Promises: all run on web-a from files in a scratch folder, with a certificate made for one recording; nothing that they
are told is anybody's.
"""
import os
import shutil
import subprocess
import time
from pathlib import Path

from netlab import BY_NAME, inside, run

SERVER = BY_NAME["web-a"]
PORTS = (80, 25, 3306, 5432, 6379, 9092, 1883, 389, 110, 443)  # plain on the primary address, TLS on the secondary

NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr crit;
events {{ }}
http {{
  access_log off; default_type text/plain; root {folder}/www;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
  scgi_temp_path {folder}/s; ssl_certificate {folder}/tls.crt; ssl_certificate_key {folder}/tls.key;
  ssl_protocols TLSv1.2 TLSv1.3;
  server {{ {plain} }}
  server {{ {tls} }}
}}
"""
DOVECOT = """
base_dir = {folder}/dovecot
state_dir = {folder}/dovecot-state
log_path = {folder}/dovecot.log
protocols = imap pop3
listen = {address}
ssl = yes
ssl_cert = <{folder}/tls.crt
ssl_key = <{folder}/tls.key
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%u
default_internal_user = dovecot
passdb {{
  driver = static
  args = password=open-sesame
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={folder}/mail/%u
}}
"""
SLAPD = """
include /etc/ldap/schema/core.schema
pidfile {folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile {folder}/tls.crt
TLSCertificateKeyFile {folder}/tls.key
database mdb
suffix "dc=example,dc=com"
directory {folder}/ldap
rootdn "cn=admin,dc=example,dc=com"
rootpw open-sesame
"""
VSFTPD = """
listen=YES
background=NO
listen_address={address}
anonymous_enable=YES
ssl_enable=YES
allow_anon_ssl=YES
rsa_cert_file={folder}/tls.crt
rsa_private_key_file={folder}/tls.key
secure_chroot_dir={folder}/empty
ssl_ciphers=HIGH
isolate=NO
isolate_network=NO
seccomp_sandbox=NO
"""


class Servers:
    """Each is started when a recording wants it, and stopped with it: some share a port."""

    def __init__(self, lab, folder):
        self.lab, self.folder, self.address = lab, Path(folder), SERVER.ipv4
        self.folder.chmod(0o755)
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{folder}/tls.key", "-out", f"{folder}/tls.crt",
            "-days", "30", "-subj", "/CN=web-a.internal")
        (self.folder / "www").mkdir()
        (self.folder / "www/notes.txt").write_text("a page that anyone can read, line after line\n" * 40)
        (self.folder / "tls.key").chmod(0o644)

    def start(self, *command, wait=1.5, **options):
        process = self.lab.start("web-a", *command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
        time.sleep(wait)
        return process

    def configured(self, name, text):
        path = self.folder / name
        path.write_text(text.format(folder=self.folder, address=self.address))
        return str(path)

    def nginx(self):
        plain = " ".join(f"listen {SERVER.ipv4}:{port};" for port in PORTS)
        tls = " ".join(f"listen {SERVER.secondary}:{port} ssl;" for port in PORTS)
        path = self.folder / "nginx.conf"
        path.write_text(NGINX.format(folder=self.folder, plain=plain, tls=tls))
        return self.start("nginx", "-c", str(path), "-e", "stderr")

    def nginx_quic(self):
        path = self.folder / "nginx.conf"
        quic = " ".join(f"listen {SERVER.ipv4}:{port} quic;" for port in (443, 53))
        path.write_text(NGINX.format(folder=self.folder, plain=f"listen {SERVER.ipv4}:80;", tls=quic))
        return self.start("nginx", "-c", str(path), "-e", "stderr")

    def smtpd(self):
        return self.start("/usr/bin/python3", "-m", "aiosmtpd", "-n", "-l", f"{self.address}:25", "--tlscert", f"{self.folder}/tls.crt",
                          "--tlskey", f"{self.folder}/tls.key", "--no-requiretls", wait=8)

    def dovecot(self):
        (self.folder / "mail").mkdir(exist_ok=True)
        shutil.chown(self.folder / "mail", "mail", "mail")
        return self.start("dovecot", "-F", "-c", self.configured("dovecot.conf", DOVECOT), wait=3)

    def slapd(self):
        (self.folder / "ldap").mkdir(exist_ok=True)
        return self.start("slapd", "-d", "0", "-f", self.configured("slapd.conf", SLAPD), "-h", f"ldap://{self.address}:389", wait=2)

    def vsftpd(self):
        (self.folder / "empty").mkdir(exist_ok=True)
        return self.start("vsftpd", self.configured("vsftpd.conf", VSFTPD))

    def redis(self):
        return self.start("redis-server", "--bind", self.address, "--protected-mode", "no", "--save", "", "--dir", str(self.folder),
                          "--port", "6379", "--tls-port", "6380", "--tls-cert-file", f"{self.folder}/tls.crt", "--tls-key-file",
                          f"{self.folder}/tls.key", "--tls-ca-cert-file", f"{self.folder}/tls.crt", "--tls-auth-clients", "no")

    def mosquitto(self):
        path = self.folder / "mosquitto.conf"
        path.write_text(f"user root\nallow_anonymous true\nlistener 1883 {self.address}\nlistener 8883 {self.address}\n"
                        f"certfile {self.folder}/tls.crt\nkeyfile {self.folder}/tls.key\n")
        return self.start("mosquitto", "-c", str(path))

    def postgresql(self):
        binaries = next(Path("/usr/lib/postgresql").glob("*/bin"))
        data = self.folder / "postgresql"
        data.mkdir()
        shutil.chown(data, "postgres", "postgres")
        as_postgres = ("runuser", "-u", "postgres", "--")
        run(*as_postgres, str(binaries / "initdb"), "-D", str(data), "--auth=trust", "--no-sync")
        for name in ("tls.crt", "tls.key"):
            shutil.copy(self.folder / name, data / name)
            shutil.chown(data / name, "postgres", "postgres")
            (data / name).chmod(0o600)
        (data / "pg_hba.conf").write_text("host all all 0.0.0.0/0 trust\n")
        return self.start(*as_postgres, str(binaries / "postgres"), "-D", str(data), "-h", self.address, "-k", str(data),
                          "-c", "ssl=on", "-c", "ssl_cert_file=tls.crt", "-c", "ssl_key_file=tls.key", wait=4)

    def mariadb(self):
        data = self.folder / "mariadb"
        data.mkdir()
        shutil.chown(data, "mysql", "mysql")
        own = ("--no-defaults", f"--datadir={data}", "--user=mysql", "--skip-name-resolve")
        run("mariadb-install-db", *own, "--auth-root-authentication-method=normal", "--skip-test-db")
        return self.start("mariadbd", *own, f"--bind-address={self.address}", f"--socket={data}/socket", f"--pid-file={data}/pid",
                          f"--ssl-cert={self.folder}/tls.crt", f"--ssl-key={self.folder}/tls.key", "--skip-grant-tables",
                          "--skip-networking=0", wait=6)

    def sshd(self):
        for key in ("host", "user"):
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", str(self.folder / key))
        shutil.copy(self.folder / "user.pub", self.folder / "authorized")
        os.makedirs("/run/sshd", exist_ok=True)
        return self.start("/usr/sbin/sshd", "-D", "-f", "/dev/null", "-h", f"{self.folder}/host", "-o", "StrictModes=no", "-o",
                          f"AuthorizedKeysFile={self.folder}/authorized", "-o", "UsePAM=no", "-o", f"PidFile={self.folder}/sshd.pid")

    def s_server(self, *options):
        """Says a line now and then; the end of its input would end it."""
        command = " ".join(("openssl", "s_server", "-cert", f"{self.folder}/tls.crt", "-key", f"{self.folder}/tls.key", "-quiet", *options))
        talk = "for i in 1 2 3 4 5 6; do sleep 1; echo a line of the server that anyone can read; done"
        return self.start("sh", "-c", f"({talk}; sleep 20) | {command}")


def on_client(*command, text=""):
    """What a client on the Internet does; it may be ended by the other side."""
    return subprocess.run(inside("client", *command), input=text, text=True, capture_output=True, timeout=40, check=False)
