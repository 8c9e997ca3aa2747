#!/usr/bin/env python3
"""Signed messages wrapped in CompressedData (RFC 3274); Debian's openssl program is built without zlib.

usage: compressed.py   (writes ../messages/alice.compressed.*.eml from ../messages/alice.detached.sha256.eml)
"""
import base64
import pathlib
import zlib

from asn1 import integer, oid, sequence, tlv

MESSAGES = pathlib.Path(__file__).parent.parent / "messages"


def compressed_data(entity):
    content = sequence(oid("1.2.840.113549.1.7.1"), tlv(0xA0, tlv(0x04, zlib.compress(entity, 9))))
    algorithm = sequence(oid("1.2.840.113549.1.9.16.3.8"))  # id-alg-zlibCompress
    return sequence(oid("1.2.840.113549.1.9.16.1.9"), tlv(0xA0, sequence(integer(0), algorithm, content)))


def wrapped(message, extra=b""):
    header, body = message.split(b"\r\n\r\n", 1)
    at = header.index(b"MIME-Version:")
    outer, inner = header[:at], header[at:].split(b"\r\n", 1)[1]
    text = base64.encodebytes(compressed_data(inner + b"\r\n\r\n" + body)).replace(b"\n", b"\r\n")
    return (outer + b"MIME-Version: 1.0\r\n"
            b"Content-Type: application/pkcs7-mime; smime-type=compressed-data; name=smime.p7z\r\n" + extra +
            b"Content-Transfer-Encoding: base64\r\n\r\n" + text)


signed = (MESSAGES / "alice.detached.sha256.eml").read_bytes()
(MESSAGES / "alice.compressed.eml").write_bytes(wrapped(signed))
(MESSAGES / "alice.compressed.two-content-types.eml").write_bytes(wrapped(signed, b"Content-Type: text/html\r\n"))
