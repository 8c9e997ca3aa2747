#!/usr/bin/env python3
"""Trust lists corpus/trust/*: good ones, and the ways in which people damage them.

The serialized store is written from its description (docs/trust-lists.md), independently of the engine.
"""
import base64
import hashlib
import pathlib
import struct
import subprocess

CORPUS = pathlib.Path(__file__).resolve().parent.parent
CERTS, TRUST = CORPUS / "certs", CORPUS / "trust"


def der(name):
    lines = (CERTS / f"{name}.pem").read_text().split("-----BEGIN CERTIFICATE-----")[1]
    return base64.b64decode(lines.split("-----END CERTIFICATE-----")[0])


def record(number, value):
    """id, encodingType 1, length, value: properties and elements have the same form."""
    return struct.pack("<III", number, 1, len(value)) + value


def serialized_store(*names):
    """Version 0, "CERT"; per certificate its SHA-1 property (3) before the certificate (32); end record of zeros."""
    groups = b"".join(record(3, hashlib.sha1(der(name)).digest()) + record(32, der(name)) for name in names)
    return struct.pack("<I", 0) + b"CERT" + groups + bytes(12)


def openssl(*arguments):
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=True).stdout


if __name__ == "__main__":
    TRUST.mkdir(exist_ok=True)
    sample = serialized_store("root-1", "intermediate-1")
    members = ["-certfile", CERTS / "root-1.pem", "-certfile", CERTS / "intermediate-1.pem"]
    files = {
        "sample.sst": sample,
        "root-only.sst": serialized_store("root-1"),
        "root-and-constrained.sst": serialized_store("root-1", "intermediate-constrained"),
        "empty.sst": serialized_store(),
        "truncated.sst": sample[:-200],
        "without-end-record.sst": sample[:-12],
        "pem-inside.sst": (CERTS / "root-1.pem").read_bytes(),
        # What `Get-Content` without -AsByteStream and `Out-File` leave of the octets.
        "read-as-text.sst": b"\xff\xfe" + sample.decode("latin-1").encode("utf-16-le"),
        "base64-inside.sst": base64.encodebytes(sample),
        "sample.p7b": openssl("crl2pkcs7", "-nocrl", "-outform", "DER", *members),
        "sample.pem.p7b": openssl("crl2pkcs7", "-nocrl", *members),
        "sample.pem": (CERTS / "root-1.pem").read_bytes() + (CERTS / "intermediate-1.pem").read_bytes(),
    }
    for name, octets in files.items():
        (TRUST / name).write_bytes(octets)
    pfx = TRUST / "holds-a-key.pfx"
    if not pfx.exists():  # its salt is random
        openssl("pkcs12", "-export", "-inkey", CERTS / "keys" / "alice.key", "-in", CERTS / "alice.pem", "-out", pfx,
                "-passout", "pass:test")
