"""Signed mail from big integers: DER by hand, signatures by pow(). The openssl program makes keys only.

Independent of smimecheck and of OpenSSL's signing code, so that every field and every number can be wrong on purpose.
"""
import base64
import hashlib
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "corpus" / "make"))
from asn1 import attribute, integer, members, oid, read, sequence, tlv  # noqa: E402

NULL = b"\x05\x00"
RSA, SHA256_RSA, PSS = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.10"
DIGESTS = {"sha1": "1.3.14.3.2.26", "md5": "1.2.840.113549.2.5", "sha224": "2.16.840.1.101.3.4.2.4",
           "sha256": "2.16.840.1.101.3.4.2.1", "sha384": "2.16.840.1.101.3.4.2.2", "sha512": "2.16.840.1.101.3.4.2.3",
           "shake256": "2.16.840.1.101.3.4.2.12"}
PART = b"Content-Type: text/plain; charset=us-ascii\r\n\r\nThe contract is as we agreed: 1000 pieces.\r\n"


def openssl(*arguments, octets=None):
    done = subprocess.run(["openssl", *arguments], input=octets, capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"openssl {' '.join(arguments)}: {done.stderr.decode()}")
    return done.stdout


def number(value):
    return int.from_bytes(read(value)[1], "big")


def digest_info(digest, octets, parameters=NULL):
    return sequence(sequence(oid(DIGESTS[digest]), parameters), tlv(4, hashlib.new(digest, octets).digest()))


class RsaKey:
    """A key whose modulus is the product of the given distinct primes; d may not exist (even e)."""

    def __init__(self, primes, e=65537):
        self.primes, self.e, self.n = primes, e, 1
        for prime in primes:
            self.n *= prime
        self.size = (self.n.bit_length() + 7) // 8

    @classmethod
    def made(cls, bits=2048, e=65537):
        made = openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}", "-pkeyopt",
                       f"rsa_keygen_pubexp:{e}")
        # RSAPrivateKey (RFC 8017 A.1.2): version, n, e, d, p, q, …
        fields = [number(each) for each in members(read(openssl("rsa", "-traditional", "-outform", "DER", octets=made))[1])]
        return cls([fields[4], fields[5]], e)

    def raw(self, number_, primes=None):
        """The e-th root of `number_` modulo n, prime by prime."""
        result, modulus = 0, 1
        for p in primes or self.primes:
            root = number_ % p if p == 2 else pow(number_ % p, pow(self.e, -1, p - 1), p)
            result += modulus * ((root - result) * pow(modulus, -1, p) % p)
            modulus *= p
        return result

    def octets(self, value, size=None):
        return value.to_bytes(size or self.size, "big")

    def encoded(self, info, padding=None):
        """EMSA-PKCS1-v1_5 (RFC 8017 9.2) of a DigestInfo, or of anything else."""
        return b"\x00\x01" + (b"\xff" * (self.size - len(info) - 3) if padding is None else padding) + b"\x00" + info

    def power(self, em):
        return self.octets(self.raw(int.from_bytes(em, "big")))

    def sign(self, octets, digest="sha256"):
        return self.power(self.encoded(digest_info(digest, octets)))

    def spki(self, n=None, e=None, parameters=NULL, algorithm=RSA):
        key = sequence(integer(self.n if n is None else n), integer(self.e if e is None else e))
        return sequence(sequence(oid(algorithm), parameters), tlv(3, b"\x00", key))


def name(text):
    return sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(0x0C, text.encode()))))


def extension(dotted, value, critical=False):
    return sequence(oid(dotted), b"\x01\x01\xff" if critical else b"", tlv(4, value))


def san(*names):
    return sequence(*names)


def address(text):
    return tlv(0x81, text if isinstance(text, bytes) else text.encode())


class Authority:
    """A root of its own that certifies whatever key and name it is given."""

    def __init__(self):
        self.key, self.serial = RsaKey.made(), 1
        usage = [extension("2.5.29.19", sequence(b"\x01\x01\xff"), True), extension("2.5.29.15", b"\x03\x02\x01\x06", True)]
        self.certificate = self.certified(self.key.spki(), "Throw-away root", usage)

    def certified(self, spki, subject, extensions):
        self.serial += 1
        algorithm = sequence(oid(SHA256_RSA), NULL)
        valid = sequence(tlv(0x17, b"250101000000Z"), tlv(0x17, b"350101000000Z"))
        tbs = sequence(tlv(0xA0, integer(2)), integer(self.serial), algorithm, name("Throw-away root"), valid,
                       name(subject) if isinstance(subject, str) else subject, spki,
                       tlv(0xA3, sequence(*extensions)))
        return sequence(tbs, algorithm, tlv(3, b"\x00", self.key.sign(tbs)))

    def signer(self, spki, alternative_names=None, subject="Alice"):
        """alternative_names: the value of subjectAltName; "": no such extension; None: alice@example.com."""
        if alternative_names is None:
            alternative_names = san(address("alice@example.com"))
        usage = [extension("2.5.29.15", b"\x03\x02\x07\x80", True),
                 extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.4")))]
        if alternative_names:
            usage.append(extension("2.5.29.17", alternative_names))
        return self.certified(spki, subject, usage)


def identifier(certificate):
    fields = list(members(read(read(certificate)[1])[1]))
    return sequence(fields[3], fields[1])


def body(certificate, value, scheme, digest="sha256", attributes=b"", part=PART):
    """The MIME entity: a clear-signed `part` with the signature `value`."""
    algorithm = sequence(oid(DIGESTS[digest]))
    info = sequence(integer(1), identifier(certificate), algorithm, attributes, scheme, tlv(4, value))
    data = sequence(integer(1), tlv(0x31, algorithm), sequence(oid("1.2.840.113549.1.7.1")), tlv(0xA0, certificate),
                    tlv(0x31, info))
    cms = sequence(oid("1.2.840.113549.1.7.2"), tlv(0xA0, data))
    return (b'MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n'
            b' micalg=' + micalg(digest) + b'; boundary="-b"\r\n\r\n---b\r\n' + part + b"\r\n---b\r\n"
            b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(cms).replace(b"\n", b"\r\n") + b"---b--\r\n")


def micalg(digest):
    return (digest[:3] + "-" + digest[3:] if digest.startswith("sha") and digest != "shake256" else digest).encode()


def standard_attributes(octets, digest="sha256"):
    """What is signed, and the field as it stands in the SignerInfo (RFC 5652 5.4)."""
    both = sorted([attribute("1.2.840.113549.1.9.3", oid("1.2.840.113549.1.7.1")),
                   attribute("1.2.840.113549.1.9.4", tlv(4, hashlib.new(digest, octets).digest()))])
    return tlv(0x31, *both), tlv(0xA0, *both)
