"""ECDSA over P-256 with a base point of one's own choice (SEC 1 4.1), for keys that no library would make."""
import hashlib

from asn1 import integer, oid, sequence, tlv

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
A, B = P - 3, 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"))
EC_PUBLIC_KEY, P256 = "1.2.840.10045.2.1", "1.2.840.10045.3.1.7"


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] + A) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(number, point):
    result = None
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def octets(point):
    return b"\x04" + point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")


def sign(message, key, base=G):
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    nonce = int.from_bytes(hashlib.sha256(b"nonce" + message).digest(), "big") % N
    r = multiply(nonce, base)[0] % N
    return sequence(integer(r), integer(pow(nonce, -1, N) * (digest + r * key) % N))


def named_key(point):
    return sequence(sequence(oid(EC_PUBLIC_KEY), oid(P256)), tlv(3, b"\0" + octets(point)))


def explicit_key(point, base=G, prime=P):
    """SpecifiedECDomain (RFC 3279 2.3.5): the curve in full, its base point too."""
    field = sequence(oid("1.2.840.10045.1.1"), integer(prime))
    curve = sequence(tlv(4, A.to_bytes(32, "big")), tlv(4, B.to_bytes(32, "big")))
    domain = sequence(integer(1), field, curve, tlv(4, octets(base)), integer(N), integer(1))
    return sequence(sequence(oid(EC_PUBLIC_KEY), domain), tlv(3, b"\0" + octets(point)))
