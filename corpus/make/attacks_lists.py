"""Trust lists that are none, or are odd: what stands where an administrator believes a list to be (docs/trust-lists.md)."""
import io
import struct
import zipfile

import trust
from attack_parts import *

ROOT = certificate("root-1")


def pem(octets, label="CERTIFICATE"):
    return f"-----BEGIN {label}-----\n{base64.encodebytes(octets).decode()}-----END {label}-----\n".encode()


def archive():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr(zipfile.ZipInfo("list.sst", (2026, 1, 10, 9, 0, 0)), trust.store_of("root-1"))
    return held.getvalue()


def self_issued():
    """Its issuer is its own name, and its signature is another's."""
    name_of_bob = signed_fields(certificate("bob"))[5]
    return issue(issuer="alice", issuer_name=name_of_bob, subject=name_of_bob, key=public_key("bob"))


def old_root():
    """A root that says it signed itself with MD2, as those of the 1990s did."""
    name_of_bob = signed_fields(certificate("bob"))[5]
    return issue(issuer="bob", issuer_name=name_of_bob, subject=name_of_bob, key=public_key("bob"),
                 scheme=algorithm("1.2.840.113549.1.1.2"))


def certificates_only():
    """As AD CS serves certnew.p7b: the certificates, and no signer."""
    inner = sequence(tlv(2, b"\x01"), tlv(0x31), sequence(oid(DATA)),
                     tlv(0xA0, ROOT, certificate("intermediate-1")), tlv(0x31))
    return sequence(oid(SIGNED_DATA), tlv(0xA0, inner))


RECIPES = {
    "web-page.sst": lambda: b"<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body>Not found</body></html>\n",
    "message.sst": lambda: clear(),
    "archive.sst": archive,
    "decimal.sst": lambda: "\r\n".join(map(str, trust.store_of("root-1"))).encode() + b"\r\n",
    "noise.sst": lambda: hashlib.sha256(b"noise").digest() * 4,
    "nothing.sst": lambda: b"",
    "element-alone.sst": lambda: struct.pack("<III", 32, 1, len(ROOT)) + ROOT,
    "octets-behind-end.sst": lambda: trust.store_of("root-1") + b"\r\n",
    "version-9.sst": lambda: b"\x09" + trust.store_of("root-1")[1:],
    "length-beyond-end.sst": lambda: trust.store_of("root-1")[:8] + struct.pack("<III", 32, 1, 0x7FFFFFFF) + ROOT,
    "self-issued.pem": lambda: pem(ROOT) + pem(self_issued()),
    "old-root.pem": lambda: pem(ROOT) + pem(old_root()),
    "pkcs7-as-certificate.p7b": lambda: pem(certificates_only()),
    "crl-as-certificate.pem": lambda: pem(ROOT) + pem((trust.TRUST / "root.crl").read_bytes()),
    "store-as-certificate.sst": lambda: pem(trust.store_of("root-1")),
    "archived.sst": lambda: trust.store_of("root-1", restrictions=((19, b""),)),
    "text-between.pem": lambda: pem(ROOT) + b"Alice's own root follows.\n" + pem(certificate("intermediate-1")),
    "remains-between.pem": lambda: pem(ROOT) + b"----- BEGIN CERTIFICATE-----\n" + base64.encodebytes(
        certificate("root-2")) + b"-----END CERTIFICATE-----\n",
    "parameters-beside.pem": lambda: pem(oid("1.2.840.10045.3.1.7"), "EC PARAMETERS") + pem(ROOT),
    "data.p7b": lambda: sequence(oid(DATA), tlv(0xA0, tlv(4, b"no store"))),
    "certificate-cut.pem": lambda: pem(ROOT) + pem(certificate("root-2")[:-5]),
}
