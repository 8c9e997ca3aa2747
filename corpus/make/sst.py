#!/usr/bin/env python3
"""Makes the trust lists under corpus/trust from the description of the formats alone.

Certificates, CRLs, PKCS #7 objects and the PFX come from the openssl program; the serialized stores,
the certificate trust list and the BER form of PKCS #7 are put together here. Beside each store stands a
.tsv: element, kind, offset of its contents, size, property ids with the offsets of their headers.

usage: corpus/make/sst.py DIRECTORY
"""
import hashlib
import pathlib
import struct
import subprocess
import sys
import tempfile
import base64

OUT = pathlib.Path(sys.argv[1])
WORK = pathlib.Path(tempfile.mkdtemp())


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, cwd=WORK)


def tlv(tag, *parts):
    value = b"".join(parts)
    if len(value) < 0x80:
        return bytes([tag, len(value)]) + value
    length = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + value


def oid(dotted):
    arcs = [int(arc) for arc in dotted.split(".")]
    out = b""
    for arc in [arcs[0] * 40 + arcs[1], *arcs[2:]]:
        piece = bytes([arc & 0x7F])
        while arc := arc >> 7:
            piece = bytes([0x80 | arc & 0x7F]) + piece
        out += piece
    return tlv(0x06, out)


def sequence(*parts):
    return tlv(0x30, *parts)


def usages(*dotted):
    return sequence(*map(oid, dotted))


def wide(text):
    return text.encode("utf-16-le") + b"\0\0"


def filetime(unix):
    return struct.pack("<Q", (unix + 11644473600) * 10000000)


def read_tlv(data, at):
    """(contents offset, end) of the definite-length value at `at`."""
    length, begin = data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length, begin = int.from_bytes(data[begin:begin + count], "big"), begin + count
    return begin, begin + length


def signed_part(certificate):
    begin, _ = read_tlv(certificate, 0)
    _, end = read_tlv(certificate, begin)
    return certificate[begin:end]


def subject_of(certificate):
    tbs = signed_part(certificate)
    at, _ = read_tlv(tbs, 0)
    fields = []
    while at < len(tbs):
        _, end = read_tlv(tbs, at)
        fields.append(tbs[at:end])
        at = end
    return fields[5]  # [0] version, serial, algorithm, issuer, validity, subject


class Store:
    """version 0, "CERT", records, end record."""

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

    def write(self, name):
        (OUT / f"{name}.sst").write_bytes(self.data + bytes(12))
        lines = ["element\tkind\toffset\tsize\tproperties"]
        lines += ["\t".join(map(str, (i, *row))) for i, row in enumerate(self.rows)]
        (OUT / f"{name}.tsv").write_text("\n".join(lines) + "\n")


def make_certificates():
    def key(name):
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", f"{name}.key")

    (WORK / "ca.ext").write_text("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
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
    (WORK / "index").write_text("")
    (WORK / "ca.cnf").write_text("[ca]\ndefault_ca=d\n[d]\ndatabase=index\ndefault_md=sha256\n")
    openssl("ca", "-config", "ca.cnf", "-gencrl", "-keyfile", "root.key", "-cert", "root.pem",
            "-crldays", "3650", "-out", "crl.pem")
    openssl("crl", "-in", "crl.pem", "-outform", "DER", "-out", "crl.der")


def trust_list_object(entries):
    """An unsigned SignedData with a CertificateTrustList inside."""
    subjects = [sequence(tlv(0x04, hashlib.sha1(c).digest()),
                         tlv(0x31, *[sequence(oid(f"1.3.6.1.4.1.311.10.11.{n}"), tlv(0x31, tlv(0x04, v)))
                                     for n, v in properties])) for c, properties in entries]
    ctl = sequence(usages("1.3.6.1.4.1.311.10.3.9"), tlv(0x04, wide("ExampleList")), tlv(0x02, b"\x2A"),
                   tlv(0x17, b"260115000000Z"), sequence(oid("1.3.14.3.2.26"), tlv(0x05)), sequence(*subjects))
    signed = sequence(tlv(0x02, b"\x01"), tlv(0x31), sequence(oid("1.3.6.1.4.1.311.10.1"), tlv(0xA0, ctl)),
                      tlv(0x31))
    return sequence(oid("1.2.840.113549.1.7.2"), tlv(0xA0, signed))


def indefinite(tag, *parts):
    return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0"


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    make_certificates()
    root, other, issuing, crl = ((WORK / f"{n}.der").read_bytes() for n in ("root", "other", "issuing", "crl"))
    sha1, sha256 = (lambda c: hashlib.sha1(c).digest()), (lambda c: hashlib.sha256(c).digest())
    email, server = "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.1"
    ctl = trust_list_object([(root, [(11, wide("Example Root")), (9, usages(email))]), (other, [(104, b"")])])

    policy = sequence(oid("2.23.140.1.1"),
                      sequence(sequence(oid("1.3.6.1.4.1.311.60.1.1"), tlv(0x03, b"\0\xC0"))))
    constraints = sequence(tlv(0xA0, sequence(tlv(0x81, b"example.com"))), tlv(0xA1, sequence(tlv(0x82, b".test"))))
    key_information = struct.pack("<7I", 0x1C, 0, 1, 0, 0, 0, 2) + wide("{container}")
    every = [
        (2, key_information), (11, wide("Wurzel \u00c4 \U0001F600")), (13, wide("described")),
        (9, usages(email, server)), (4, hashlib.md5(root).digest()), (107, sha256(root)), (98, sha256(root)),
        (129, sha1(root) + sha256(root)), (29, hashlib.md5(subject_of(root)).digest()), (19, b""),
        (27, filetime(1768435200)), (104, b""), (122, usages(server)), (126, filetime(1667260800)),
        (127, usages(server)), (128, filetime(0)), (105, usages("1.3.6.1.4.1.311.60.3.2")), (83, sequence(policy)),
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
    store.add("certificate", signed_part(other))
    store.add("certificate", b"not a certificate")
    store.add("certificate", b"")
    store.add("crl", b"\x30\x00")
    store.add("ctl", b"\x30\x00")
    store.write("oddities")

    Store().write("empty")

    store = Store()
    store.add("certificate", root, [(9, usages(server)), (104, filetime(1548979200)),
                                    (11, wide("\u202eevil\x1b[31m"))])
    store.write("restricted")

    (OUT / "list.stl").write_bytes(ctl)
    (OUT / "root.cer").write_bytes(root)
    (OUT / "root.crl").write_bytes(crl)
    pem = {n: (WORK / f"{n}.pem").read_text() for n in ("root", "other", "issuing", "crl")}
    bundle = f"Example Root\n===\n{pem['root']}\nbetween\n{pem['issuing']}{pem['crl']}"
    (OUT / "bundle.pem").write_text(bundle)
    (OUT / "bundle-crlf.pem").write_bytes(bundle.replace("\n", "\r\n").encode())
    openssl("x509", "-in", "root.pem", "-addtrust", "emailProtection", "-trustout", "-out", "trusted.pem")
    (OUT / "trusted.pem").write_text((WORK / "trusted.pem").read_text() +
                                     pem["other"].replace("CERTIFICATE", "X509 CERTIFICATE"))
    openssl("crl2pkcs7", "-in", "crl.pem", "-certfile", "root.pem", "-certfile", "issuing.pem", "-out", "s.p7b")
    openssl("pkcs7", "-in", "s.p7b", "-outform", "DER", "-out", "s.der")
    pkcs7 = (WORK / "s.der").read_bytes()
    (OUT / "store.p7b").write_bytes(pkcs7)
    (OUT / "store-pem.p7b").write_text((WORK / "s.p7b").read_text())
    text = base64.encodebytes(pkcs7)
    (OUT / "store-base64.p7b").write_bytes(text + b"\0")
    (OUT / "store-utf16.p7b").write_bytes(b"\xFF\xFE" + text.decode().encode("utf-16-le"))
    begin, _ = read_tlv(pkcs7, 0)
    _, begin = read_tlv(pkcs7, begin)
    begin, _ = read_tlv(pkcs7, begin)
    (OUT / "store-bare.p7b").write_bytes(pkcs7[begin:])
    (OUT / "store-ber.p7b").write_bytes(indefinite(
        0x30, oid("1.2.840.113549.1.7.2"), indefinite(0xA0, indefinite(
            0x30, tlv(0x02, b"\x01"), tlv(0x31), indefinite(0x30, oid("1.2.840.113549.1.7.1")),
            indefinite(0xA0, root, issuing), indefinite(0xA1, crl), indefinite(0x31)))))
    openssl("pkcs12", "-export", "-nokeys", "-in", "root.pem", "-passout", "pass:", "-out", "root.pfx")
    (OUT / "root.pfx").write_bytes((WORK / "root.pfx").read_bytes())
    # Keys of nobody: made here, used for nothing.
    for name, arguments in (("rsa", ["genrsa", "-traditional", "1024"]),
                            ("pkcs8", ["genpkey", "-algorithm", "ED25519"]),
                            ("ec", ["ecparam", "-name", "prime256v1", "-genkey", "-noout"])):
        openssl(*arguments[:1], "-out", "k.pem", *arguments[1:])
        label, *body = (WORK / "k.pem").read_text().strip().splitlines()[:-1]
        (OUT / f"discarded-{name}.key").write_bytes(base64.b64decode("".join(body)))
        if name == "pkcs8":
            (OUT / "discarded-key.pem").write_text(pem["root"] + (WORK / "k.pem").read_text())


main()
