"""What the recipes of corpus/attacks are put together from: certificates, signatures and mails, one thing wrong at a time.

Everything is signed by keys of corpus/certs with RSA, so the same recipe always makes the same octets.
"""
import base64
import functools
import hashlib
import pathlib
import subprocess

from asn1 import attribute, integer, issuer_and_serial, oid, read, sequence, signed_fields, tlv
from signed_data import (CERTS, DATA, RSA, SHA256, SHA256_RSA, SIGNED_DATA, algorithm, certificate, sign,
                         standard_attributes)

ISSUER = "intermediate-1"
TEXT = b"Dear Carol, please pay 1000 to Alice.\r\n"
FORGED_TEXT = b"Dear Carol, please pay 99999 to Mallory.\r\n"
PART = b"Content-Type: text/plain; charset=us-ascii\r\n\r\n" + TEXT
FORGED = b"Content-Type: text/plain; charset=us-ascii\r\n\r\n" + FORGED_TEXT
ALICE = b"Alice Example <alice@example.com>"
DATE = b"Date: Sat, 10 Jan 2026 09:00:00 +0000\r\n"
BOUNDARY = b"b0und"
NULL = b"\x05\x00"


# ---- certificates ----

def public_key(name):
    return signed_fields(certificate(name))[6]


@functools.cache
def private_numbers(name):
    """Modulus and private exponent of an RSA key."""
    der = subprocess.run(["openssl", "rsa", "-in", CERTS / "keys" / f"{name}.key", "-outform", "DER", "-traditional"],
                         capture_output=True, check=True).stdout
    rest, numbers = read(der)[1], []
    while rest:
        _, value, rest = read(rest)
        numbers.append(int.from_bytes(value, "big"))
    return numbers[1], numbers[3]


def common_name(text, tag=0x0C):
    return tlv(0x31, sequence(oid("2.5.4.3"), tlv(tag, text if isinstance(text, bytes) else text.encode())))


def subject_address(octets, tag=0x16):
    return tlv(0x31, sequence(oid("1.2.840.113549.1.9.1"), tlv(tag, octets)))


def name(*parts):
    return sequence(*parts)


def extension(dotted, value, critical=False):
    return sequence(oid(dotted), b"\x01\x01\xff" if critical else b"", tlv(4, value))


def mailbox(octets):
    return tlv(0x81, octets)


def utf8_mailbox(text, tag=0x0C):
    """SmtpUTF8Mailbox (RFC 9598 3)."""
    return tlv(0xA0, oid("1.3.6.1.5.5.7.8.9"), tlv(0xA0, tlv(tag, text if isinstance(text, bytes) else text.encode())))


def alternative(*names):
    return extension("2.5.29.17", sequence(*names))


KEY_USAGE = extension("2.5.29.15", b"\x03\x02\x07\x80", True)
MAIL_USAGE = extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.4")))


def rsa_key(modulus, exponent=65537):
    bits = tlv(3, b"\0" + sequence(integer(modulus), integer(exponent)))
    return sequence(sequence(oid(RSA), NULL), bits)


def issue(*names, key=None, subject=None, serial=b"\x11", extensions=None, issuer=ISSUER, issuer_name=None,
          scheme=algorithm(SHA256_RSA), not_after=b"270101000000Z", more=()):
    """A signer's certificate for `names` (GeneralName); `issuer` names the key that signs it."""
    if extensions is None:
        extensions = [KEY_USAGE, MAIL_USAGE, *([alternative(*names)] if names else []), *more]
    fields = sequence(tlv(0xA0, b"\x02\x01\x02"), tlv(2, serial), scheme,
                      issuer_name or signed_fields(certificate(issuer))[5],
                      sequence(tlv(0x17, b"250101000000Z"), tlv(0x17, not_after)), subject or name(common_name("Alice")),
                      key or public_key("alice"), tlv(0xA3, sequence(*extensions)))
    return sequence(fields, scheme, tlv(3, b"\0" + sign(fields, issuer)))


# ---- signatures ----

def identifier(subject):
    return issuer_and_serial(subject)


def info(content=PART, subject=None, attributes=None, key="alice", version=1, who=None, digest=algorithm(SHA256),
         scheme=algorithm(RSA), value=None, unsigned=b"", field=None):
    """attributes: None: the standard ones; (): none. `field`: what stands in their place on the wire."""
    attributes = sorted(standard_attributes(content) if attributes is None else attributes)
    octets = tlv(0x31, *attributes) if attributes else content
    if value is None:
        value = sign(octets, key)
    if field is None:
        field = tlv(0xA0, *attributes) if attributes else b""
    return sequence(tlv(2, bytes([version])), who or identifier(subject or certificate("alice")), digest, field, scheme,
                    tlv(4, value(octets) if callable(value) else value), unsigned)


def signed(*infos, subjects=None, content=None, kind=DATA, version=1, digests=(SHA256,), crls=b"", certificates=None,
           carried=None):
    """ContentInfo with SignedData. `content` None: detached; `carried`: the whole eContent field, as it is written."""
    bag = [*(subjects if subjects is not None else [certificate("alice")]), certificate(ISSUER)]
    if carried is None:
        carried = tlv(0xA0, tlv(4, content)) if content is not None else b""
    body = sequence(tlv(2, bytes([version])), tlv(0x31, *map(algorithm, digests)), sequence(oid(kind), carried),
                    tlv(0xA0, *bag) if certificates is None else certificates, crls, tlv(0x31, *infos))
    return sequence(oid(SIGNED_DATA), tlv(0xA0, body))


def signer_certificate_v2(subject, digest=None, issuer_serial=b""):
    """The attribute of RFC 5035 3: which certificate the signer means."""
    digest = digest or hashlib.sha256(subject).digest()
    return attribute("1.2.840.113549.1.9.16.2.47", sequence(sequence(sequence(tlv(4, digest), issuer_serial))))


def signer_certificate_v1(subject):
    return attribute("1.2.840.113549.1.9.16.2.12", sequence(sequence(sequence(tlv(4, hashlib.sha1(subject).digest())))))


# ---- mails ----

def head(sender=ALICE, extra=b"", date=DATE, subject=b"Subject: offer\r\n"):
    field = b"From: " + sender + b"\r\n" if sender is not None else b""
    return field + b"To: carol@example.net\r\n" + subject + date + b"MIME-Version: 1.0\r\n" + extra


def base64_text(octets):
    return base64.encodebytes(octets).replace(b"\n", b"\r\n")


def signature_part(cms):
    return (b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n" + base64_text(cms))


MEDIA = b'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="b0und"'


def clear(cms=None, part=PART, header=None, media=MEDIA, boundary=BOUNDARY, preamble=b"", between=b"", epilogue=b"",
          signature=signature_part, close=True):
    """A clear-signed mail. `header` None: the usual one."""
    cms = signed(info(part)) if cms is None else cms
    return ((head() if header is None else header) + b"Content-Type: " + media + b"\r\n\r\n" + preamble
            + b"--" + boundary + b"\r\n" + part + b"\r\n--" + boundary + b"\r\n" + between + signature(cms)
            + (b"\r\n--" + boundary + b"--\r\n" if close else b"") + epilogue)


def entity(cms=None, part=PART):
    """The multipart/signed entity alone, to be put inside another one."""
    return clear(cms, part, header=b"")


def opaque(cms=None, header=None, media=b"application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
           encoding=b"base64", body=None):
    cms = signed(info(), content=PART) if cms is None else cms
    return ((head() if header is None else header) + b"Content-Type: " + media + b"\r\nContent-Transfer-Encoding: "
            + encoding + b"\r\n\r\n" + (body if body is not None else base64_text(cms)))


def mixed(*parts, media=b"multipart/mixed", header=None):
    body = b"".join(b"--0uter\r\n" + one + b"\r\n" for one in parts)
    return ((head() if header is None else header) + b"Content-Type: " + media + b'; boundary="0uter"\r\n\r\n' + body
            + b"--0uter--\r\n")


def by(subject, sender=ALICE, extra=b"", **options):
    """A clear-signed mail whose signer has the certificate `subject`."""
    return clear(signed(info(subject=subject), subjects=[subject]), header=head(sender, extra), **options)
