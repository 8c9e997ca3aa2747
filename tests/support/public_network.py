#!/usr/bin/env python3
"""Runs `smimecheck fetch`, without --allow-private, in a network where loopback has a public address.

usage: unshare -rnm public_network.py SMIMECHECK FOLDER PATH...

In this network namespace 9.9.9.9 is this machine, crl.example has that address, and inside.example
has 127.0.0.1. Each PATH becomes a CRL distribution point; @PUBLIC@, @INSIDE@ and @SIX@ in it stand
for "HOST:PORT" of a server on 9.9.9.9, 127.0.0.1 and ::1, @PORT@ for the port of the first. What
smimecheck prints comes out with the same names; then "inside: N" and "six: N", the connections that
those two got. Exit status 4: this machine does not allow it.
"""
import fcntl
import os
import socket
import struct
import subprocess
import sys
import time

smimecheck, folder, *paths = sys.argv[1:]
PUBLIC = "9.9.9.9"
SIOCSIFADDR, SIOCSIFFLAGS, IFF_UP = 0x8916, 0x8914, 1


def interface(request, name, value):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, request, struct.pack("16s24s", name, value))


def listener(family, address):
    """Takes connections, and never says anything."""
    try:
        server = socket.socket(family)
        server.bind((address, 0))
    except OSError:
        return None
    server.listen(16)
    server.setblocking(False)
    return server


def connections(server):
    count = 0
    while server:
        try:
            server.accept()[0].close()
            count += 1
        except BlockingIOError:
            break
    return count


try:
    interface(SIOCSIFFLAGS, b"lo", struct.pack("H", IFF_UP))
    interface(SIOCSIFADDR, b"lo:1", struct.pack("HH4s", socket.AF_INET, 0, socket.inet_aton(PUBLIC)))
    for name, text in (("hosts", PUBLIC + " crl.example\n127.0.0.1 inside.example localhost\n"),
                       ("nsswitch.conf", "hosts: files\n")):
        with open(os.path.join(folder, name), "w") as out:
            out.write(text)
        subprocess.run(["mount", "--bind", os.path.join(folder, name), "/etc/" + name], check=True)
except (OSError, subprocess.CalledProcessError) as error:
    sys.stderr.write("%s\n" % error)
    sys.exit(4)

script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fetch_servers.py")
servers = subprocess.Popen([sys.executable, script, folder, PUBLIC], stdin=subprocess.PIPE)
while not os.path.exists(os.path.join(folder, "ports")):
    if servers.poll() is not None:
        sys.exit("the servers did not start")
    time.sleep(0.1)
ports = dict(line.strip().split("=") for line in open(os.path.join(folder, "ports")))
inside = listener(socket.AF_INET, "127.0.0.1")
six = listener(socket.AF_INET6, "::1")
names = {"@PUBLIC@": "%s:%s" % (PUBLIC, ports["http"]), "@PORT@": ports["http"],
         "@INSIDE@": "127.0.0.1:%d" % inside.getsockname()[1],
         "@SIX@": "[::1]:%d" % (six.getsockname()[1] if six else 9)}
with open(os.path.join(folder, "points.ext"), "w") as out:
    out.write("crlDistributionPoints=@points\n[points]\n")
    for number, path in enumerate(paths):
        for name, value in names.items():
            path = path.replace(name, value)
        out.write("URI.%d=%s\n" % (number, path))
subprocess.run(["openssl", "x509", "-req", "-in", "signer.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "99",
                "-extfile", "points.ext", "-out", "points.pem"], cwd=folder, check=True, stderr=subprocess.DEVNULL)
ran = subprocess.run([smimecheck, "fetch", "--max-time", "60", "--max-redirects", "2", "--limit", "fetch-urls=100",
                      "--limit", "chain-depth=1", "--intermediates", "ca.pem", "points.pem"], cwd=folder, stdout=subprocess.PIPE, text=True)
text = ran.stdout
for name, value in names.items():
    text = text.replace(value, name)
print(text + "inside: %d\nsix: %d" % (connections(inside), connections(six)))
servers.stdin.close()
servers.wait()
