#!/usr/bin/env python3
"""CMS objects that the openssl program cannot make: assembled here, signed by `openssl pkeyutl`.

Called by cms_objects.sh: cms_objects.py WORK OUT, where WORK holds <name>.key, <name>.crt (DER) and
content.
"""
import hashlib
import pathlib
import subprocess
import sys
import zlib

from asn1 import attribute, integer, issuer_and_serial, oid, tlv

work, out = map(pathlib.Path, sys.argv[1:3])
content = (work / "content").read_bytes()

DATA, SIGNED, COMPRESSED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.9"
CONTENT_TYPE, DIGEST, TIME = (f"1.2.840.113549.1.9.{n}" for n in (3, 4, 5))
PROTECTION = "1.2.840.113549.1.9.52"
SHA256, SHA512 = "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.3"
SHAKE256_LENGTH = "2.16.840.1.101.3.4.2.18"
ECDSA_SHA256, RSA_SHA256 = "1.2.840.10045.4.3.2", "1.2.840.113549.1.1.11"
ED25519, ED448 = "1.3.101.112", "1.3.101.113"
NULL = b"\x05\x00"


def algorithm(dotted, parameters=b""):
    return tlv(0x30, oid(dotted), parameters)


def openssl_sign(name, octets, *options):
    (work / "to-sign").write_bytes(octets)
    subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-in", work / "to-sign", "-inkey",
                    work / f"{name}.key", "-out", work / "signature", *options], check=True)
    return (work / "signature").read_bytes()


def signed_data(name, digest, signature_algorithm, attributes, signature, kind=DATA, version=1,
                certificates=None, body=content):
    info = tlv(0x30, integer(1), issuer_and_serial((work / f"{name}.crt").read_bytes()), digest,
               tlv(0xA0, *attributes) if attributes is not None else b"", signature_algorithm,
               tlv(0x04, signature))
    if certificates is None:
        certificates = [(work / f"{name}.crt").read_bytes()]
    return tlv(0x30, oid(SIGNED), tlv(0xA0, tlv(
        0x30, integer(version), tlv(0x31, digest),
        tlv(0x30, oid(kind), tlv(0xA0, tlv(0x04, body))), tlv(0xA0, *certificates),
        tlv(0x31, info))))


def usual(digest_octets):
    return [attribute(CONTENT_TYPE, oid(DATA)), attribute(TIME, tlv(0x17, b"300115120000Z")),
            attribute(DIGEST, tlv(0x04, digest_octets))]


def write(file_name, octets):
    (out / f"{file_name}.der").write_bytes(octets)


# RFC 8419: pure EdDSA over the DER of the attributes, SHA-512 or SHAKE256 with 512 bits for them.
attributes = sorted(usual(hashlib.sha512(content).digest()))
write("ed25519-sha512", signed_data("ed25519", algorithm(SHA512), algorithm(ED25519), attributes,
                                    openssl_sign("ed25519", tlv(0x31, *attributes))))
attributes = sorted(usual(hashlib.sha256(content).digest()))
write("ed25519-sha256", signed_data("ed25519", algorithm(SHA256), algorithm(ED25519), attributes,
                                    openssl_sign("ed25519", tlv(0x31, *attributes))))
write("ed25519-no-attributes", signed_data("ed25519", algorithm(SHA512), algorithm(ED25519), None,
                                           openssl_sign("ed25519", content)))
attributes = sorted(usual(hashlib.shake_256(content).digest(64)))
shake = algorithm(SHAKE256_LENGTH, integer(512))
write("ed448-shake256", signed_data("ed448", shake, algorithm(ED448), attributes,
                                    openssl_sign("ed448", tlv(0x31, *attributes))))

# RFC 5652 5.4: the signature covers the DER order, whatever the order on the wire.
digest = algorithm(SHA256)
ecdsa = algorithm(ECDSA_SHA256)


def p256(file_name, wire, signed=None, **more):
    octets = tlv(0x31, *(sorted(wire) if signed is None else signed))
    write(file_name, signed_data("p256", digest, ecdsa, wire,
                                 openssl_sign("p256", octets, "-digest", "sha256"), **more))


base = usual(hashlib.sha256(content).digest())
unsorted = sorted(base, reverse=True)
p256("unsorted-signed-sorted", unsorted)
p256("unsorted-signed-as-sent", unsorted, signed=unsorted)
# RFC 6211: the protected algorithms are those of the SignerInfo, or others.
protect = lambda d, s: sorted(base + [attribute(PROTECTION, tlv(0x30, d, tlv(0xA1, s[2:])))])
p256("protected", protect(digest, ecdsa))
p256("protected-other-signature", protect(digest, algorithm(RSA_SHA256, NULL)))
p256("protected-other-digest", protect(algorithm(SHA512), ecdsa))
# RFC 5652 11.1 to 11.3.
p256("content-type-differs", sorted([attribute(CONTENT_TYPE, oid(SIGNED)), *base[1:]]))
p256("message-digest-twice", sorted([*base, base[2]]))
p256("message-digest-missing", sorted(base[:2]))
p256("signing-time-generalized", sorted([base[0], base[2],
                                         attribute(TIME, tlv(0x18, b"20300115120000Z"))]))
p256("signing-time-no-seconds", sorted([base[0], base[2], attribute(TIME, tlv(0x17, b"3001151200Z"))]))
p256("signing-time-octets", sorted([base[0], base[2], attribute(TIME, tlv(0x04, b"300115120000Z"))]))
p256("signing-time-1999", sorted([base[0], base[2], attribute(TIME, tlv(0x17, b"990115120000Z"))]))
p256("version-2", sorted(base), version=2)
other = (work / "rsa.crt").read_bytes()
p256("other-certificate-only", sorted(base), certificates=[other])

# Two certificates with one key, issuer and serial number; RFC 5035 says which one is meant.
first, second = ((work / f"{name}.crt").read_bytes() for name in ("p256", "p256-twin"))
p256("twin-certificates", sorted(base), certificates=[first, second])
named = lambda hash: sorted(base + [attribute("1.2.840.113549.1.9.16.2.47", tlv(0x30, tlv(0x30, tlv(
    0x30, tlv(0x04, hash)))))])
p256("twin-certificates-named", named(hashlib.sha256(second).digest()), certificates=[first, second])
p256("other-certificate-named", named(hashlib.sha256(other).digest()))

# The content of a replayed signature: attributes as content, no attributes (draft-ietf-lamps-cms-
# euf-cma-signeddata).
replayed = tlv(0x31, *sorted(base))
write("replayed-attributes", signed_data("p256", digest, ecdsa, None,
                                         openssl_sign("p256", replayed, "-digest", "sha256"),
                                         body=replayed))


def compressed(octets, compressor="1.2.840.113549.1.9.16.3.8"):
    return tlv(0x30, oid(COMPRESSED), tlv(0xA0, tlv(
        0x30, integer(0), algorithm(compressor),
        tlv(0x30, oid(DATA), tlv(0xA0, tlv(0x04, octets))))))


write("compressed", compressed(zlib.compress(content)))
write("compressed-damaged", compressed(zlib.compress(content)[:-5]))
write("compressed-unknown", compressed(content, "1.2.3.4"))
write("compressed-bomb", compressed(zlib.compress(bytes(2 << 20), 9)))
