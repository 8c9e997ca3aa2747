"""Builds a SignedData by hand, so that one thing at a time can be wrong (RFC 5652 5). openssl makes the value."""
import base64
import hashlib
import pathlib
import subprocess
import tempfile

from asn1 import attribute, issuer_and_serial, oid, sequence, tlv

CERTS = pathlib.Path(__file__).resolve().parent.parent / "certs"
DATA, SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
SHA256, SHA384, RSA = "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "1.2.840.113549.1.1.1"
SHA256_RSA, SHA384_RSA = "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12"
ECDSA_SHA256, GOST = "1.2.840.10045.4.3.2", "1.2.643.7.1.1.3.2"
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = (f"1.2.840.113549.1.9.{n}" for n in (3, 4, 5))


def algorithm(dotted, null=True):
    return sequence(oid(dotted), b"\x05\x00" if null else b"")


def certificate(name):
    text = (CERTS / f"{name}.pem").read_text().split("-----BEGIN CERTIFICATE-----")[1]
    return base64.b64decode(text.split("-----END CERTIFICATE-----")[0])


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
    return sequence(tlv(2, bytes([version])), issuer_and_serial(certificate(name)), digest, field, scheme,
                    tlv(4, value), unsigned)


def signed_data(*signer_infos, content=None, kind=DATA, version=1, digests=(SHA256,), certificates=("alice", "intermediate-1"),
                more_certificates=()):
    """ContentInfo with SignedData; content None: detached."""
    inner = tlv(0xA0, tlv(4, content)) if content is not None else b""
    bag = [certificate(name) for name in certificates] + list(more_certificates)
    body = sequence(tlv(2, bytes([version])), tlv(0x31, *(algorithm(name) for name in digests)),
                    sequence(oid(kind), inner), tlv(0xA0, *bag) if bag else b"", tlv(0x31, *sorted(signer_infos)))
    return sequence(oid(SIGNED_DATA), tlv(0xA0, body))
