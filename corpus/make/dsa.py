"""DSA (FIPS 186-4 4) with parameters of one's own choice, for keys that no library would make."""
import hashlib

from asn1 import integer, oid, sequence, tlv

# Made by openssl dsaparam 2048.
P = int(
    "C03C047580435B1B004AD733E8F79BBAEAB0F03C111670CE2CBEE43C07D97D65B1FD8DDD3045199F6A95EFB2071C58B0"
    "B7101256D3F221A5F3F5B543B333E74D45C18EDB75CA6C5C682374D71448DB06DD348CDF54C860366EE4238A9DC87B5E"
    "9AF625D9387D4C20EBCEE23B594814956F280148F7EF0818C5D6F3F4CDC3208AA60E52A9FD27540AC44AB201626E33CD"
    "6CEFE8EA26557C77E6AF0BD37AD9FB0FD6BDD18348105AFF3FD1D81E0AE44A4BD7FEF2AB7FB7EF603A8175E5A83F4748"
    "6AC170B5835F9ADE5B2AC3EF4ECAD9E7899107F6700D099CF3A3C1166104098E6E9FC5D2AD27E9D0B75061F3E0CCAE38"
    "63D7EE6FB17A36F146F7EDBF5BF2F68F", 16)
Q = int("C3E3CA91934AA510DF8F3832DAF6EAA03A1F220BA7F0EA2ED460640EDA98E739", 16)
G = int(
    "3CFD675EF00A74552AE1D4E93B7F64E37820A2A61F72B8320BCDBDDED404F44137C5D0E952E293A9286628DA2EFD20DD"
    "D705EC0F70C6CB064F8242CF01ADE907C21F32D282D2C05B22FA125C7652C461D320D30056C270951681EDD9AB713D03"
    "4DEC3D83BFB4C6DAFBA56C9D4F10DC6769C8692A63860026098498909A831416EDF12237AAC5995270CD9E0DB213EB08"
    "CACBCBB12176508923B7C8D6429446E7D35E045E13BB613E27B2E2948AAFD246F47D1A2CC83670ABC1CDCAE99B548A8D"
    "AC4F0A98A2D8C41DEF7F07F9D73CDB545C2DC38922200F7BE815F954DD82455E7CB3B627ED9BA69CEEF4169AA8773D72"
    "F7FAF2A901AE1C8C57376D491B4D8BA", 16)
DSA, DSA_SHA256 = "1.2.840.10040.4.1", sequence(oid("2.16.840.1.101.3.4.3.2"))


def number(seed, below):
    """A number that looks like chance, the same each time."""
    octets = b"".join(hashlib.sha512(seed + bytes([i])).digest() for i in range(5))
    return int.from_bytes(octets, "big") % below


def sign(message, key, p=P, q=Q, g=G):
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big") >> max(0, 256 - q.bit_length())
    nonce = number(b"nonce" + message, q)
    r = pow(g, nonce, p) % q
    return sequence(integer(r), integer(pow(nonce, -1, q) * (digest + r * key) % q))


def key(public, p=P, q=Q, g=G):
    return sequence(sequence(oid(DSA), sequence(integer(p), integer(q), integer(g))), tlv(3, b"\0" + integer(public)))


def bare_key(public):
    """A key whose parameters are those of its issuer (RFC 3279 2.3.2)."""
    return sequence(sequence(oid(DSA)), tlv(3, b"\0" + integer(public)))


def is_prime(candidate):
    small = all(candidate % prime for prime in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47))
    return small and all(pow(base, candidate - 1, candidate) == 1 for base in (2, 3, 5))


def parameters_with_base(public):
    """p, q and g = `public`, so that the private key of `public` is 1: p divides public^q - 1, and is no prime."""
    odd = public - 1
    while odd % 2 == 0:
        odd //= 2
    attempt = 0
    while True:
        attempt += 1
        q = number(b"q%d" % attempt, 1 << 255) | 1 << 255 | 1
        if is_prime(q) and is_prime(2 * q + 1) and pow(public, q, 2 * q + 1) == 1:
            return odd * (2 * q + 1), q, public
