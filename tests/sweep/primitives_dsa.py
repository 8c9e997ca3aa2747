"""DSA: values, their DER, and groups in which anybody can sign."""
import hashlib
import secrets

from curves import ecdsa_value
from primitive_case import ACCEPTED, ANY, BAD, GOOD, INVALID, WEAK, case
from signing import NULL, PART, integer, name, oid, read, sequence, tlv


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
    value("key: y of small order", ecdsa_value(r2, e * pow(u1, -1, q) % q), BAD, INVALID, spki(small))
    value("key: even p", right, ANY, INVALID, spki(y, p=p - 1))
    value("key: q = 1", ecdsa_value(1, 1), ANY, INVALID, spki(y, q=1))
    value("key: q = 0", ecdsa_value(1, 1), ANY, INVALID, spki(y, q=0))
