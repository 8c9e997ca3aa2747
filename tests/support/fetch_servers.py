#!/usr/bin/env python3
"""Servers for the tests of engine/fetch: HTTP that behaves in every way, HTTPS, an OCSP responder.

usage: fetch_servers.py FOLDER [ADDRESS]

Makes a small PKI in FOLDER with the openssl program, starts the servers (HTTP and HTTPS on ADDRESS,
127.0.0.1 unless given, HTTP also on ::1 if there is one, `openssl ocsp`), then makes two signers'
certificates, whose addresses name their ports, and signed messages. FOLDER/ports appears when all is
ready: lines of NAME=PORT. FOLDER/requests gets a line per request. Ends when standard input ends.
"""
import email.utils
import gzip
import http.server
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time

folder = sys.argv[1]
address = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1"


def path(name):
    return os.path.join(folder, name)


def openssl(*arguments):
    return subprocess.run(("openssl",) + arguments, cwd=folder, check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def write(name, text):
    with open(path(name), "w") as out:
        out.write(text)


def key(name):
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", name + ".key")


def certificate(name, issuer, serial, extensions):
    """A certificate for NAME.key; of itself if issuer is the same name."""
    write(name + ".ext", extensions)
    openssl("req", "-new", "-key", name + ".key", "-subj", "/CN=" + name, "-out", name + ".csr")
    signer = ["-signkey", name + ".key"] if issuer == name else ["-CA", issuer + ".pem", "-CAkey", issuer + ".key"]
    openssl("x509", "-req", "-in", name + ".csr", "-days", "3650", "-set_serial", str(serial),
            "-extfile", name + ".ext", "-out", name + ".pem", *signer)
    openssl("x509", "-in", name + ".pem", "-outform", "DER", "-out", name + ".cer")


def crl(issuer, revoked):
    write(issuer + ".index", "".join(revoked))
    write(issuer + ".number", "01\n")
    write(issuer + ".ca", "[ca]\ndefault_ca=d\n[d]\ndatabase=%s.index\ncrlnumber=%s.number\ndefault_md=sha256\n"
          "default_crl_days=30\n" % (issuer, issuer))
    openssl("ca", "-config", issuer + ".ca", "-gencrl", "-keyfile", issuer + ".key", "-cert", issuer + ".pem",
            "-out", issuer + ".crl.pem")
    openssl("crl", "-in", issuer + ".crl.pem", "-outform", "DER", "-out", issuer + ".crl")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, body, status=200, headers=(), length=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def chunked(self, pieces, last=True):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in pieces:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        if last:
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.close_connection = True

    def do_GET(self):
        try:
            self.respond(b"")
        except OSError:
            self.close_connection = True

    def do_POST(self):
        try:
            self.respond(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        except OSError:
            self.close_connection = True

    def respond(self, body):
        usual = ("Host", "User-Agent", "Accept", "Content-Type", "Content-Length")
        odd = [name for name in self.headers if name not in usual]
        with open(path("requests"), "a") as log:
            log.write("%s %s %s odd=%s\n" % (self.command, self.path, self.headers["User-Agent"], ",".join(odd)))
        good = open(path("ca.crl"), "rb").read()
        name = self.path[1:].split("/")[0].split("?")[0]
        if name == "files":
            try:
                self.answer(open(path(os.path.basename(self.path.split("?")[0])), "rb").read())
            except FileNotFoundError:
                self.answer(b"not there", 404)
        elif name == "slow":
            time.sleep(20)
            self.answer(good)
        elif name == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"0")
                time.sleep(0.2)
        elif name == "headers":
            self.send_response(200)
            self.flush_headers()
            for _ in range(100000):
                self.wfile.write(b"X-More: " + b"0" * 1000 + b"\r\n")
        elif name == "drip-headers":
            self.send_response(200)
            self.flush_headers()
            for _ in range(100):
                self.wfile.write(b"X-More: 0\r\n")
                time.sleep(0.2)
        elif name == "huge":
            self.answer(b"0" * 1000, length=1 << 30)
            self.close_connection = True
        elif name == "endless":
            self.chunked(b"0" * 65536 for _ in range(100000))
        elif name == "truncated":
            self.answer(good, length=len(good) + 100)
            self.close_connection = True
        elif name == "cut":
            self.chunked([good[:50]], last=False)
        elif name == "chunked":
            self.chunked([good[i:i + 7] for i in range(0, len(good), 7)])
        elif name == "html":
            self.answer(b"<html><body>Please log in</body></html>", headers=[("Content-Type", "text/html")])
        elif name == "as-html":
            self.answer(good, headers=[("Content-Type", "text/html")])
        elif name == "garbage":
            self.answer(b"\x30\x82\xff\xff garbage")
        elif name == "empty":
            self.answer(b"")
        elif name == "gzip":
            self.answer(gzip.compress(good), headers=[("Content-Encoding", "gzip")])
        elif name == "status":
            self.answer(b"what a status", int(self.path.split("/")[2]))
        elif name == "redirect":
            status, target = re.match(r"/redirect/(\d+)\?(.*)", self.path).groups()
            self.answer(b"", int(status), [("Location", target)])
        elif name == "loop":
            self.answer(b"", 302, [("Location", self.path)])
        elif name == "http09":
            self.wfile.write(good)
            self.close_connection = True
        elif name == "reset":
            self.close_connection = True
        elif name == "cookie":
            self.answer(good, headers=[("Set-Cookie", "a=b"), ("Set-Cookie", "c=d")])
        elif name == "ocsp-post-only":
            if self.command != "POST":
                self.answer(b"POST only", 405)
                return
            with open(path("asked.der"), "wb") as out:
                out.write(body)
            openssl("ocsp", "-index", "ocsp.index", "-CA", "ca.pem", "-rsigner", "responder.pem", "-rkey",
                    "responder.key", "-ndays", "5", "-reqin", "asked.der", "-respout", "answer.der")
            self.answer(open(path("answer.der"), "rb").read())
        elif name == "ocsp-error":
            # OCSPResponse of an error: SEQUENCE { ENUMERATED status }
            self.answer(bytes([0x30, 3, 0x0A, 1, int(self.path.split("/")[2])]))
        else:
            self.answer(b"no such test", 404)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *arguments):
        pass


class Server6(Server):
    address_family = socket.AF_INET6


def start(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def responder():
    """`openssl ocsp` on a port of its choice; it serves the requests that come in, one by one."""
    process = subprocess.Popen(
        ["openssl", "ocsp", "-port", "0", "-index", "ocsp.index", "-CA", "ca.pem", "-rsigner", "responder.pem",
         "-rkey", "responder.key", "-ndays", "5"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in process.stdout:
        found = re.match(r"ACCEPT .*:(\d+)", line)
        if found:
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return process, int(found.group(1))
    raise RuntimeError("openssl ocsp did not start")


def index_line(state, serial, name):
    revoked = "250101000000Z,keyCompromise" if state == "R" else ""
    return "%s\t400101000000Z\t%s\t%04X\tunknown\t/CN=%s\n" % (state, revoked, serial, name)


def main():
    for name in ("root", "ca", "responder", "signer", "other", "tls"):
        key(name)
    ports = {"http": start(Server((address, 0), Handler))}
    try:
        ports["http6"] = start(Server6(("::1", 0), Handler))
    except OSError:
        ports["http6"] = 0
    here = "http://%s:%d/" % (address, ports["http"])
    is_ca = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"
    by = "authorityKeyIdentifier=keyid\n"
    certificate("root", "root", 1, is_ca)
    certificate("ca", "root", 2, is_ca + by + "crlDistributionPoints=URI:%sfiles/root.crl\n" % here +
                "authorityInfoAccess=caIssuers;URI:%sfiles/root.cer\n" % here)
    certificate("responder", "ca", 3, by + "extendedKeyUsage=OCSPSigning\nnoCheck=ignored\n")
    certificate("tls", "root", 4, by + "subjectAltName=IP:" + address + "\nextendedKeyUsage=serverAuth\n")
    crl("root", [])
    crl("ca", [index_line("R", 17, "other")])
    openssl("crl2pkcs7", "-nocrl", "-certfile", "root.pem", "-certfile", "ca.pem", "-outform", "DER", "-out", "both.p7c")
    write("ocsp.index", index_line("V", 16, "signer") + index_line("R", 17, "other"))
    process, ports["ocsp"] = responder()

    secure = Server((address, 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path("tls.pem"), path("tls.key"))
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    ports["https"] = start(secure)
    with socket.socket() as nobody:
        nobody.bind((address, 0))
        ports["closed"] = nobody.getsockname()[1]

    usage = by + "keyUsage=digitalSignature\nextendedKeyUsage=emailProtection\nsubjectAltName=email:signer@example.com\n"
    # In a section of its own, since a comma in the LDAP URL would end the value.
    points = ("crlDistributionPoints=@points\n[points]\nURI.0=%sfiles/ca.crl\n"
              "URI.1=ldap:///CN=ca,DC=example?certificateRevocationList\n" % here)
    access = "authorityInfoAccess=OCSP;URI:http://%s:%d/,caIssuers;URI:%sfiles/ca.cer\n" % (address, ports["ocsp"], here)
    for name, serial in (("signer", 16), ("other", 17)):
        certificate(name, "ca", serial, usage + access + points)
    write("text", "Content-Type: text/plain\r\n\r\nHello\r\n")
    for name, message in (("signer", "message.eml"), ("other", "revoked.eml")):
        openssl("cms", "-sign", "-binary", "-in", "text", "-signer", name + ".pem", "-inkey", name + ".key", "-out",
                "body", "-md", "sha256")
        with open(path(message), "w") as out:
            out.write("From: signer@example.com\nTo: b@example.com\nDate: " + email.utils.formatdate() +
                      "\nSubject: x\n" + open(path("body")).read())
    write("ports.new", "".join("%s=%d\n" % item for item in ports.items()))
    os.rename(path("ports.new"), path("ports"))
    try:
        sys.stdin.read()
    finally:
        process.kill()


main()
