#!/usr/bin/env python3
"""Certificates, lists and messages of somebody who wants to be believed -> corpus/hostile.

Self-contained: a root of its own, keys that are thrown away. Makes everything anew each time; the openssl program makes
keys and signature values, the structures are built here (RFC 5280 4.1, RFC 5652 5).
"""
import base64
import hashlib
import pathlib
import subprocess
import tempfile

from asn1 import oid, sequence, tlv
from signed_data import DATA, SHA256, SIGNED_DATA, algorithm, standard_attributes

OUT = pathlib.Path(__file__).resolve().parent.parent / "hostile"
WORK = pathlib.Path(tempfile.mkdtemp())
SHA1, MD5 = "1.3.14.3.2.26", "1.2.840.113549.2.5"
PSS, MGF1 = "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8"
ECDSA = sequence(oid("1.2.840.10045.4.3.2"))
TEXT = b"Content-Type: text/plain; charset=us-ascii\r\n\r\nDear Carol, pay 1000 to Alice.\r\n"


def openssl(*arguments):
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=True).stdout


class Key:
    def __init__(self, name, *options):
        self.path = WORK / name
        openssl("genpkey", *options, "-out", self.path)
        self.public = openssl("pkey", "-in", self.path, "-pubout", "-outform", "DER")

    def sign(self, octets, *options):
        (WORK / "octets").write_bytes(octets)
        return openssl("dgst", "-sha256", *options, "-sign", self.path, WORK / "octets")

    def identifier(self):
        return hashlib.sha1(self.public).digest()


def ec(name):
    return Key(name, "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")


def common_name(text):
    return sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(0x0C, text.encode()))))


def extension(dotted, value, critical=False):
    return sequence(oid(dotted), b"\x01\x01\xff" if critical else b"", tlv(4, value))


def mailbox(text):
    return tlv(0x81, text.encode())


def ca_extensions(*more):
    return [extension("2.5.29.19", sequence(b"\x01\x01\xff"), True), extension("2.5.29.15", b"\x03\x02\x01\x06", True), *more]


def mail_extensions(key, *addresses):
    return [extension("2.5.29.15", b"\x03\x02\x07\x80", True), extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.4"))),
            extension("2.5.29.14", tlv(4, key.identifier())),
            extension("2.5.29.17", sequence(*map(mailbox, addresses)))]


def certificate(serial, subject, key, issuer, issuer_key, extensions):
    tbs = sequence(tlv(0xA0, b"\x02\x01\x02"), tlv(2, bytes([serial])), ECDSA, common_name(issuer),
                   sequence(tlv(0x17, b"240101000000Z"), tlv(0x17, b"440101000000Z")), common_name(subject), key.public,
                   tlv(0xA3, sequence(*extensions)))
    return sequence(tbs, ECDSA, tlv(3, b"\0", issuer_key.sign(tbs)))


def pem(octets, label="CERTIFICATE"):
    return f"-----BEGIN {label}-----\n{base64.encodebytes(octets).decode()}-----END {label}-----\n"


def write(name, octets):
    (OUT / name).write_bytes(octets if isinstance(octets, bytes) else octets.encode())


def signed_data(key, identifier, certificates, scheme=ECDSA, options=(), content=None, version=3):
    attributes = sorted(standard_attributes(TEXT))
    info = sequence(tlv(2, bytes([version])), identifier, algorithm(SHA256), tlv(0xA0, *attributes), scheme,
                    tlv(4, key.sign(tlv(0x31, *attributes), *options)))
    carried = tlv(0xA0, tlv(4, content)) if content is not None else b""
    body = sequence(tlv(2, bytes([version])), tlv(0x31, algorithm(SHA256)), sequence(oid(DATA), carried),
                    tlv(0xA0, *certificates), tlv(0x31, info))
    return sequence(oid(SIGNED_DATA), tlv(0xA0, body))


def by_key(key):
    return tlv(0x80, key.identifier())


def mail(sender, cms):
    text = base64.encodebytes(cms).replace(b"\n", b"\r\n")
    return (f"From: {sender}\r\nTo: carol@example.net\r\nSubject: An offer\r\nDate: Sat, 10 Jan 2026 09:00:00 +0000\r\n"
            "MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
            " micalg=sha-256; boundary=\"b0und\"\r\n\r\n--b0und\r\n").encode() + TEXT + (
            b"\r\n--b0und\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n") + text + b"\r\n--b0und--\r\n"


OUT.mkdir(exist_ok=True)
root_key, leaf_key = ec("root"), ec("leaf")
root = certificate(1, "Root", root_key, "Root", root_key, ca_extensions())
write("root.pem", pem(root))

# Constraints: the CA may certify anybody but boss@example.com.
excluding_key = ec("excluding")
excluded = extension("2.5.29.30", sequence(tlv(0xA1, sequence(mailbox("boss@example.com")))), True)
excluding = certificate(2, "Excluding CA", excluding_key, "Root", root_key, ca_extensions(excluded))
boss = certificate(3, "Boss", leaf_key, "Excluding CA", excluding_key, mail_extensions(leaf_key, "Boss@example.com"))
write("boss.excluded-in-other-case.eml", mail("Boss@example.com", signed_data(leaf_key, by_key(leaf_key), [boss, excluding])))

# One key, certified for two people: what one has signed can be shown as the other's.
alice = certificate(4, "Alice", leaf_key, "Root", root_key, mail_extensions(leaf_key, "alice@example.com"))
renewed = certificate(5, "Alice", leaf_key, "Root", root_key, mail_extensions(leaf_key, "Alice@example.com"))
mallory = certificate(6, "Mallory", leaf_key, "Root", root_key, mail_extensions(leaf_key, "mallory@example.com"))
write("alice.pem", pem(alice))
write("mallory.key-of-alice.eml", mail("mallory@example.com", signed_data(leaf_key, by_key(leaf_key), [mallory])))
write("alice.renewed.eml", mail("alice@example.com", signed_data(leaf_key, by_key(leaf_key), [renewed])))

# RSA-PSS whose mask generation uses a worse digest than the signature.
rsa_key = Key("rsa", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
alice_rsa = certificate(7, "Alice", rsa_key, "Root", root_key, mail_extensions(rsa_key, "alice@example.com"))
for name, dotted in (("md5", MD5), ("sha1", SHA1)):
    parameters = sequence(tlv(0xA0, algorithm(SHA256)), tlv(0xA1, sequence(oid(MGF1), algorithm(dotted))),
                          tlv(0xA2, b"\x02\x01\x20"))
    options = [part for option in ("rsa_padding_mode:pss", f"rsa_mgf1_md:{name}", "rsa_pss_saltlen:32")
               for part in ("-sigopt", option)]
    cms = signed_data(rsa_key, by_key(rsa_key), [alice_rsa], sequence(oid(PSS), parameters), options)
    write(f"alice.pss-mgf1-{name}.eml", mail("alice@example.com", cms))

# A bare object with another text behind its END line.
bare = signed_data(leaf_key, by_key(leaf_key), [alice], content=TEXT)
write("alice.bare.pem", pem(bare, "CMS"))
write("alice.bare.text-behind.pem", pem(bare, "CMS") + "From: alice@example.com\r\n\r\nPay 99999 to Mallory.\r\n")

# OpenSSL's own settings behind a certificate, as its program writes them.
(WORK / "root.pem").write_text(pem(root))
for name, options in (("rejected-for-email", ("-addreject", "emailProtection")),
                      ("rejected-for-all", ("-addreject", "anyExtendedKeyUsage")),
                      ("trusted-for-servers", ("-addtrust", "serverAuth")),
                      ("trusted-for-email", ("-addtrust", "emailProtection", "-addtrust", "serverAuth")),
                      ("trusted-with-alias", ("-setalias", "the root"))):
    write(f"root.{name}.pem", openssl("x509", "-in", WORK / "root.pem", "-trustout", *options))
write("root.rejected-beside-alice.pem", (OUT / "root.rejected-for-email.pem").read_text() + pem(alice))
