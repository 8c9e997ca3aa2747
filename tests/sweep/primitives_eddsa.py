"""Ed25519 and Ed448: the second S, points of small order, and the forms that RFC 8419 excludes."""
import hashlib
import secrets
import tempfile

from curves import Edwards25519, edwards_spki
from primitive_case import ACCEPTED, ANY, BAD, GOOD, INVALID, REFUSED, UNKNOWN, case
from signing import NULL, PART, name, number, oid, openssl, sequence, tlv


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

    key("with NULL as parameters", edwards_spki(oid_, public, NULL), REFUSED, INVALID)
    key("of 31 octets", edwards_spki(oid_, public[:-1]), REFUSED, INVALID)
    key("of 33 octets", edwards_spki(oid_, public + b"\x00"), REFUSED, INVALID)
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
