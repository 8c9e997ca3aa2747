"""Elliptic-curve arithmetic for the cases of primitives.py: short and plain, for tests alone.

The constants of the Weierstrass curves come from the openssl program, those of the Edwards curves from RFC 8032 5.
"""
import hashlib
import secrets

from signing import integer, members, oid, openssl, read, sequence, tlv


class Weierstrass:
    def __init__(self, openssl_name, dotted):
        self.dotted = dotted
        self.parameters = openssl("ecparam", "-name", openssl_name, "-param_enc", "explicit", "-outform", "DER")
        fields = list(members(read(self.parameters)[1]))
        unsigned = lambda der: int.from_bytes(read(der)[1], "big")
        self.p = unsigned(list(members(read(fields[1])[1]))[1])
        self.a, self.b = (unsigned(each) for each in list(members(read(fields[2])[1]))[:2])
        self.size = (self.p.bit_length() + 7) // 8
        point = read(fields[3])[1]
        self.n = unsigned(fields[4])
        self.g = (int.from_bytes(point[1:1 + self.size], "big"), int.from_bytes(point[1 + self.size:], "big"))

    def add(self, one, two):
        if one is None or two is None:
            return one or two
        if one[0] == two[0] and (one[1] + two[1]) % self.p == 0:
            return None
        if one == two:
            slope = (3 * one[0] * one[0] + self.a) * pow(2 * one[1], -1, self.p)
        else:
            slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, self.p)
        x = (slope * slope - one[0] - two[0]) % self.p
        return x, (slope * (one[0] - x) - one[1]) % self.p

    def times(self, scalar, point):
        result = None
        for bit in bin(scalar)[2:]:
            result = self.add(result, result)
            if bit == "1":
                result = self.add(result, point)
        return result

    def hashed(self, digest, octets):
        value = hashlib.new(digest, octets).digest()
        return int.from_bytes(value, "big") >> max(0, 8 * len(value) - self.n.bit_length())

    def sign(self, private, octets, digest):
        k = secrets.randbelow(self.n - 1) + 1
        r = self.times(k, self.g)[0] % self.n
        return r, pow(k, -1, self.n) * (self.hashed(digest, octets) + r * private) % self.n

    def encoded(self, point, form=4):
        x, y = (value.to_bytes(self.size, "big") for value in point)
        if form == 4:
            return b"\x04" + x + y
        return bytes([form + (point[1] & 1)]) + x + (y if form == 6 else b"")

    def spki(self, octets, parameters=None, unused=b"\x00"):
        parameters = oid(self.dotted) if parameters is None else parameters
        return sequence(sequence(oid("1.2.840.10045.2.1"), parameters), tlv(3, unused, octets))


class Edwards25519:
    """RFC 8032 5.1"""
    p, order = 2 ** 255 - 19, 2 ** 252 + 27742317777372353535851937790883648493
    d = -121665 * pow(121666, -1, p) % p

    def x_of(self, y, odd=0):
        square = (y * y - 1) * pow(self.d * y * y + 1, -1, self.p) % self.p
        x = pow(square, (self.p + 3) // 8, self.p)
        if x * x % self.p != square:
            x = x * pow(2, (self.p - 1) // 4, self.p) % self.p
        if x * x % self.p != square:
            return None
        return self.p - x if x % 2 != odd else x

    def __init__(self):
        y = 4 * pow(5, -1, self.p) % self.p
        self.base = (self.x_of(y), y)

    def add(self, one, two):
        (x1, y1), (x2, y2) = one, two
        mixed = self.d * x1 * x2 * y1 * y2
        return ((x1 * y2 + x2 * y1) * pow(1 + mixed, -1, self.p) % self.p,
                (y1 * y2 + x1 * x2) * pow(1 - mixed, -1, self.p) % self.p)

    def times(self, scalar, point):
        result = (0, 1)
        for bit in bin(scalar)[2:]:
            result = self.add(result, result)
            if bit == "1":
                result = self.add(result, point)
        return result

    def encoded(self, point):
        return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")

    def challenge(self, r, key, octets, prefix=b""):
        return int.from_bytes(hashlib.sha512(prefix + r + key + octets).digest(), "little") % self.order

    def secret(self, seed):
        half = bytearray(hashlib.sha512(seed).digest()[:32])
        half[0] &= 248
        half[31] = half[31] & 127 | 64
        return int.from_bytes(half, "little")

    def sign(self, secret, key, octets, prefix=b""):
        """R and S; the nonce is random, which a verifier cannot see."""
        nonce = secrets.randbelow(self.order)
        r = self.encoded(self.times(nonce, self.base))
        return r, (nonce + self.challenge(r, key, octets, prefix) * secret) % self.order


def edwards_spki(dotted, key, parameters=b""):
    return sequence(sequence(oid(dotted), parameters), tlv(3, b"\x00", key))


def ecdsa_value(r, s):
    return sequence(integer(r), integer(s))
