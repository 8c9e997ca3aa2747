"""The few pieces of ASN.1 DER that the recipes put objects together with (X.690)."""


def tlv(tag, *parts):
    value = b"".join(parts)
    if len(value) < 128:
        return bytes([tag, len(value)]) + value
    length = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + value


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    octets = b""
    for arc in [first * 40 + second, *rest]:
        piece = bytes([arc & 0x7F])
        while arc := arc >> 7:
            piece = bytes([0x80 | arc & 0x7F]) + piece
        octets += piece
    return tlv(0x06, octets)


def integer(number):
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def sequence(*parts):
    return tlv(0x30, *parts)


def attribute(dotted, *values):
    return sequence(oid(dotted), tlv(0x31, *values))


def read(octets):
    """One value of definite length at the front: whole, contents, rest."""
    size, at = octets[1], 2
    if size & 0x80:
        at += size & 0x7F
        size = int.from_bytes(octets[2:at], "big")
    return octets[:at + size], octets[at:at + size], octets[at + size:]


def members(octets):
    """The values that stand one after the other in `octets`."""
    while octets:
        whole, _, octets = read(octets)
        yield whole


def signed_fields(certificate):
    """TBSCertificate ::= [0] version, serialNumber, signature, issuer, validity, subject, … (RFC 5280 4.1)"""
    return list(members(read(read(certificate)[1])[1]))


def issuer_and_serial(certificate):
    fields = signed_fields(certificate)
    return sequence(fields[3], fields[1])
