"""Builds a SignedData by hand, so that one thing at a time can be wrong (RFC 5652 5). openssl makes the signature value."""
import base64
import hashlib
import pathlib
import subprocess
import tempfile

CERTS = pathlib.Path(__file__).resolve().parent.parent / "certs"
DATA, SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
SHA256, SHA384, RSA = "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "1.2.840.113549.1.1.1"
SHA256_RSA, SHA384_RSA = "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12"
ECDSA_SHA256, GOST = "1.2.840.10045.4.3.2", "1.2.643.7.1.1.3.2"
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = (f"1.2.840.113549.1.9.{n}" for n in (3, 4, 5))


def tlv(tag, *parts):
    value = b"".join(parts)
    if len(value) < 128:
        return bytes([tag, len(value)]) + value
    length = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + value


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for arc in [first * 40 + second, *rest]:
        piece = bytes([arc & 0x7F])
        while arc := arc >> 7:
            piece = bytes([0x80 | arc & 0x7F]) + piece
        out += piece
    return tlv(6, out)


def sequence(*parts):
    return tlv(0x30, *parts)


def algorithm(dotted, null=True):
    return sequence(oid(dotted), b"\x05\x00" if null else b"")


def attribute(dotted, *values):
    return sequence(oid(dotted), tlv(0x31, *values))


def certificate(name):
    text = (CERTS / f"{name}.pem").read_text().split("-----BEGIN CERTIFICATE-----")[1]
    return base64.b64decode(text.split("-----END CERTIFICATE-----")[0])


def issuer_and_serial(name):
    """Both cut out of the certificate: TBSCertificate ::= [0] version, serialNumber, signature, issuer, …"""
    def fields(octets):
        at = 0
        while at < len(octets):
            head, length = 2, octets[at + 1]
            if length >= 128:
                count = length & 0x7F
                head, length = 2 + count, int.from_bytes(octets[at + 2:at + 2 + count], "big")
            yield octets[at:at + head + length], octets[at + head:at + head + length]
            at += head + length
    tbs = next(fields(next(fields(certificate(name)))[1]))[1]
    version, serial, signature, issuer, *rest = (whole for whole, _ in fields(tbs))
    return sequence(issuer, serial)


def sign(octets, name, digest="sha256"):
    with tempfile.NamedTemporaryFile() as file:
        file.write(octets)
        file.flush()
        return subprocess.run(["openssl", "dgst", f"-{digest}", "-sign", CERTS / "keys" / f"{name}.key", file.name],
                              capture_output=True, check=True).stdout


def standard_attributes(content, kind=DATA):
    return [attribute(CONTENT_TYPE, oid(kind)), attribute(SIGNING_TIME, tlv(0x17, b"260110090000Z")),
            attribute(MESSAGE_DIGEST, tlv(4, hashlib.sha256(content).digest()))]


def signer_info(content, name="alice", attributes=None, version=1, digest=algorithm(SHA256), scheme=algorithm(RSA),
                wire_order=None, unsigned=b"", signature_digest="sha256", sort=True):
    """attributes: None: the standard ones; (): the field is absent; otherwise those given."""
    attributes = standard_attributes(content) if attributes is None else list(attributes)
    if sort:
        attributes.sort()
    if attributes:
        value = sign(tlv(0x31, *attributes), name, signature_digest)
        field = tlv(0xA0, *(wire_order(attributes) if wire_order else attributes))
    else:
        value, field = sign(content, name, signature_digest), b""
    return sequence(tlv(2, bytes([version])), issuer_and_serial(name), digest, field, scheme, tlv(4, value), unsigned)


def signed_data(*signer_infos, content=None, kind=DATA, version=1, digests=(SHA256,), certificates=("alice", "intermediate-1"),
                more_certificates=()):
    """ContentInfo with SignedData; content None: detached."""
    inner = tlv(0xA0, tlv(4, content)) if content is not None else b""
    bag = [certificate(name) for name in certificates] + list(more_certificates)
    body = sequence(tlv(2, bytes([version])), tlv(0x31, *(algorithm(name) for name in digests)),
                    sequence(oid(kind), inner), tlv(0xA0, *bag) if bag else b"", tlv(0x31, *sorted(signer_infos)))
    return sequence(oid(SIGNED_DATA), tlv(0xA0, body))
