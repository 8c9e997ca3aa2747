#!/usr/bin/env python3
"""Trust lists corpus/trust/*: good ones, every form of the formats, and the ways in which people damage them.

Serialized stores, the certificate trust list and PKCS #7 in BER are put together from their description
(docs/trust-lists.md), independently of the engine; all else comes from the openssl program. What is made of random
keys is made only if missing, or anew with --all. Beside such a store stands a .tsv: element, kind, offset of its
contents, size, property ids with the offsets of their headers.
"""
import base64
import hashlib
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

from asn1 import oid, read, sequence, signed_fields, tlv
from signed_data import CERTS, certificate

TRUST = pathlib.Path(__file__).resolve().parent.parent / "trust"
ALL = "--all" in sys.argv
EMAIL, SERVER = "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.1"


def openssl(*arguments):
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=True).stdout


def sha1(octets):
    return hashlib.sha1(octets).digest()


def usages(*dotted):
    return sequence(*map(oid, dotted))


def wide(text):
    return text.encode("utf-16-le") + b"\0\0"


def filetime(unix):
    return struct.pack("<Q", (unix + 11644473600) * 10000000)


class Store:
    """Version 0, "CERT", records, end record; properties and elements have the same form."""

    def __init__(self):
        self.data = b"\0\0\0\0CERT"
        self.rows = []

    def record(self, number, value, encoding=1):
        offset = len(self.data)
        self.data += struct.pack("<III", number, encoding, len(value)) + value
        return offset

    def add(self, kind, value, properties=(), encoding=1):
        heads = [(number, self.record(number, content)) for number, content in properties]
        offset = self.record({"certificate": 32, "crl": 33, "ctl": 34}[kind], value, encoding) + 12
        self.rows.append((kind, offset, len(value), " ".join(f"{n}@{o}" for n, o in heads) or "-"))

    def octets(self):
        return self.data + bytes(12)

    def write(self, name):
        (TRUST / f"{name}.sst").write_bytes(self.octets())
        lines = ["element\tkind\toffset\tsize\tproperties"]
        lines += ["\t".join(map(str, (i, *row))) for i, row in enumerate(self.rows)]
        (TRUST / f"{name}.tsv").write_text("\n".join(lines) + "\n")


def store_of(*names, restrictions=()):
    """As Windows exports it: each certificate with its SHA-1 (3). `restrictions` stand before the first."""
    store = Store()
    for i, name in enumerate(names):
        octets = certificate(name)
        store.add("certificate", octets, [*(restrictions if i == 0 else ()), (3, sha1(octets))])
    return store.octets()


def lists_of_the_corpus():
    """Lists of the CAs in corpus/certs."""
    sample = store_of("root-1", "intermediate-1")

    def restricted(*properties):
        return store_of("root-1", "intermediate-1", restrictions=properties)

    june_2025, year_2024, year_2030 = filetime(1748736000), filetime(1704067200), filetime(1893456000)
    members = ["-certfile", CERTS / "root-1.pem", "-certfile", CERTS / "intermediate-1.pem"]
    files = {
        "sample.sst": sample,
        "root-only.sst": store_of("root-1"),
        "root-and-constrained.sst": store_of("root-1", "intermediate-constrained"),
        "empty.sst": store_of(),
        "truncated.sst": sample[:-200],
        "without-end-record.sst": sample[:-12],
        "restricted-purposes.sst": restricted((9, usages(SERVER))),
        "restricted-disallowed.sst": restricted((104, june_2025)),
        "restricted-disallowed-2030.sst": restricted((104, year_2030)),
        "restricted-taken-away.sst": restricted((122, usages(EMAIL))),
        "restricted-not-before-2024.sst": restricted((126, year_2024)),
        "restricted-not-before-2030.sst": restricted((126, year_2030), (127, usages(EMAIL))),
        "restricted-for-servers.sst": restricted((104, june_2025), (122, usages(SERVER)), (126, year_2024),
                                                 (127, usages(SERVER))),
        "pem-inside.sst": (CERTS / "root-1.pem").read_bytes(),
        # What `Get-Content` without -AsByteStream and `Out-File` leave of the octets.
        "read-as-text.sst": b"\xff\xfe" + sample.decode("latin-1").encode("utf-16-le"),
        "base64-inside.sst": base64.encodebytes(sample),
        "sample.p7b": openssl("crl2pkcs7", "-nocrl", "-outform", "DER", *members),
        "sample.pem.p7b": openssl("crl2pkcs7", "-nocrl", *members),
        "sample.pem": (CERTS / "root-1.pem").read_bytes() + (CERTS / "intermediate-1.pem").read_bytes(),
        # OpenSSL's own settings behind a certificate, as its program writes them.
        "intermediate-rejected.pem": (CERTS / "root-1.pem").read_bytes() + openssl(
            "x509", "-in", CERTS / "intermediate-1.pem", "-trustout", "-addreject", "emailProtection"),
    }
    for name, octets in files.items():
        (TRUST / name).write_bytes(octets)
    pfx = TRUST / "holds-a-key.pfx"
    if ALL or not pfx.exists():  # its salt is random
        openssl("pkcs12", "-export", "-inkey", CERTS / "keys" / "alice.key", "-in", CERTS / "alice.pem",
                "-out", pfx, "-passout", "pass:test")

def make_certificates():
    """Two roots and an intermediate CA of fresh keys, and a CRL."""
    def key(name):
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", f"{name}.key")

    pathlib.Path("ca.ext").write_text("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
                                 "subjectKeyIdentifier=hash\n")
    for name, subject, days in (("root", "/O=Example/CN=Example Root", "20000"),
                                ("other", "/O=Example/CN=Other Root", "20000"),
                                ("issuing", "/O=Example/CN=Example Issuing CA", "19000")):
        key(name)
        openssl("req", "-new", "-key", f"{name}.key", "-subj", subject, "-out", f"{name}.csr")
        issuer = ["-CA", "root.pem", "-CAkey", "root.key"] if name == "issuing" else ["-signkey", f"{name}.key"]
        openssl("x509", "-req", "-in", f"{name}.csr", "-days", days, "-extfile", "ca.ext", *issuer,
                "-set_serial", "0x" + hashlib.sha1(name.encode()).hexdigest()[:15], "-out", f"{name}.pem")
        openssl("x509", "-in", f"{name}.pem", "-outform", "DER", "-out", f"{name}.der")
    pathlib.Path("index").write_text("")
    pathlib.Path("ca.cnf").write_text("[ca]\ndefault_ca=d\n[d]\ndatabase=index\ndefault_md=sha256\n")
    openssl("ca", "-config", "ca.cnf", "-gencrl", "-keyfile", "root.key", "-cert", "root.pem",
            "-crldays", "3650", "-out", "crl.pem")
    openssl("crl", "-in", "crl.pem", "-outform", "DER", "-out", "crl.der")


def trust_list_object(entries):
    """An unsigned SignedData with a CertificateTrustList inside."""
    subjects = [sequence(tlv(0x04, sha1(c)),
                         tlv(0x31, *[sequence(oid(f"1.3.6.1.4.1.311.10.11.{n}"), tlv(0x31, tlv(0x04, v)))
                                     for n, v in properties])) for c, properties in entries]
    ctl = sequence(usages("1.3.6.1.4.1.311.10.3.9"), tlv(0x04, wide("ExampleList")), tlv(0x02, b"\x2A"),
                   tlv(0x17, b"260115000000Z"), sequence(oid("1.3.14.3.2.26"), tlv(0x05)), sequence(*subjects))
    signed = sequence(tlv(0x02, b"\x01"), tlv(0x31), sequence(oid("1.3.6.1.4.1.311.10.1"), tlv(0xA0, ctl)),
                      tlv(0x31))
    return sequence(oid("1.2.840.113549.1.7.2"), tlv(0xA0, signed))


def indefinite(tag, *parts):
    return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0"


def lists_of_fresh_keys():
    """Every form and property, and odd elements."""
    make_certificates()
    root, other, issuing, crl = (pathlib.Path(f"{n}.der").read_bytes() for n in ("root", "other", "issuing", "crl"))
    sha256 = hashlib.sha256(root).digest()
    ctl = trust_list_object([(root, [(11, wide("Example Root")), (9, usages(EMAIL))]), (other, [(104, b"")])])

    policy = sequence(oid("2.23.140.1.1"),
                      sequence(sequence(oid("1.3.6.1.4.1.311.60.1.1"), tlv(0x03, b"\0\xC0"))))
    constraints = sequence(tlv(0xA0, sequence(tlv(0x81, b"example.com"))), tlv(0xA1, sequence(tlv(0x82, b".test"))))
    key_information = struct.pack("<7I", 0x1C, 0, 1, 0, 0, 0, 2) + wide("{container}")
    every = [
        (2, key_information), (11, wide("Wurzel \u00c4 \U0001F600")), (13, wide("described")),
        (9, usages(EMAIL, SERVER)), (4, hashlib.md5(root).digest()), (107, sha256), (98, sha256),
        (129, sha1(root) + sha256), (29, hashlib.md5(signed_fields(root)[5]).digest()), (19, b""),
        (27, filetime(1768435200)), (104, b""), (122, usages(SERVER)), (126, filetime(1667260800)),
        (127, usages(SERVER)), (128, filetime(0)), (105, usages("1.3.6.1.4.1.311.60.3.2")), (83, sequence(policy)),
        (84, constraints), (0x8001, b"user"), (77, b""), (3, sha1(root))]
    store = Store()
    store.add("certificate", root, every)
    store.add("certificate", issuing)
    store.add("certificate", other, [(3, sha1(other))])
    store.add("crl", crl)
    store.add("ctl", ctl, encoding=0x10001)
    store.write("every-property")

    store = Store()
    store.add("certificate", root, [(11, wide("Example Root")), (3, sha1(root))])
    store.write("one-root")

    store = Store()
    store.add("certificate", root, [(3, sha1(other)), (11, wide("first")), (11, wide("second")), (9, b"\x30\x05"),
                                    (126, b"\1\2\3"), (13, b"odd")])
    store.add("certificate", root)
    store.add("certificate", read(read(other)[1])[0])
    store.add("certificate", b"not a certificate")
    store.add("certificate", b"")
    store.add("crl", b"\x30\x00")
    store.add("ctl", b"\x30\x00")
    store.write("oddities")

    Store().write("empty")

    store = Store()
    store.add("certificate", root, [(9, usages(SERVER)), (104, filetime(1548979200)),
                                    (11, wide("\u202eevil\x1b[31m"))])
    store.write("restricted")

    (TRUST / "list.stl").write_bytes(ctl)
    (TRUST / "root.cer").write_bytes(root)
    (TRUST / "root.crl").write_bytes(crl)
    pem = {n: pathlib.Path(f"{n}.pem").read_text() for n in ("root", "other", "issuing", "crl")}
    bundle = f"Example Root\n===\n{pem['root']}\nbetween\n{pem['issuing']}{pem['crl']}"
    (TRUST / "bundle.pem").write_text(bundle)
    (TRUST / "bundle-crlf.pem").write_bytes(bundle.replace("\n", "\r\n").encode())
    openssl("x509", "-in", "root.pem", "-addtrust", "emailProtection", "-trustout", "-out", "trusted.pem")
    (TRUST / "trusted.pem").write_text(pathlib.Path("trusted.pem").read_text() +
                                     pem["other"].replace("CERTIFICATE", "X509 CERTIFICATE"))
    openssl("crl2pkcs7", "-in", "crl.pem", "-certfile", "root.pem", "-certfile", "issuing.pem", "-out", "s.p7b")
    openssl("pkcs7", "-in", "s.p7b", "-outform", "DER", "-out", "s.der")
    pkcs7 = pathlib.Path("s.der").read_bytes()
    (TRUST / "store.p7b").write_bytes(pkcs7)
    (TRUST / "store-pem.p7b").write_text(pathlib.Path("s.p7b").read_text())
    text = base64.encodebytes(pkcs7)
    (TRUST / "store-base64.p7b").write_bytes(text + b"\0")
    (TRUST / "store-utf16.p7b").write_bytes(b"\xFF\xFE" + text.decode().encode("utf-16-le"))
    _, _, signed = read(read(pkcs7)[1])
    (TRUST / "store-bare.p7b").write_bytes(read(signed)[1])
    (TRUST / "store-ber.p7b").write_bytes(indefinite(
        0x30, oid("1.2.840.113549.1.7.2"), indefinite(0xA0, indefinite(
            0x30, tlv(0x02, b"\x01"), tlv(0x31), indefinite(0x30, oid("1.2.840.113549.1.7.1")),
            indefinite(0xA0, root, issuing), indefinite(0xA1, crl), indefinite(0x31)))))
    openssl("pkcs12", "-export", "-nokeys", "-in", "root.pem", "-passout", "pass:", "-out", "root.pfx")
    (TRUST / "root.pfx").write_bytes(pathlib.Path("root.pfx").read_bytes())
    # Keys of nobody: made here, used for nothing.
    for name, arguments in (("rsa", ["genrsa", "-traditional", "1024"]),
                            ("pkcs8", ["genpkey", "-algorithm", "ED25519"]),
                            ("ec", ["ecparam", "-name", "prime256v1", "-genkey", "-noout"])):
        openssl(*arguments[:1], "-out", "k.pem", *arguments[1:])
        label, *body = pathlib.Path("k.pem").read_text().strip().splitlines()[:-1]
        (TRUST / f"discarded-{name}.key").write_bytes(base64.b64decode("".join(body)))
        if name == "pkcs8":
            (TRUST / "discarded-key.pem").write_text(pem["root"] + pathlib.Path("k.pem").read_text())


if __name__ == "__main__":
    TRUST.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        lists_of_the_corpus()
        if ALL or not (TRUST / "every-property.sst").exists():
            lists_of_fresh_keys()
        os.chdir(TRUST)
