"""RSASSA-PSS: each part of the encoded message of RFC 8017 9.1 wrong, and parameters that do not fit."""
import hashlib
import secrets

from primitive_case import ACCEPTED, BAD, GOOD, INVALID, REFUSED, UNKNOWN, WEAK, case, hash_algorithm
from signing import NULL, PART, PSS, SHA256_RSA, integer, members, name, oid, read, sequence, tlv


def mgf1(digest, seed, length):
    octets = b"".join(hashlib.new(digest, seed + i.to_bytes(4, "big")).digest() for i in range(length // 20 + 1))
    return octets[:length]


def pss_parameters(digest="sha256", mask="sha256", salt=32, trailer=None):
    return sequence(tlv(0xA0, hash_algorithm(digest)), tlv(0xA1, sequence(oid("1.2.840.113549.1.1.8"), hash_algorithm(mask))),
                    tlv(0xA2, integer(salt)), tlv(0xA3, integer(trailer)) if trailer is not None else b"")


def pss_encoded(bits, octets, digest="sha256", mask="sha256", salt=32, trailer=b"\xbc", separator=b"\x01", padding=None,
                leading=0, prefix=bytes(8)):
    """EMSA-PSS (RFC 8017 9.1.1) with each of its parts to be chosen."""
    size = (bits + 7) // 8
    salted = secrets.token_bytes(salt)
    hashed = hashlib.new(digest, prefix + hashlib.new(digest, octets).digest() + salted).digest()
    length = size - len(hashed) - 1
    zeros = length - salt - 1
    block = (bytes(zeros) if padding is None else padding(zeros)) + separator + salted
    masked = bytearray(a ^ b for a, b in zip(block, mgf1(mask, hashed, length)))
    masked[0] &= 0xFF >> (8 * size - bits)
    masked[0] |= leading
    return bytes(masked) + hashed + trailer


def rsa_pss(key):
    spki, bits = key.spki(), key.n.bit_length() - 1

    def one(name, arithmetic, parameters=None, of="sha256", public=spki, word=None, **made):
        made.setdefault("digest", of)
        made.setdefault("mask", of)
        made.setdefault("salt", hashlib.new(of).digest_size)
        while int.from_bytes(em := pss_encoded(bits, PART, **made), "big") >= key.n:
            pass
        parameters = pss_parameters(of, of, hashlib.new(of).digest_size) if parameters is None else parameters
        case("pss: " + name, arithmetic, word or (ACCEPTED if arithmetic == GOOD else INVALID), public,
             sequence(oid(PSS), parameters), key.power(em), of)

    for digest in ("sha256", "sha384", "sha512"):
        one(f"as RFC 8017 9.1 says, {digest}", GOOD, of=digest)
    one("trailerField said", GOOD, pss_parameters(trailer=1))
    one("no salt", GOOD, pss_parameters(salt=0), salt=0)
    longest = key.size - 34
    one("longest salt", GOOD, pss_parameters(salt=longest), salt=longest)
    one("defaults, that is SHA-1", GOOD, sequence(), "sha1", word=WEAK)
    one("mask generation with SHA-1", GOOD, pss_parameters(mask="sha1"), mask="sha1", word=WEAK)
    one("mask generation with SHA-512", GOOD, pss_parameters(mask="sha512"), mask="sha512")

    one("salt shorter than said", BAD, salt=31)
    one("salt longer than said", BAD, salt=33)
    one("no salt, 32 octets said", BAD, salt=0)
    one("salt of 32, none said", BAD, pss_parameters(salt=0))
    one("longest salt, 32 said", BAD, salt=longest)
    one("salt longer than fits is said", BAD, pss_parameters(salt=longest + 1))
    one("negative salt is said", BAD, sequence(tlv(0xA0, hash_algorithm("sha256")), tlv(0xA1, sequence(
        oid("1.2.840.113549.1.1.8"), hash_algorithm("sha256"))), tlv(0xA2, b"\x02\x01\xff")))
    one("trailer BD", BAD, trailer=b"\xbd")
    one("trailer 00", BAD, trailer=b"\x00")
    one("trailer of ISO 9796-2 with a hash identifier", BAD, trailer=b"\xcc")
    one("trailerField 2", BAD, pss_parameters(trailer=2))
    one("first bit set", BAD, leading=0x80)
    one("no separator", BAD, separator=b"\x00")
    one("separator 02", BAD, separator=b"\x02")
    one("zeros of the padding are ones", BAD, padding=lambda size: b"\xff" * size)
    one("last octet of the padding is 01", BAD, padding=lambda size: bytes(size - 1) + b"\x01")
    one("first octet of the padding is 01", BAD, padding=lambda size: b"\x01" + bytes(size - 1))
    one("mask generation with SHA-1, SHA-256 said", BAD, mask="sha1")
    one("mask generation with SHA-256, SHA-1 said", BAD, pss_parameters(mask="sha1"))
    one("mask generation with SHA-512, SHA-256 said", BAD, mask="sha512")
    one("digest is SHA-1, SHA-256 said", BAD, digest="sha1", salt=32)
    one("digest is SHA-512, SHA-256 said", BAD, digest="sha512", salt=32)
    one("eight octets before the digest are not zero", BAD, prefix=b"\x01" + bytes(7))
    one("nothing before the digest", BAD, prefix=b"")
    one("parameters absent", BAD, b"")
    one("parameters NULL", BAD, NULL)
    one("another mask generation function", BAD, sequence(tlv(0xA0, hash_algorithm("sha256")), tlv(0xA1, sequence(
        oid("1.2.840.113549.1.1.9"), hash_algorithm("sha256"))), tlv(0xA2, integer(32))))
    one("something after the parameters", BAD, sequence(read(pss_parameters())[1], tlv(0xA4, integer(1))))
    one("fields out of order", BAD, sequence(*reversed(list(members(read(pss_parameters())[1])))))
    one("SignerInfo names SHA-512, parameters SHA-256", GOOD, pss_parameters(), "sha512", word=INVALID, digest="sha256",
        mask="sha256", salt=32)

    right = key.power(pss_encoded(bits, PART))
    scheme = sequence(oid(PSS), pss_parameters())
    for name, octets in (("s = 0", bytes(key.size)), ("s = 1", key.octets(1)), ("s = n", key.octets(key.n)),
                         ("a zero before", b"\x00" + right), ("a zero after", right + b"\x00"), ("no octets", b""),
                         ("n - s", key.octets(key.n - int.from_bytes(right, "big"))),
                         ("s + n, an octet longer", key.octets(int.from_bytes(right, "big") + key.n, key.size + 1)),
                         ("made as PKCS #1 v1.5", key.sign(PART))):
        case("pss: " + name, BAD, INVALID, spki, scheme, octets)
    case("pss: named PKCS #1 v1.5", BAD, INVALID, spki, sequence(oid(SHA256_RSA), NULL), right)

    # A key that is for PSS alone, and one that says which PSS (RFC 4055 1.2, 3.3).
    for_pss = key.spki(parameters=b"", algorithm=PSS)
    one("key for PSS", GOOD, public=for_pss)
    case("pss: key for PSS, signature PKCS #1 v1.5", BAD, INVALID, for_pss, sequence(oid(SHA256_RSA), NULL), key.sign(PART))
    strict_key = key.spki(parameters=pss_parameters(), algorithm=PSS)
    one("key that says SHA-256", GOOD, public=strict_key)
    one("key that says SHA-256, signature with SHA-512", REFUSED, of="sha512", public=strict_key, word=UNKNOWN)
    one("key that says 32 octets of salt, signature with none", BAD, pss_parameters(salt=0), salt=0, public=strict_key)
