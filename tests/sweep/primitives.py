#!/usr/bin/env python3
"""Signature values and keys as an attacker would make them, in the manner of the Wycheproof project, with what the
standards say of each. Keys are made by the openssl program and thrown away; everything else is computed here.

Writes one case to a line, fields separated by tabs, octets in hexadecimal:
  anchor  certificate
  case    name  arithmetic  word  spki  scheme-oid  scheme-parameters  digest  message  signature  mail
arithmetic: good, bad, refused (no answer that is good), any. word: what `strict` must say of the mail.
"""
import hashlib
import random
import secrets
import sys

from curves import Edwards25519, Weierstrass, ecdsa_value, edwards_spki
from signing import (Authority, DIGESTS, NULL, PART, PSS, RSA, SHA256_RSA, RsaKey, body, digest_info, integer, oid,
                     openssl, read, members, sequence, tlv)

FROM = b"From: Alice <alice@example.com>\r\nDate: Sat, 10 Jan 2026 09:00:00 +0000\r\n"
GOOD, BAD, REFUSED, ANY = "good", "bad", "refused", "any"
ACCEPTED, INVALID, WEAK, UNKNOWN = "valid_with_notes", "invalid", "weak", "unknown"  # no signed attributes: a note

authority = Authority()
certificates = {}


def case(name, arithmetic, word, spki, scheme, signature, digest="sha256", part=PART):
    if spki not in certificates:
        certificates[spki] = authority.signer(spki)
    fields = list(members(read(scheme)[1]))
    mail = FROM + body(certificates[spki], signature, scheme, digest, part=part)
    dotted = dotted_of(fields[0])
    print("case", name, arithmetic, word, spki.hex(), dotted, b"".join(fields[1:]).hex(), digest, part.hex(),
          signature.hex(), mail.hex(), sep="\t")


def dotted_of(der):
    octets = read(der)[1]
    arcs, value = [], 0
    for octet in octets:
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))


def rsa_pkcs1(key):
    """RFC 8017 8.2.2: the verifier makes the one encoded message there is, and compares."""
    spki, scheme = key.spki(), sequence(oid(SHA256_RSA), NULL)
    digest = hashlib.sha256(PART).digest()
    algorithm = oid(DIGESTS["sha256"])
    good = digest_info("sha256", PART)

    def em(name, encoded, arithmetic=BAD):
        assert len(encoded) == key.size, name
        case("rsa: " + name, arithmetic, ACCEPTED if arithmetic == GOOD else INVALID, spki, scheme, key.power(encoded))

    def info(name, octets):
        em(name, key.encoded(octets))

    em("as RFC 8017 9.2 says", key.encoded(good), GOOD)
    info("NULL missing", sequence(sequence(algorithm), tlv(4, digest)))
    info("NULL with contents", sequence(sequence(algorithm, b"\x05\x01\x00"), tlv(4, digest)))
    info("NULL with a long length", sequence(sequence(algorithm, b"\x05\x81\x00"), tlv(4, digest)))
    info("OCTET STRING instead of NULL", sequence(sequence(algorithm, b"\x04\x00"), tlv(4, digest)))
    info("garbage in the parameters", sequence(sequence(algorithm, b"\x04\x40" + bytes(64)), tlv(4, digest)))
    info("parameters after NULL", sequence(sequence(algorithm, NULL, NULL), tlv(4, digest)))
    info("long length of DigestInfo", b"\x30\x81\x31" + good[2:])
    info("longer length of DigestInfo", b"\x30\x82\x00\x31" + good[2:])
    info("long length of the digest", sequence(sequence(algorithm, NULL), b"\x04\x81\x20" + digest))
    info("indefinite length of DigestInfo", b"\x30\x80" + good[2:] + b"\x00\x00")
    info("constructed digest", sequence(sequence(algorithm, NULL), tlv(0x24, tlv(4, digest[:16]), tlv(4, digest[16:]))))
    info("garbage at the end of DigestInfo", sequence(sequence(algorithm, NULL), tlv(4, digest), tlv(4, bytes(16))))
    info("garbage after DigestInfo", good + bytes(16))
    info("digest cut by an octet", sequence(sequence(algorithm, NULL), tlv(4, digest[:-1])))
    info("digest of no octets", sequence(sequence(algorithm, NULL), tlv(4)))
    info("digest with an octet more", sequence(sequence(algorithm, NULL), tlv(4, digest + b"\x00")))
    info("digest with zeros before", sequence(sequence(algorithm, NULL), tlv(4, b"\x00" + digest)))
    info("digest alone, without DigestInfo", digest)
    info("OCTET STRING of the digest alone", tlv(4, digest))
    info("digest of other octets", digest_info("sha256", PART + b"\x00"))
    info("digest of the digest", digest_info("sha256", digest))
    for other in ("sha1", "sha224", "sha384", "sha512", "md5"):
        info(f"made with {other}", digest_info(other, PART))
    info("SHA-1 named, SHA-256 inside", sequence(sequence(oid(DIGESTS["sha1"]), NULL), tlv(4, digest)))
    info("SHA-512/256 named, SHA-256 inside", sequence(sequence(oid("2.16.840.1.101.3.4.2.6"), NULL), tlv(4, digest)))
    info("OID with a needless octet", sequence(
        sequence(tlv(6, b"\x80" + read(algorithm)[1]), NULL), tlv(4, digest)))
    info("DigestInfo as SET", tlv(0x31, read(good)[1]))
    whole = len(good)
    rest = key.size - whole - 3
    em("padding of eight octets, garbage after", key.encoded(good + bytes(rest - 8), b"\xff" * 8))
    em("padding of eight octets, garbage before", key.encoded(bytes(rest - 8) + good, b"\xff" * 8))
    em("padding of seven octets", key.encoded(good + bytes(rest - 7), b"\xff" * 7))
    em("no padding", key.encoded(good + bytes(rest), b""))
    em("one octet of the padding is FE", key.encoded(good, b"\xff" * (rest - 1) + b"\xfe"))
    em("first octet of the padding is 00", key.encoded(good, b"\x00" + b"\xff" * (rest - 1)))
    em("padding of zeros", key.encoded(good, bytes(rest)))
    em("no zero after the padding", b"\x00\x01" + b"\xff" * (rest + 1) + good)
    em("a one after the padding", b"\x00\x01" + b"\xff" * rest + b"\x01" + good)
    em("block type 0", b"\x00\x00" + bytes(rest) + b"\x00" + good)
    em("block type 2", b"\x00\x02" + bytes(1 + i % 255 for i in range(rest)) + b"\x00" + good)
    em("block type 1 after 01", b"\x01\x01" + b"\xff" * rest + b"\x00" + good)
    em("block type 1 after 02", b"\x02\x01" + b"\xff" * rest + b"\x00" + good)
    em("everything zero", bytes(key.size))

    def value(name, octets, arithmetic=BAD):
        case("rsa: " + name, arithmetic, ACCEPTED if arithmetic == GOOD else INVALID, spki, scheme, octets)

    right = key.sign(PART)
    s = int.from_bytes(right, "big")
    value("s = 0", bytes(key.size))
    value("s = 1", key.octets(1))
    value("s = n - 1", key.octets(key.n - 1))
    value("s = n", key.octets(key.n))
    value("s = n + 1", key.octets(key.n + 1))
    value("n - s", key.octets(key.n - s))
    value("all octets FF", b"\xff" * key.size)
    value("s + n, an octet longer", key.octets(s + key.n, key.size + 1))
    value("a zero before", b"\x00" + right)
    value("a zero after", right + b"\x00")
    value("last octet cut", right[:-1])
    value("first octet cut", right[1:])
    value("no octets", b"")
    value("one octet", b"\x01")
    value("octets reversed", right[::-1])
    value("signed twice over", right + right)
    value("the encoded message itself", key.encoded(good))
    # The values that need luck: each try is another message.
    for number in range(100_000):
        part = PART + b"%d\r\n" % number
        em_octets = key.encoded(digest_info("sha256", part))
        s = key.raw(int.from_bytes(em_octets, "big"))
        if s + key.n < 256 ** key.size:
            break
    case("rsa: s, small", GOOD, ACCEPTED, spki, scheme, key.octets(s), part=part)
    case("rsa: s + n of the same length", BAD, INVALID, spki, scheme, key.octets(s + key.n), part=part)
    for number in range(100_000):
        part = PART + b"%d\r\n" % number
        s = key.raw(int.from_bytes(key.encoded(digest_info("sha256", part)), "big"))
        if s < 256 ** (key.size - 1):
            break
    case("rsa: s begins with a zero octet", GOOD, ACCEPTED, spki, scheme, key.octets(s), part=part)
    case("rsa: its zero octet cut off", BAD, INVALID, spki, scheme, key.octets(s, key.size - 1), part=part)

    # The digest that the scheme names is the one that counts (RFC 8017 A.2.4), and it must be the SignerInfo's.
    plain = sequence(oid(RSA), NULL)
    case("rsa: rsaEncryption with the SignerInfo's digest", GOOD, ACCEPTED, spki, plain, right)
    case("rsa: scheme without NULL", GOOD, ACCEPTED, spki, sequence(oid(SHA256_RSA)), right)
    case("rsa: scheme with other parameters", BAD, INVALID, spki, sequence(oid(SHA256_RSA), b"\x04\x00"), right)
    case("rsa: signed with SHA-384, SHA-256 named", BAD, INVALID, spki, scheme, key.sign(PART, "sha384"))
    sha1 = sequence(oid("1.2.840.113549.1.1.5"), NULL)
    case("rsa: SHA-1", GOOD, WEAK, spki, sha1, key.sign(PART, "sha1"), "sha1")
    md5 = sequence(oid("1.2.840.113549.1.1.4"), NULL)
    case("rsa: MD5", GOOD, INVALID, spki, md5, key.sign(PART, "md5"), "md5")
    case("rsa: scheme is for ECDSA", BAD, INVALID, spki, sequence(oid("1.2.840.10045.4.3.2")), right)
    case("rsa: scheme is for DSA", BAD, INVALID, spki, sequence(oid("2.16.840.1.101.3.4.3.2")), right)
    case("rsa: scheme is for Ed25519", BAD, INVALID, spki, sequence(oid("1.3.101.112")), right)
    case("rsa: scheme is unknown", REFUSED, UNKNOWN, spki, sequence(oid("1.2.643.7.1.1.3.2")), right)
    case("rsa: scheme is an encryption scheme", REFUSED, UNKNOWN, spki, sequence(oid("1.2.840.113549.1.1.7"), NULL), right)


def cube_root(number):
    low, high = 0, 1 << (number.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle ** 3 <= number else (low, middle - 1)
    return low


def rsa_cubes(key):
    """Bleichenbacher 2006 and its kin: with e = 3, a cube that begins or ends as wanted needs no private key."""
    spki, scheme = key.spki(), sequence(oid(SHA256_RSA), NULL)
    case("rsa e=3: as it should be", GOOD, ACCEPTED, spki, scheme, key.sign(PART))
    digest = hashlib.sha256(PART).digest()
    good = digest_info("sha256", PART)

    def begins(name, front):
        bound = int.from_bytes(front + b"\xff" * (key.size - len(front)), "big")
        root = cube_root(bound)
        assert (root ** 3).to_bytes(key.size, "big").startswith(front), name
        case("rsa e=3: " + name, BAD, INVALID, spki, scheme, key.octets(root))

    begins("cube begins with the encoded message", b"\x00\x01" + b"\xff" * 8 + b"\x00" + good)
    begins("the same without padding", b"\x00\x01\x00" + good)
    begins("the same without NULL", b"\x00\x01" + b"\xff" * 8 + b"\x00" + sequence(
        sequence(oid(DIGESTS["sha256"])), tlv(4, digest)))
    # BERserk: the length says that what follows the prefix is skipped.
    begins("garbage as parameters", b"\x00\x01" + b"\xff" * 8 + b"\x00\x30\x81\xb0\x30\x81\x80\x06\x09"
           + read(oid(DIGESTS["sha256"]))[1] + b"\x04\x70")
    # A cube that ends as wanted: 2^bits has a cube root of every odd number.
    odd = next(part for part in (PART + b"%d\r\n" % i for i in range(1000))
               if hashlib.sha256(part).digest()[-1] & 1)
    tail = b"\x00" + digest_info("sha256", odd)
    bits = 8 * len(tail)
    wanted, root = int.from_bytes(tail, "big"), 1
    for bit in range(bits):
        if (root ** 3 ^ wanted) >> bit & 1:
            root |= 1 << bit
    assert root ** 3 % (1 << bits) == wanted
    case("rsa e=3: cube ends with the encoded message", BAD, INVALID, spki, scheme, key.octets(root), part=odd)


def mgf1(digest, seed, length):
    octets = b"".join(hashlib.new(digest, seed + i.to_bytes(4, "big")).digest() for i in range(length // 20 + 1))
    return octets[:length]


def hash_algorithm(digest):
    return sequence(oid(DIGESTS[digest]), NULL)


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


def ecdsa(curve, digest):
    scheme = sequence(oid({"sha256": "1.2.840.10045.4.3.2", "sha384": "1.2.840.10045.4.3.3",
                           "sha512": "1.2.840.10045.4.3.4"}[digest]))
    private = secrets.randbelow(curve.n - 1) + 1
    public = curve.times(private, curve.g)
    spki = curve.spki(curve.encoded(public))
    title = f"ecdsa {curve.n.bit_length()}: "
    e, n = curve.hashed(digest, PART), curve.n
    while True:
        r, s = curve.sign(private, PART, digest)
        # Both with a first bit set, so that the zero octet before them is needed.
        if min(r, s) >> (8 * curve.size - 1) or n.bit_length() % 8:
            break

    def value(name, octets, arithmetic=BAD, public=spki, word=None):
        case(title + name, arithmetic, word or (ACCEPTED if arithmetic == GOOD else INVALID), public, scheme, octets, digest)

    right = ecdsa_value(r, s)
    value("as SEC 1 4.1.3 says", right, GOOD)
    value("n - s: the other half of the pair", ecdsa_value(r, n - s), GOOD)
    for text, pair in (("r = 0", (0, s)), ("s = 0", (r, 0)), ("both 0", (0, 0)), ("r = 1", (1, s)), ("s = 1", (r, 1)),
                       ("both 1", (1, 1)), ("r = n", (n, s)), ("s = n", (r, n)), ("both n", (n, n)), ("r + n", (r + n, s)),
                       ("s + n", (r, s + n)), ("n - r", (n - r, s)), ("r = n - 1", (n - 1, s)), ("swapped", (s, r)),
                       ("r = p", (curve.p, s)), ("r = 0, s = n", (0, n)), ("r = n, s = 0", (n, 0)),
                       ("r of 1000 bits more", (r + (n << 1000), s)), ("s of 1000 bits more", (r, s + (n << 1000))),
                       ("r of the base point", (curve.g[0] % n, s)), ("point at infinity", (-e * pow(private, -1, n) % n, s))):
        value(text, ecdsa_value(*pair))
    signed = lambda v: v.to_bytes(v.bit_length() // 8 + 1, "big", signed=True)
    value("negative r", sequence(tlv(2, signed(-r)), integer(s)))
    value("negative s", sequence(integer(r), tlv(2, signed(-s))))
    value("both negative", sequence(tlv(2, signed(-r)), tlv(2, signed(-s))))
    value("zero octet before r missing", sequence(tlv(2, r.to_bytes((r.bit_length() + 7) // 8, "big")), integer(s))
          if not n.bit_length() % 8 else sequence(tlv(2, signed(r - (1 << curve.n.bit_length()))), integer(s)))
    value("needless zero octet before r", sequence(tlv(2, b"\x00", read(integer(r))[1]), integer(s)))
    value("needless zero octet before s", sequence(integer(r), tlv(2, b"\x00", read(integer(s))[1])))
    inner = read(right)[1]
    value("longer length than needed", b"\x30\x82" + len(inner).to_bytes(2, "big") + inner)
    value("longest length", b"\x30\x84" + len(inner).to_bytes(4, "big") + inner)
    value("indefinite length", b"\x30\x80" + inner + b"\x00\x00")
    value("longer length of r", sequence(b"\x02\x81" + integer(r)[1:], integer(s)))
    value("octets after s", sequence(integer(r), integer(s), NULL))
    value("a third INTEGER", sequence(integer(r), integer(s), integer(1)))
    value("octets after the SEQUENCE", right + b"\x00")
    value("octets after, within the length", b"\x30" + bytes([right[1] + 2]) + right[2:] + b"\x05\x00" if right[1] < 126 else right + NULL)
    value("octets before", b"\x00" + right)
    value("SET instead of SEQUENCE", tlv(0x31, inner))
    value("s missing", sequence(integer(r)))
    value("both missing", sequence())
    value("no octets", b"")
    value("one octet", b"\x30")
    value("cut by an octet", right[:-1])
    value("r as OCTET STRING", sequence(tlv(4, read(integer(r))[1]), integer(s)))
    value("r as BOOLEAN", sequence(b"\x01\x01\xff", integer(s)))
    value("r of no octets", sequence(tlv(2), integer(s)))
    value("s of no octets", sequence(integer(r), tlv(2)))
    value("constructed INTEGER", sequence(tlv(0x22, integer(r)), integer(s)))
    value("r and s side by side, as in P1363", r.to_bytes(curve.size, "big") + s.to_bytes(curve.size, "big"))
    value("an octet changed in the middle", right[:20] + bytes([right[20] ^ 1]) + right[21:])
    other = curve.sign(private, PART + b"\x00", digest)
    value("of another message", ecdsa_value(*other))
    case(title + "scheme with NULL", GOOD, ACCEPTED, spki, sequence(read(scheme)[1], NULL), right, digest)
    case(title + "scheme with a curve as parameters", BAD, INVALID, spki, sequence(read(scheme)[1], oid(curve.dotted)), right, digest)

    def key(name, public_, arithmetic, word, octets=right):
        value("key: " + name, octets, arithmetic, public_, word)

    # RFC 5480 2.2: uncompressed and compressed; "the hybrid form […] MUST NOT be used". 2.1.1: named curves alone.
    key("compressed point", curve.spki(curve.encoded(public, 2)), GOOD, ACCEPTED)
    key("hybrid point", curve.spki(curve.encoded(public, 6)), ANY, INVALID)
    key("hybrid point with the wrong sign", curve.spki(curve.encoded((public[0], curve.p - public[1]), 6)[:1] +
                                                      curve.encoded(public)[1:]), REFUSED, UNKNOWN)
    key("point at infinity", curve.spki(b"\x00"), BAD, INVALID)
    key("point at infinity, long", curve.spki(b"\x04" + bytes(2 * curve.size)), REFUSED, UNKNOWN)
    key("point not on the curve", curve.spki(curve.encoded((public[0], (public[1] + 1) % curve.p))), REFUSED, UNKNOWN)
    key("no octets", curve.spki(b""), REFUSED, UNKNOWN)
    key("point cut by an octet", curve.spki(curve.encoded(public)[:-1]), REFUSED, UNKNOWN)
    key("point with an octet more", curve.spki(curve.encoded(public) + b"\x00"), REFUSED, UNKNOWN)
    key("coordinate not below p", curve.spki(b"\x04" + (curve.p + 1).to_bytes(curve.size, "big") + bytes(curve.size)), REFUSED, UNKNOWN)
    key("form 05", curve.spki(b"\x05" + curve.encoded(public)[1:]), REFUSED, UNKNOWN)
    key("compressed x without a point", curve.spki(b"\x02" + without_point(curve).to_bytes(curve.size, "big")), REFUSED, UNKNOWN)
    key("unused bits said", curve.spki(curve.encoded(public), unused=b"\x01"), ANY, UNKNOWN)
    key("explicit parameters of the same curve", curve.spki(curve.encoded(public), curve.parameters), ANY, UNKNOWN)
    # CVE-2020-0601: a base point of one's own makes any public key one's own: G' = Q, d' = 1.
    fields = list(members(read(curve.parameters)[1]))
    forged = sequence(*fields[:3], tlv(4, curve.encoded(public)), *fields[4:])
    nonce = secrets.randbelow(n - 1) + 1
    r2 = curve.times(nonce, public)[0] % n
    s2 = pow(nonce, -1, n) * (e + r2) % n
    key("explicit parameters with another base point", curve.spki(curve.encoded(public), forged), ANY, UNKNOWN,
        ecdsa_value(r2, s2))
    key("parameters absent", sequence(sequence(oid("1.2.840.10045.2.1")), tlv(3, b"\x00", curve.encoded(public))), REFUSED, UNKNOWN)
    key("parameters NULL (implicitCurve)", curve.spki(curve.encoded(public), NULL), REFUSED, UNKNOWN)


def without_point(curve):
    x = 5
    while pow((x ** 3 + curve.a * x + curve.b) % curve.p, (curve.p - 1) // 2, curve.p) == 1:
        x += 1
    return x


def ed25519():
    curve = Edwards25519()
    secret = curve.secret(secrets.token_bytes(32))
    public = curve.encoded(curve.times(secret, curve.base))
    oid_ = "1.3.101.112"
    spki, scheme, order = edwards_spki(oid_, public), sequence(oid(oid_)), curve.order
    r, s = curve.sign(secret, public, PART)
    octets_of = lambda value, size=32: value.to_bytes(size, "little")

    def value(name, octets, arithmetic=BAD, key=spki, word=None, algorithm=scheme, digest="sha512"):
        case("ed25519: " + name, arithmetic, word or (ACCEPTED if arithmetic == GOOD else INVALID), key, algorithm, octets,
             digest)

    right = r + octets_of(s)
    value("as RFC 8032 5.1.6 says", right, GOOD)
    for times in (1, 2, 7, 15):
        value(f"S + {times} L", r + octets_of(s + times * order))
    value("S with the highest bit", r + octets_of(s | 1 << 255))
    value("S + 2^252", r + octets_of((s + 2 ** 252) % 2 ** 256))
    value("S = 0", r + bytes(32))
    value("S = L", r + octets_of(order))
    value("S = L - S", r + octets_of(order - s))
    value("S of FF", r + b"\xff" * 32)
    value("R = 0", bytes(32) + octets_of(s))
    value("everything zero", bytes(64))
    value("R is the neutral element", octets_of(1) + octets_of(s))
    value("R is the neutral element, S = 0", octets_of(1) + bytes(32))
    value("R with the other sign", r[:31] + bytes([r[31] ^ 0x80]) + octets_of(s))
    value("R is the key", public + octets_of(s))
    value("R of FF", b"\xff" * 32 + octets_of(s))
    value("R and S swapped", octets_of(s) + r)
    value("R of small order", octets_of(curve.p - 1) + octets_of(s))
    value("63 octets", right[:-1])
    value("65 octets, a zero more", right + b"\x00")
    value("a zero before", b"\x00" + right)
    value("32 octets", right[:32])
    value("no octets", b"")
    value("twice over", right + right)
    value("as OCTET STRING", tlv(4, right))
    other = curve.sign(secret, public, PART + b"\x00")
    value("of another message", other[0] + octets_of(other[1]))
    prefix = b"SigEd25519 no Ed25519 collisions\x01\x00"
    prehashed = curve.sign(secret, public, hashlib.sha512(PART).digest(), prefix)
    value("Ed25519ph, which RFC 8419 1 excludes", prehashed[0] + octets_of(prehashed[1]))
    context = curve.sign(secret, public, PART, b"SigEd25519 no Ed25519 collisions\x00\x01x")
    value("Ed25519ctx", context[0] + octets_of(context[1]))
    hashed = curve.sign(secret, public, hashlib.sha512(PART).digest())
    value("of the digest, not of the content", hashed[0] + octets_of(hashed[1]))
    # RFC 8419 3: the algorithm identifier has no parameters.
    value("scheme with NULL", right, algorithm=sequence(oid(oid_), NULL))
    value("scheme with an OCTET STRING", right, algorithm=sequence(oid(oid_), b"\x04\x00"))
    value("scheme is Ed448", right, algorithm=sequence(oid("1.3.101.113")))
    value("scheme is X25519", right, REFUSED, algorithm=sequence(oid("1.3.101.110")), word=UNKNOWN)
    value("scheme is ECDSA", right, algorithm=sequence(oid("1.2.840.10045.4.3.4")))

    def key(name, public_, arithmetic, word, octets=right):
        value("key: " + name, octets, arithmetic, public_, word)

    key("with NULL as parameters", edwards_spki(oid_, public, NULL), REFUSED, UNKNOWN)
    key("of 31 octets", edwards_spki(oid_, public[:-1]), REFUSED, UNKNOWN)
    key("of 33 octets", edwards_spki(oid_, public + b"\x00"), REFUSED, UNKNOWN)
    key("with the other sign", edwards_spki(oid_, public[:31] + bytes([public[31] ^ 0x80])), BAD, INVALID)
    # A key of small order verifies what nobody signed, for one message in eight or for all of them: R = A^-k has but
    # eight values. It proves nothing.
    for text, y in (("neutral", 1), ("order 2", curve.p - 1), ("order 4", 0), ("order 8", small_order_y(curve)),
                    ("neutral, y not below p", curve.p + 1), ("order 4, y not below p", curve.p)):
        for sign in (0, 1):
            encoded = octets_of(y | sign << 255)
            key(f"small order: {text}, sign {sign}", edwards_spki(oid_, encoded), ANY, INVALID,
                forged_with(curve, y % curve.p, sign, encoded))


def small_order_y(curve):
    """y of a point of order 8: twice it is (x, 0)."""
    number = 1
    while True:
        number += 1
        x = curve.x_of(number)
        if x is None:
            continue
        point = curve.times(curve.order, (x, number))
        if curve.times(4, point) != (0, 1):
            return point[1]


def forged_with(curve, y, sign, encoded):
    """R of small order with S = 0 that satisfies S B = R + k A, if one of the eight does."""
    x = curve.x_of(y, sign)
    if x is None or (x == 0 and sign):
        x = 0 if curve.x_of(y) == 0 else curve.x_of(y)
    point = (x, y)
    for times in range(8):
        candidate = curve.times(times, point)
        r = curve.encoded((-candidate[0] % curve.p, candidate[1]))
        if curve.challenge(r, encoded, PART) % 8 == times % 8:
            return r + bytes(32)
    return curve.encoded((0, 1)) + bytes(32)


def ed448_small_order():
    p = 2 ** 448 - 2 ** 224 - 1
    for text, y in (("neutral", 1), ("order 2", p - 1), ("order 4", 0), ("neutral, y not below p", p + 1), ("order 4, y not below p", p)):
        encoded = y.to_bytes(57, "little")
        case(f"ed448: key of small order: {text}", ANY, INVALID, edwards_spki("1.3.101.113", encoded),
             sequence(oid("1.3.101.113")), (1).to_bytes(57, "little") + bytes(57), "shake256")


def ed448_by_openssl():
    """The openssl program signs; the forms around it are made here."""
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        openssl("genpkey", "-algorithm", "ED448", "-out", f"{folder}/key")
        spki = openssl("pkey", "-in", f"{folder}/key", "-pubout", "-outform", "DER")
        with open(f"{folder}/part", "wb") as file:
            file.write(PART)
        right = openssl("pkeyutl", "-sign", "-inkey", f"{folder}/key", "-rawin", "-in", f"{folder}/part")
    order = 2 ** 446 - 13818066809895115352007386748515426880336692474882178609894547503885
    s = int.from_bytes(right[57:], "little")
    scheme = sequence(oid("1.3.101.113"))

    def value(name, octets, arithmetic=BAD, algorithm=scheme):
        case("ed448: " + name, arithmetic, ACCEPTED if arithmetic == GOOD else INVALID, spki, algorithm, octets, "shake256")

    value("as RFC 8032 5.2.6 says", right, GOOD)
    value("S + L", right[:57] + (s + order).to_bytes(57, "little"))
    value("S + 2 L", right[:57] + (s + 2 * order).to_bytes(57, "little"))
    value("S = 0", right[:57] + bytes(57))
    value("last octet of S not zero", right[:-1] + b"\x01")
    value("everything zero", bytes(114))
    value("113 octets", right[:-1])
    value("115 octets", right + b"\x00")
    value("no octets", b"")
    value("R with the other sign", right[:56] + bytes([right[56] ^ 0x80]) + right[57:])
    value("scheme with NULL", right, algorithm=sequence(oid("1.3.101.113"), NULL))
    value("scheme is Ed25519", right, algorithm=sequence(oid("1.3.101.112")))


def prime(bits):
    return int(openssl("prime", "-generate", "-bits", str(bits)).decode())


def rsa_keys(key):
    scheme = sequence(oid(SHA256_RSA), NULL)

    def one(name, public, arithmetic, word, value, part=PART):
        case("rsa key: " + name, arithmetic, word, public, scheme, value, part=part)

    for bits, word in ((512, INVALID), (768, INVALID), (1016, INVALID), (1024, WEAK), (1536, WEAK), (2040, WEAK),
                       (3072, ACCEPTED), (4096, ACCEPTED)):
        small = RsaKey.made(bits)
        one(f"{bits} bits", small.spki(), GOOD, word, small.sign(PART))
    right = key.sign(PART)
    em = key.encoded(digest_info("sha256", PART))
    # Moduli with a known root although they are no good: the arithmetic holds, the key is refused for what it is.
    p, q = key.primes
    even = RsaKey([2, *key.primes])
    one("even modulus, the signature fits", even.spki(), ANY, INVALID, even.sign(PART))
    one("e = 1, everything verifies", key.spki(e=1), ANY, INVALID, em)
    one("e = 65538, even", key.spki(e=65538), ANY, INVALID, right)
    one("e = 2, a square root", *square_root_case())
    one("e = 0", key.spki(e=0), ANY, INVALID, right)
    one("negative e", raw_spki(key.n, tlv(2, b"\xff")), ANY, INVALID, right)
    one("n = 0", key.spki(n=0), ANY, INVALID, right)
    one("n = 1", key.spki(n=1), ANY, INVALID, b"\x00")
    one("negative n", raw_spki(None, integer(65537), tlv(2, key.n.to_bytes(key.size, "big"))), ANY, INVALID, right)
    one("e as long as n", key.spki(e=long_exponent(p, q)), ANY, UNKNOWN, right)
    one("e of 33 bits", key.spki(e=2 ** 32 + 15), BAD, INVALID, right)
    one("e of 34 bits", key.spki(e=2 ** 33 + 17), ANY, UNKNOWN, right)
    one("e = 3", RsaKey(key.primes, 3).spki(), BAD, INVALID, right)
    for count in (8, 16):
        huge = RsaKey([prime(1032) for _ in range(count)])
        one(f"{huge.n.bit_length() // 1000} thousand bits, the signature fits", huge.spki(), ANY, UNKNOWN, huge.sign(PART))
    one("algorithm without NULL", key.spki(parameters=b""), GOOD, ACCEPTED, right)
    one("algorithm with a SEQUENCE", key.spki(parameters=sequence()), ANY, INVALID, right)
    one("key with a third INTEGER", raw_spki(key.n, integer(key.e) + integer(1)), REFUSED, UNKNOWN, right)
    one("key with octets after it", sequence(sequence(oid(RSA), NULL), tlv(3, b"\x00", read(read(tlv(
        0x30, integer(key.n), integer(key.e)))[0])[0], b"\x00")), ANY, INVALID, right)
    one("unused bits said", sequence(sequence(oid(RSA), NULL), tlv(3, b"\x01", sequence(integer(key.n), integer(key.e)))),
        ANY, UNKNOWN, right)
    one("needless zero octet before n", raw_spki(None, integer(key.e), tlv(2, b"\x00\x00" + key.n.to_bytes(key.size, "big"))),
        ANY, INVALID, right)


def long_exponent(p, q):
    """The inverse of a small number: as long as the modulus, and it works."""
    both = (p - 1) * (q - 1)
    return next(pow(small, -1, both) for small in (3, 5, 7, 11, 13, 17, 19, 23) if both % small)


def raw_spki(n, rest, modulus=None):
    return sequence(sequence(oid(RSA), NULL), tlv(3, b"\x00", sequence(integer(n) if n is not None else modulus, rest)))


def square_root_case():
    """A modulus of primes that are 3 mod 4: then squares have roots that can be written down (Rabin)."""
    primes = []
    while len(primes) < 2:
        candidate = prime(1024)
        if candidate % 4 == 3:
            primes.append(candidate)
    n = primes[0] * primes[1]
    key = RsaKey(primes, 2)
    for number in range(1000):
        part = PART + b"%d\r\n" % number
        em = int.from_bytes(key.encoded(digest_info("sha256", part)), "big")
        if all(pow(em, (p - 1) // 2, p) == 1 for p in primes):
            break
    result, modulus = 0, 1
    for p in primes:
        root = pow(em % p, (p + 1) // 4, p)
        result += modulus * ((root - result) * pow(modulus, -1, p) % p)
        modulus *= p
    assert result * result % n == em
    return key.spki(), ANY, INVALID, key.octets(result), part


# Domain parameters made by "openssl dsaparam": they hold no secret.
DSA = {
    1024: (int("ac991d36c731229a96b3459fee7e70092a03f21fb7d3d5d82b24e9fdff9ef29707136af623d9adc34ed10d770a382c946fe371a8"
         "b74891943e24cb968c7c2d926084b4a516b3e102b104027e527552ccba145ce980fce14eecbe84b1cea110c7c4de24d11cdd9886"
         "3e08062b4c1852643d2ffecee496910b9c5737106a1b5531", 16),
           int("be3cb1e4115cd310383c99afb26827432852e6bfd4f534857236a6b9", 16),
           int("ac3d524fb20ee5ca2e8605d73191346185077de4cf133326b149668001277c79864cdcd48ee919a8b908b12ce3027dc79f07a8d8"
         "92b44b53a2a67e4f737f0c77c9bc83cf245c695439374b9c17a3f92221b7ae8175e2e69ed4eac8a5bed92ded6939dcc532ba64fd"
         "06cded0349cbc6a99a7ff20a8a94455fe3591a5ca45559ca", 16)),
    2048: (int("fd372d1b41ab23544ce1e16a4a9603720315d7da521905d88061893fd1d5b80782ab85e3d95a05be765f83879d6b302a014b1951"
         "886a3e6c83b5377e0b0308d88faf511c0183cfc8611098f808183f54926733e4cceff58377a01e88bdbd11b089dad33e08e928de"
         "54523249c85c4981f10724a914973545205214f64de69ed1416f29256a6c40586c8934f2fc136420bd5e972d029d7be9e3ccd636"
         "a9321f4ce86da3316251eef23505510629c8579a1a15803ec6c422e0bb137d1c9143956b0272d90193c54f4d0b39b2919f68b43a"
         "f2a0a5cb23a94c872a120c8f231bc62cfd23ac824f72ca6659d597264d36f39991061fbc88b6020643f3fcd866f0362b", 16),
           int("de4090942ed592e1049cc1d6aacb879fe7bae2c9d31908fdbcc76e09", 16),
           int("419702bf32f4b6c70c3c6ddfac672d9ab569b1101ad430db5db31d12ffee815f9ae664a65bd5e1fc0815c8eca34b45c9fbc40a5f"
         "40977d09ea3b0ac85b58518f0b8cc320eaf7a3a595778a38966ab1bc051710df7b0084fb4aa30907ad6ecc3c5c01681e56a5c276"
         "07107bd5cbd7f7b78c28781657ad0b29366a015a0eabc881c1ad6f97aaeb7d4228e39db3c11f10df41c1d6b5bd81ab93d6788783"
         "03d8a283e45a2674180c638cf8b1ef8450538fd7aa70cdb360315a4c34eb9bf8279361c350721c19473f2fa1e6c23f2effb4739d"
         "386cfa8e7ddece4a1785909e694416ceae64831f7c5bdcb25ebe2f6066797c6951f6b31bac70ae2ad7e0050d52277b25", 16)),
}


def dsa(bits):
    p, q, g = DSA[bits]
    private = secrets.randbelow(q - 1) + 1
    e = int.from_bytes(hashlib.sha256(PART).digest()[:q.bit_length() // 8], "big")
    accepted = ACCEPTED if bits >= 2048 else WEAK
    scheme = sequence(oid("2.16.840.1.101.3.4.3.2"))

    def spki(y, p=p, q=q, g=g):
        return sequence(sequence(oid("1.2.840.10040.4.1"), sequence(integer(p), integer(q), integer(g))), tlv(3, b"\x00", integer(y)))

    nonce = secrets.randbelow(q - 1) + 1
    r = pow(g, nonce, p) % q
    s = pow(nonce, -1, q) * (e + r * private) % q
    y = pow(g, private, p)

    def value(name, octets, arithmetic=BAD, word=None, public=spki(y)):
        case(f"dsa {bits}: {name}", arithmetic, word or (accepted if arithmetic == GOOD else INVALID), public, scheme, octets)

    right = ecdsa_value(r, s)
    value("as FIPS 186-4 4.6 says", right, GOOD)
    for text, pair in (("r = 0", (0, s)), ("s = 0", (r, 0)), ("both 0", (0, 0)), ("r = 1", (1, s)), ("r = 1, s = 0", (1, 0)),
                       ("r = q", (q, s)), ("s = q", (r, q)), ("r + q", (r + q, s)), ("s + q", (r, s + q)), ("swapped", (s, r)),
                       ("r = p", (p, s)), ("q - s", (r, q - s))):
        value(text, ecdsa_value(*pair))
    value("negative r", sequence(tlv(2, (-r).to_bytes(r.bit_length() // 8 + 1, "big", signed=True)), integer(s)))
    value("needless zero octet before r", sequence(tlv(2, b"\x00", read(integer(r))[1]), integer(s)))
    inner = read(right)[1]
    value("longer length than needed", b"\x30\x81" + bytes([len(inner)]) + inner)
    value("octets after", right + b"\x00")
    value("octets inside after s", sequence(integer(r), integer(s), NULL))
    value("no octets", b"")
    # With these keys anybody signs: the commitment is always 1.
    value("key: y = 1", ecdsa_value(1, e), ANY, INVALID, spki(1))
    value("key: y = 0", ecdsa_value(1, 1), ANY, INVALID, spki(0))
    value("key: g = 1", ecdsa_value(1, 1), ANY, INVALID, spki(1, g=1))
    value("key: g = 0", ecdsa_value(1, 1), ANY, INVALID, spki(y, g=0))
    value("key: g = p - 1, y = 1", ecdsa_value(1, 2), ANY, INVALID, spki(1, g=p - 1))
    value("key: y = p - 1", right, ANY, INVALID, spki(p - 1))
    value("key: y of p and more", right, ANY, INVALID, spki(y + p))
    # An element of a small order t: where t divides u2, the public key drops out of g^u1 y^u2.
    t = next(t for t in range(3, 1 << 20) if (p - 1) % t == 0 and t != q and all(t % f for f in range(2, t) if f * f <= t))
    small = next(y for y in (pow(h, (p - 1) // t, p) for h in range(2, 100)) if y != 1)
    for u1 in range(1, 1 << 20):
        r2 = pow(g, u1, p) % q
        if r2 * u1 * pow(e, -1, q) % q % t == 0:
            break
    value(f"key: y of small order", ecdsa_value(r2, e * pow(u1, -1, q) % q), BAD, INVALID, spki(small))
    value("key: even p", right, ANY, INVALID, spki(y, p=p - 1))
    value("key: q = 1", ecdsa_value(1, 1), ANY, INVALID, spki(y, q=1))
    value("key: q = 0", ecdsa_value(1, 1), ANY, INVALID, spki(y, q=0))


def main():
    print("anchor", authority.certificate.hex(), sep="\t")
    key = RsaKey.made()
    rsa_pkcs1(key)
    rsa_cubes(RsaKey.made(e=3))
    rsa_pss(key)
    rsa_keys(key)
    ecdsa(Weierstrass("prime256v1", "1.2.840.10045.3.1.7"), "sha256")
    ecdsa(Weierstrass("secp384r1", "1.3.132.0.34"), "sha384")
    ecdsa(Weierstrass("secp521r1", "1.3.132.0.35"), "sha512")
    ecdsa(Weierstrass("brainpoolP256r1", "1.3.36.3.3.2.8.1.1.7"), "sha256")
    ed25519()
    ed448_by_openssl()
    ed448_small_order()
    dsa(1024)
    dsa(2048)


if __name__ == "__main__":
    main()
