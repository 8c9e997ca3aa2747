"""RSA keys that are too short, too long, or no RSA keys."""
from primitive_case import ACCEPTED, ANY, BAD, GOOD, INVALID, REFUSED, UNKNOWN, WEAK, case
from signing import (NULL, PART, RSA, RsaKey, SHA256_RSA, digest_info, integer, name, number, oid, openssl, read,
                     sequence, tlv)


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
    one("key with a third INTEGER", raw_spki(key.n, integer(key.e) + integer(1)), REFUSED, INVALID, right)
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
