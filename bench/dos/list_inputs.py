"""Hostile trust lists: tiny elements, tiny properties, fat certificates, text that is no certificate."""
import base64
import struct

import material
from certificate_inputs import FULL, authority, big_name
from material import MIB, certificate, common_name, hostile

HEADER, END, CERTIFICATE = b"\0\0\0\0CERT", b"\0" * 12, 32


def element(kind, octets):
    return struct.pack("<III", kind, 1, len(octets)) + octets


def store(*elements):
    return HEADER + b"".join(elements) + END


@hostile("sst-properties", "an SST of 5 million empty properties", "read refused", 60 * MIB, kind="list")
def _(size):
    return store(element(11, b"") * (size // 12), element(CERTIFICATE, certificate("root-1")))


@hostile("sst-elements", "an SST of 40,000 equal certificates", "read refused", 40_000, "trust_list_elements", kind="list")
def _(size):
    return store(element(CERTIFICATE, certificate("root-1")) * size)


@hostile("sst-distinct", "an SST of 10,000 different certificates", "read refused", 10_000, kind="list")
def _(size):
    whole = certificate("root-1")
    return store(*[element(CERTIFICATE, whole[:-4] + struct.pack(">I", i)) for i in range(size)])


@hostile("sst-fat", "an SST of 64 MiB of certificates with 5,000 attributes", "read refused", 1_000, kind="list")
def _(size):
    whole = authority(big_name(FULL), good=False)
    return store(*[element(CERTIFICATE, whole[:-4] + struct.pack(">I", i)) for i in range(size)])


@hostile("sst-garbage", "an SST of 5 million elements that are no certificates", "read refused", 60 * MIB, kind="list")
def _(size):
    return store(element(CERTIFICATE, b"") * (size // 12))


@hostile("pem-garbage", "60 MiB of text without certificate", "refused", 60 * MIB, kind="list")
def _(size):
    return b"-----BEGIN CERTIFICATE-----\n" + b"AAAA\n" * (size // 5)


@hostile("pem-begins", "60 MiB of BEGIN lines", "refused", 60 * MIB, kind="list")
def _(size):
    return b"-----BEGIN CERTIFICATE-----\n" * (size // 28)


@hostile("pem-blocks", "600,000 empty PEM blocks", "refused read", 600_000, kind="list")
def _(size):
    return b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n" * size


@hostile("p7b-deep", "a P7B of 30 million open SEQUENCEs", "refused", 60 * MIB, kind="list")
def _(size):
    return b"\x30\x80" * (size // 2)


@hostile("p7b-tiny", "a P7B with 10 million certificates of two octets", "refused read", 20 * MIB, kind="list")
def _(size):
    bag = material.tlv(0xA0, b"\x30\x00" * (size // 2))
    body = material.sequence(b"\2\1\1", b"\x31\0", material.sequence(material.oid(material.DATA)), bag, b"\x31\0")
    return material.sequence(material.oid(material.SIGNED_DATA), material.tlv(0xA0, body))
