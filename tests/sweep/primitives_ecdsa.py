"""ECDSA: values and their DER, points, and curves of the attacker's own."""
import secrets

from curves import ecdsa_value
from primitive_case import ACCEPTED, ANY, BAD, GOOD, INVALID, REFUSED, UNKNOWN, case
from signing import NULL, PART, integer, members, name, oid, read, sequence, tlv


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
                                                      curve.encoded(public)[1:]), REFUSED, INVALID)
    key("point at infinity", curve.spki(b"\x00"), BAD, INVALID)
    key("point at infinity, long", curve.spki(b"\x04" + bytes(2 * curve.size)), REFUSED, INVALID)
    key("point not on the curve", curve.spki(curve.encoded((public[0], (public[1] + 1) % curve.p))), REFUSED, INVALID)
    key("no octets", curve.spki(b""), REFUSED, INVALID)
    key("point cut by an octet", curve.spki(curve.encoded(public)[:-1]), REFUSED, INVALID)
    key("point with an octet more", curve.spki(curve.encoded(public) + b"\x00"), REFUSED, INVALID)
    key("coordinate not below p", curve.spki(b"\x04" + (curve.p + 1).to_bytes(curve.size, "big") + bytes(curve.size)), REFUSED, INVALID)
    key("form 05", curve.spki(b"\x05" + curve.encoded(public)[1:]), REFUSED, INVALID)
    key("compressed x without a point", curve.spki(b"\x02" + without_point(curve).to_bytes(curve.size, "big")), REFUSED, INVALID)
    key("unused bits said", curve.spki(curve.encoded(public), unused=b"\x01"), ANY, UNKNOWN)
    key("explicit parameters of the same curve", curve.spki(curve.encoded(public), curve.parameters), ANY, INVALID)
    # CVE-2020-0601: a base point of one's own makes any public key one's own: G' = Q, d' = 1.
    fields = list(members(read(curve.parameters)[1]))
    forged = sequence(*fields[:3], tlv(4, curve.encoded(public)), *fields[4:])
    nonce = secrets.randbelow(n - 1) + 1
    r2 = curve.times(nonce, public)[0] % n
    s2 = pow(nonce, -1, n) * (e + r2) % n
    key("explicit parameters with another base point", curve.spki(curve.encoded(public), forged), ANY, INVALID,
        ecdsa_value(r2, s2))
    key("parameters absent", sequence(sequence(oid("1.2.840.10045.2.1")), tlv(3, b"\x00", curve.encoded(public))), REFUSED, INVALID)
    key("parameters NULL (implicitCurve)", curve.spki(curve.encoded(public), NULL), REFUSED, INVALID)


def without_point(curve):
    x = 5
    while pow((x ** 3 + curve.a * x + curve.b) % curve.p, (curve.p - 1) // 2, curve.p) == 1:
        x += 1
    return x
