"""RSASSA-PKCS1-v1_5: encoded messages that are not the one of RFC 8017 9.2, and cubes (e = 3)."""
import hashlib

from primitive_case import ACCEPTED, BAD, GOOD, INVALID, REFUSED, UNKNOWN, WEAK, case
from signing import DIGESTS, NULL, PART, RSA, SHA256_RSA, digest_info, name, number, oid, read, sequence, tlv


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
