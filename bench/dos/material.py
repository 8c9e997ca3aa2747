"""What the inputs are put together from: DER, certificates under the corpus' root, signed mails."""
import base64
import dataclasses
import functools
import hashlib
import pathlib
import subprocess
import sys
import typing

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "corpus" / "make"))
from asn1 import attribute, integer, issuer_and_serial, oid, read, sequence, signed_fields, tlv  # noqa: E402,F401
import signed_data as by_hand  # noqa: E402
from signed_data import DATA, RSA, SHA256, SHA256_RSA, SIGNED_DATA, algorithm, certificate  # noqa: E402,F401

MIB = 1 << 20
TEXT = b"Content-Type: text/plain; charset=us-ascii\r\n\r\nDear Carol, 1000 pieces.\r\n"
HEAD = (b"From: Alice Example <alice@example.com>\r\nTo: carol@example.net\r\nSubject: Report\r\n"
        b"Date: Sat, 10 Jan 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n")


@dataclasses.dataclass
class Input:
    """One hostile input. `make(size)` gives its octets, the large dimension about `size` octets long."""
    name: str
    about: str
    make: typing.Callable
    size: int
    words: str  # the words of strict that are right, separated by blanks; for a list: read, or refused
    limit: str = ""  # the limit that must be named at full size
    kind: str = "mail"  # or "list": a trust list


INPUTS = []


def hostile(name, about, words, size=0, limit="", kind="mail"):
    def keep(make):
        INPUTS.append(Input(name, about, make, size, words, limit, kind))
        return make
    return keep


# ---- signatures ----

@functools.lru_cache(maxsize=None)
def sign(octets, name="alice", digest="sha256"):
    return by_hand.sign(octets, name, digest)


def attributes_for(content, digest="sha256"):
    value = hashlib.new(digest, content).digest()
    return sorted([attribute(by_hand.CONTENT_TYPE, oid(DATA)), attribute(by_hand.SIGNING_TIME, tlv(0x17, b"260110090000Z")),
                   attribute(by_hand.MESSAGE_DIGEST, tlv(4, value))])


def signer_info(content, identifier=None, more=(), unsigned=b"", digest="sha256", digest_oid=SHA256, scheme=None,
                value=None, attributes=None, key="alice"):
    attributes = sorted(attributes_for(content, digest) + list(more)) if attributes is None else attributes
    if value is None:
        value = sign(tlv(0x31, *attributes), key, digest)
    version = b"\x03" if identifier and identifier[0] == 0x80 else b"\x01"
    return sequence(tlv(2, version), identifier or issuer_and_serial(certificate("alice")), algorithm(digest_oid),
                    tlv(0xA0, *attributes) if attributes else b"", scheme or algorithm(RSA), tlv(4, value), unsigned)


def signed_data(infos, content=None, certificates=None, digests=None, crls=b"", encapsulated=None):
    """ContentInfo; content None: detached. `encapsulated` is a whole eContent value of any form."""
    if certificates is None:
        certificates = [certificate("alice"), certificate("intermediate-1")]
    if encapsulated is None:
        encapsulated = tlv(4, content) if content is not None else b""
    inner = tlv(0xA0, encapsulated) if encapsulated else b""
    body = sequence(b"\x02\x01\x01", tlv(0x31, *(digests or [algorithm(SHA256)])), sequence(oid(DATA), inner),
                    tlv(0xA0, *certificates) if certificates else b"", crls, tlv(0x31, *infos))
    return sequence(oid(SIGNED_DATA), tlv(0xA0, body))


# ---- mails ----

def lines(octets):
    """Base64 in lines of 76, fast for large inputs."""
    text = base64.b64encode(octets)
    return b"\r\n".join(text[i:i + 76] for i in range(0, len(text), 76)) + b"\r\n"


def clear_entity(content, cms, boundary=b"b0und", encoded=True):
    body = lines(cms) if encoded else cms + b"\r\n"
    return (b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256;\r\n boundary="'
            + boundary + b'"\r\n\r\n--' + boundary + b"\r\n" + content + b"\r\n--" + boundary
            + b"\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: "
            + (b"base64" if encoded else b"binary") + b"\r\n\r\n" + body + b"\r\n--" + boundary + b"--\r\n")


def clear(content, cms, head=HEAD):
    return head + clear_entity(content, cms)


def opaque_entity(cms, encoded=True, kind=b"signed-data"):
    return (b"Content-Type: application/pkcs7-mime; smime-type=" + kind + b"; name=smime.p7m\r\nContent-Transfer-Encoding: "
            + (b"base64\r\n\r\n" + lines(cms) if encoded else b"binary\r\n\r\n" + cms))


def opaque(cms, encoded=True, head=HEAD, kind=b"signed-data"):
    return head + opaque_entity(cms, encoded, kind)


def good_clear(content, head=HEAD):
    """A right signature of alice over `content`."""
    return clear(content, signed_data([signer_info(content)]), head)


# ---- certificates ----

def name(*pairs):
    return sequence(*(tlv(0x31, sequence(oid(kind), tlv(0x0C, text))) for kind, text in pairs))


def common_name(text):
    return name(("2.5.4.3", text.encode()))


def extension(dotted, value, critical=False):
    return sequence(oid(dotted), b"\x01\x01\xff" if critical else b"", tlv(4, value))


def subject_of(which):
    return signed_fields(certificate(which))[5]


def key_of(which):
    return signed_fields(certificate(which))[6]


CA = extension("2.5.29.19", sequence(b"\x01\x01\xff"), True)
CA_USE = extension("2.5.29.15", b"\x03\x02\x01\x06", True)
MAIL_USE = extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.4")))
ALICE = extension("2.5.29.17", sequence(tlv(0x81, b"alice@example.com")))


def issued(serial, subject, key, issuer, issuer_key, extensions, good=True):
    """A certificate; issuer_key is the name of a corpus key. good=False: a value that is none."""
    scheme = algorithm(SHA256_RSA)
    tbs = sequence(tlv(0xA0, b"\x02\x01\x02"), integer(serial), scheme, issuer,
                   sequence(tlv(0x17, b"250101000000Z"), tlv(0x17, b"270101000000Z")), subject, key,
                   tlv(0xA3, sequence(*extensions)) if extensions else b"")
    return sequence(tbs, scheme, tlv(3, b"\0", sign(tbs, issuer_key) if good else b"\x5a" * 256))


def rsa_key(modulus, exponent, kind=RSA):
    return sequence(algorithm(kind), tlv(3, b"\0", sequence(integer(modulus), integer(exponent))))


def openssl(*arguments):
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=True).stdout
