"""Hostile CMS objects: counts, depth, encodings, hashing, compression."""
import zlib

from material import (CA, HEAD, MIB, RSA, SHA256, TEXT, algorithm, attribute, certificate, clear, clear_entity, hostile,
                      integer, issuer_and_serial, oid, opaque, opaque_entity, rsa_key, sequence, sign, signed_data,
                      signer_info, tlv)
from mime_inputs import multipart
import material

COMPRESSED = "1.2.840.113549.1.9.16.1.9"
SHA3_512 = "2.16.840.1.101.3.4.2.10"


def text_of(size):
    return b"Content-Type: text/plain\r\n\r\n" + b"x" * size


# ---- counts ----

@hostile("digests-5000", "5,000 digest algorithms over 1 MB (s23)", "unknown", 5_000, "digest_algorithms")
def _(size):
    content = text_of(1_000_000)
    return clear(content, signed_data([signer_info(content)], digests=[algorithm(SHA256)] * size))


@hostile("digests-25MB", "5,000 digest algorithms over 25 MB", "unknown", 25_000_000, "digest_algorithms")
def _(size):
    content = text_of(size)
    return clear(content, signed_data([signer_info(content)], digests=[algorithm(SHA256)] * 5_000))


@hostile("digests-8", "8 signers with 8 digests over 30 MB", "invalid valid valid_with_notes", 30_000_000)
def _(size):
    content = text_of(size)
    names = [("sha256", SHA256), ("sha384", "2.16.840.1.101.3.4.2.2"), ("sha512", "2.16.840.1.101.3.4.2.3"),
             ("sha3_512", SHA3_512), ("sha3_384", "2.16.840.1.101.3.4.2.9"), ("sha3_256", "2.16.840.1.101.3.4.2.8"),
             ("sha224", "2.16.840.1.101.3.4.2.4"), ("sha1", "1.3.14.3.2.26")]
    infos = [signer_info(content, digest=digest, digest_oid=dotted, value=b"\1" * 256) for digest, dotted in names]
    return clear(content, signed_data(infos, digests=[algorithm(dotted) for _, dotted in names]))


@hostile("no-attributes-16", "16 signers without attributes: each hashes 60 MiB", "unknown invalid", 60 * MIB, "hashed_octets")
def _(size):
    content = text_of(size)
    info = signer_info(content, attributes=[], value=b"\1" * 256, digest_oid=SHA3_512)
    return clear(content, signed_data([info] * 16, digests=[algorithm(SHA3_512)]))


@hostile("signers-500", "500 SignerInfos (s46)", "unknown", 500, "signer_infos")
def _(size):
    return clear(TEXT, signed_data([signer_info(TEXT)] * size))


@hostile("signers-16x256", "16 signers, 256 certificates of one name and serial", "unknown invalid", 256)
def _(size):
    base = certificate("alice")
    twins = [material.issued(7, material.subject_of("alice"), material.key_of("alice"), material.subject_of("root-1"),
                             "root-1", [material.extension("1.2.3.%d" % i, b"\5\0")], good=False) for i in range(size - 1)]
    identifier = issuer_and_serial(twins[0])
    return clear(TEXT, signed_data([signer_info(TEXT, identifier)] * 16, certificates=[base, *twins]))


@hostile("signers-32x16", "32 parts with 16 signers each and their chains", "not_signed partial unknown", 16, "signatures")
def _(size):
    entity = clear_entity(TEXT, signed_data([signer_info(TEXT)] * size), b"in")
    return HEAD + multipart(b"mixed", b"m", *[entity] * 32)


def with_micalg(entity, micalg):
    return entity.replace(b"micalg=sha-256", b'micalg="' + micalg + b'"', 1)


@hostile("micalg-16", "micalg with 130,000 names that no signer used, 16 signers", "valid_with_notes", 250 * 1024)
def _(size):
    return HEAD + with_micalg(clear_entity(TEXT, signed_data([signer_info(TEXT)] * 16)), b"a," * (size // 2))


@hostile("micalg-identifiers-4x16", "micalg with 13,000 identifiers of MD4, 4 parts with 16 signers", "partial", 250 * 1024)
def _(size):
    one = with_micalg(clear_entity(TEXT, signed_data([signer_info(TEXT)] * 16), b"in"), b"1.2.840.113549.2.4," * (size // 19))
    return HEAD + multipart(b"mixed", b"o", *[one] * 4)


@hostile("details-4x16", "micalg and From of 130,000 control characters, told of 16 signers in 4 parts", "partial signer_mismatch",
         250 * 1024)
def _(size):
    wide = b"\xc2\x80" * (size // 2)
    one = with_micalg(clear_entity(TEXT, signed_data([signer_info(TEXT)] * 16), b"in"), wide)
    return HEAD.replace(b"Alice Example <alice@example.com>", wide + b"@evil.example") + multipart(b"mixed", b"o", *[one] * 4)


@hostile("keyless-32x256", "32 parts, 16 signers by key identifier, 256 certificates without one", "not_signed partial unknown",
         256)
def _(size):
    bags = [material.issued(9, material.common_name("N%d" % i), material.key_of("alice"), material.common_name("M"), "root-1", [],
                            good=False) for i in range(size)]
    infos = [signer_info(TEXT, tlv(0x80, bytes([i]) * 20)) for i in range(16)]
    entity = clear_entity(TEXT, signed_data(infos, certificates=bags), b"in")
    return HEAD + multipart(b"mixed", b"m", *[entity] * 32)


@hostile("attributes-10000", "a signer with 10,000 signed attributes", "unknown", 10_000, "attributes")
def _(size):
    more = [attribute("1.2.3.%d" % i, b"\5\0") for i in range(size)]
    return clear(TEXT, signed_data([signer_info(TEXT, more=more)]))


@hostile("capabilities", "15 MiB of S/MIME capabilities in each of two parts", "not_signed partial unknown valid valid_with_notes",
         15 * MIB)
def _(size):
    more = [attribute("1.2.840.113549.1.9.15", sequence(b"\x30\x03\x06\x01\x2a" * (size // 5)))]
    entity = clear_entity(TEXT, signed_data([signer_info(TEXT, more=more)]), b"in")
    return HEAD + multipart(b"mixed", b"m", *[entity] * 2)


@hostile("ess-names", "a signing-certificate with 3 million issuer names", "invalid unknown valid valid_with_notes", 12 * MIB)
def _(size):
    import hashlib
    alice = certificate("alice")
    names = sequence(b"\xa4\x02\x30\x00" * (size // 4))
    serial = tlv(2, material.read(material.signed_fields(alice)[1])[1])
    reference = sequence(sequence(sequence(tlv(4, hashlib.sha256(alice).digest()), sequence(names, serial))))
    more = [attribute("1.2.840.113549.1.9.16.2.47", reference)]
    return clear(TEXT, signed_data([signer_info(TEXT, more=more)]))


@hostile("crls", "CRLs of 15 MiB", "unknown", 15 * MIB, "crl_octets")
def _(size):
    return clear(TEXT, signed_data([signer_info(TEXT)], crls=tlv(0xA1, sequence(tlv(4, b"x" * size)))))


@hostile("unsigned-attributes", "one unsigned attribute with 5 million values", "valid valid_with_notes", 10 * MIB)
def _(size):
    unsigned = tlv(0xA1, sequence(oid("1.2.840.113549.1.9.6"), tlv(0x31, b"\5\0" * (size // 2))))
    return clear(TEXT, signed_data([signer_info(TEXT, unsigned=unsigned)]))


@hostile("huge-oid", "an attribute whose type has 8 MiB", "invalid", 8 * MIB)
def _(size):
    more = [sequence(tlv(6, b"\x2a" * size), tlv(0x31, b"\5\0"))]
    return clear(TEXT, signed_data([signer_info(TEXT, more=more)]))


# ---- encodings ----

@hostile("sequences-open", "100,000 SEQUENCEs without end (s32b)", "invalid unknown", 100_000)
def _(size):
    return clear(TEXT, b"\x30\x80" * size)


@hostile("sequences-definite", "100,000 SEQUENCEs with lengths (s32)", "unknown invalid", 100_000, "asn1_depth")
def _(size):
    inner = b""
    for _ in range(1000):
        inner = tlv(0x30, inner)
    # 8-octet lengths keep the encoding linear to make.
    out, length = [], len(inner)
    for _ in range(size):
        header = b"\x30\x84" + length.to_bytes(4, "big")
        out.append(header)
        length += len(header)
    return clear(TEXT, b"".join(reversed(out)) + inner)


@hostile("sequences-60MiB", "40 MiB of SEQUENCEs without end", "invalid unknown", 40 * MIB)
def _(size):
    return clear(TEXT, b"\x30\x80" * (size // 2))


@hostile("length-4GiB", "a length of 4 GiB (s33)", "invalid", 1)
def _(size):
    return clear(TEXT, b"\x30\x85\x01\x00\x00\x00\x00" + b"\0" * 100)


@hostile("chunks", "content in 15 million pieces of one octet", "valid valid_with_notes invalid", 45 * MIB)
def _(size):
    content = text_of(size // 3 - 28)
    pieces = b"".join(b"\x04\x01" + content[i:i + 1] for i in range(len(content)))
    return opaque(signed_data([signer_info(content)], encapsulated=b"\x24\x80" + pieces + b"\0\0"))


@hostile("chunks-empty", "content in 20 million empty pieces", "valid valid_with_notes invalid", 40 * MIB)
def _(size):
    inner = b"\x24\x80" + tlv(4, TEXT) + b"\x04\x00" * (size // 2) + b"\0\0"
    return opaque(signed_data([signer_info(TEXT)], encapsulated=inner))


@hostile("chunks-nested", "content in pieces 50 levels deep, over and over", "valid valid_with_notes invalid", 40 * MIB)
def _(size):
    unit = b"\x24\x80" * 50 + b"\x04\x00" + b"\0\0" * 50
    inner = b"\x24\x80" + tlv(4, TEXT) + unit * (size // len(unit)) + b"\0\0"
    return opaque(signed_data([signer_info(TEXT)], encapsulated=inner))


@hostile("indefinite-certificates", "256 things of indefinite length, 50 deep, as certificates", "invalid unknown", 14 * MIB)
def _(size):
    unit = b"\x30\x80" * 50 + b"\5\0" * (size // 256 // 2) + b"\0\0" * 50
    return clear(TEXT, signed_data([signer_info(TEXT)], certificates=[unit] * 250))


@hostile("trailing", "40 MiB behind the CMS object", "valid_with_notes invalid", 40 * MIB)
def _(size):
    return clear(TEXT, signed_data([signer_info(TEXT)]) + b"\0" * size)


@hostile("econtent-set", "content that looks like 60 MiB of attributes", "invalid unknown", 40 * MIB)
def _(size):
    one = attribute("1.2.3.4", b"\5\0")
    content = tlv(0x31, one * (size // len(one)))
    return opaque(signed_data([signer_info(content, attributes=[], value=b"\1" * 256)], content))


# ---- keys and hashing ----

@hostile("e3071-5000", "RSA 3072 with an exponent of 3071 bits, 5,000 signers", "unknown", 5_000, "signer_infos")
def _(size):
    modulus = (1 << 3071) + 12345
    cert = material.issued(77, material.common_name("E"), rsa_key(modulus, (1 << 3070) + 1), material.subject_of("root-1"),
                           "root-1", [material.ALICE])
    info = signer_info(TEXT, issuer_and_serial(cert), value=b"\x21" * 384)
    return clear(TEXT, signed_data([info] * size, certificates=[cert]))


@hostile("e3071-16x32", "the same key, as many signers as may be, each self-issued", "unknown not_signed partial", 16,
         "rsa_exponent_bits")
def _(size):
    modulus, subject = (1 << 3071) + 12345, material.common_name("E")
    def one(number):
        certs = [material.issued(number * 100 + i, subject, rsa_key(modulus, (1 << 3070) + 1), subject, "root-1",
                                 [material.ALICE], good=False) for i in range(size)]
        infos = [signer_info(TEXT, issuer_and_serial(c), value=b"\x21" * 384) for c in certs]
        return clear_entity(TEXT, signed_data(infos, certificates=certs), b"in")
    return HEAD + multipart(b"mixed", b"m", *map(one, range(32)))


@hostile("rsa-16384", "256 certificates with RSA keys of 16,384 bits, signing each other", "unknown untrusted", 256, "rsa_bits")
def _(size):
    modulus, subject = (1 << 16383) + 12345, material.common_name("Big")
    certs = [material.issued(i, subject, rsa_key(modulus + 2 * i, 65537), subject, "root-1", [CA], good=False)
             for i in range(1, size)]
    leaf = material.issued(9, material.common_name("L"), material.key_of("alice"), subject, "root-1", [material.ALICE], good=False)
    return clear(TEXT, signed_data([signer_info(TEXT, issuer_and_serial(leaf))], certificates=[leaf, *certs]))


@hostile("rsa-8192", "255 issuers with RSA keys as large as may be", "unknown untrusted", 255, "signature_checks")
def _(size):
    modulus, subject = (1 << 8191) + 12345, material.common_name("Big")
    certs = [material.issued(i, subject, rsa_key(modulus + 2 * i, (1 << 32) + 1), subject, "root-1", [CA], good=False)
             for i in range(1, size)]
    leaf = material.issued(9, material.common_name("L"), material.key_of("alice"), subject, "root-1", [material.ALICE], good=False)
    return clear(TEXT, signed_data([signer_info(TEXT, issuer_and_serial(leaf))], certificates=[leaf, *certs]))


def explicit_curve(p, compressed):
    size = (p.bit_length() + 7) // 8
    field = sequence(oid("1.2.840.10045.1.1"), integer(p))
    curve = sequence(tlv(4, (p - 3).to_bytes(size, "big")), tlv(4, (7).to_bytes(size, "big")))
    point = b"\2" + (5).to_bytes(size, "big") if compressed else b"\4" + (5).to_bytes(size, "big") * 2
    return sequence(sequence(oid("1.2.840.10045.2.1"), sequence(b"\2\1\1", field, curve, tlv(4, point), integer(p - 2),
                                                                integer(1))), tlv(3, b"\0", point))


@hostile("explicit-curves", "256 keys on curves of their own, points compressed", "unknown untrusted invalid", 256)
def _(size):
    # p = k * 2^600 + 1: the square root takes a step for each of the 600 bits, and again.
    p = (1 << 600) * ((1 << 60) + 33) + 1
    subject = material.common_name("Own curve")
    certs = [material.issued(i, subject, explicit_curve(p + (i << 601), True), subject, "root-1", [CA], good=False)
             for i in range(1, size)]
    leaf = material.issued(9, material.common_name("L"), material.key_of("alice"), subject, "root-1", [material.ALICE], good=False)
    return clear(TEXT, signed_data([signer_info(TEXT, issuer_and_serial(leaf))], certificates=[leaf, *certs]))


@hostile("explicit-prime", "200 keys over a prime of 40,000 bits", "unknown untrusted invalid", 200)
def _(size):
    p = (1 << 40_000) + 12345
    subject = material.common_name("Own curve")
    certs = [material.issued(i, subject, explicit_curve(p + 2 * i, False), subject, "root-1", [CA], good=False)
             for i in range(1, size)]
    leaf = material.issued(9, material.common_name("L"), material.key_of("alice"), subject, "root-1", [material.ALICE], good=False)
    return clear(TEXT, signed_data([signer_info(TEXT, issuer_and_serial(leaf))], certificates=[leaf, *certs]))


@hostile("dsa-dh", "200 keys of DSA with parameters of 64,000 bits", "unknown untrusted invalid", 200)
def _(size):
    p, subject = (1 << 64_000) + 12345, material.common_name("DSA")
    key = sequence(sequence(oid("1.2.840.10040.4.1"), sequence(integer(p), integer((1 << 255) + 95), integer(p - 5))),
                   tlv(3, b"\0", integer(p - 7)))
    certs = [material.issued(i, subject, key, subject, "root-1", [CA], good=False) for i in range(1, size)]
    leaf = material.issued(9, material.common_name("L"), material.key_of("alice"), subject, "root-1", [material.ALICE], good=False)
    return clear(TEXT, signed_data([signer_info(TEXT, issuer_and_serial(leaf))], certificates=[leaf, *certs]))


DSA_SHA256 = sequence(oid("2.16.840.1.101.3.4.3.2"))


def dsa_issuers(size, bits, own_scheme):
    """Issuers of one name that name themselves as issuer, with DSA keys of `bits`: a prime power, so that g has the order q and
    each check goes all its way. With own_scheme False nobody can check what they signed: each stands in a path."""
    q = (1 << 255) + 95  # prime
    p = dsa_prime(q)
    power = bits // p.bit_length()
    modulus, order = p ** power, p ** (power - 1) * (p - 1)
    g = pow(2, order // q, modulus)
    subject = material.common_name("DSA")

    def issuer(number):
        key = sequence(sequence(oid("1.2.840.10040.4.1"), sequence(integer(modulus), integer(q), integer(g))),
                       tlv(3, b"\0", integer(pow(g, number + 2, modulus))))
        return dsa_signed(number + 1, subject, key, subject, DSA_SHA256, [CA])
    leaf = dsa_signed(9, material.common_name("L"), material.key_of("alice"), subject,
                      DSA_SHA256 if own_scheme else sequence(oid("1.2.3.4")), [material.ALICE])
    return clear(TEXT, signed_data([signer_info(TEXT, issuer_and_serial(leaf))], certificates=[leaf, *map(issuer, range(size))]))


def dsa_prime(q):
    """The first prime 2kq + 1 with k from 2^253 on."""
    k = 1 << 253
    while not all(pow(a, 2 * k * q, 2 * k * q + 1) == 1 for a in (2, 3, 5)):
        k += 1
    return 2 * k * q + 1


def dsa_signed(serial, subject, key, issuer, scheme, extensions):
    """A certificate with a DSA signature in right form that is none."""
    tbs = sequence(tlv(0xA0, b"\2\1\2"), integer(serial), scheme, issuer,
                   sequence(tlv(0x17, b"250101000000Z"), tlv(0x17, b"270101000000Z")), subject, key,
                   tlv(0xA3, sequence(*extensions)))
    return sequence(tbs, scheme, tlv(3, b"\0", sequence(integer(5), integer(7))))


@hostile("dsa-8192", "250 issuers with DSA keys of 8,192 bits", "unknown untrusted", 250, "dsa_bits")
def _(size):
    return dsa_issuers(size, 8192, True)


@hostile("dsa-3072", "250 issuers with DSA keys as large as may be", "unknown untrusted", 250, "signature_checks")
def _(size):
    return dsa_issuers(size, 3072, True)


@hostile("dsa-roots", "the same, and nobody can check the signer's certificate", "unknown untrusted", 250)
def _(size):
    return dsa_issuers(size, 3072, False)


@hostile("pss-odd", "16 signers with odd PSS parameters", "invalid unknown", 16)
def _(size):
    parameters = sequence(tlv(0xA0, algorithm(SHA256)), tlv(0xA1, sequence(oid("1.2.840.113549.1.1.8"), algorithm(SHA256))),
                          tlv(0xA2, integer(1 << 62)), tlv(0xA3, integer(99)))
    scheme = sequence(oid("1.2.840.113549.1.1.10"), parameters)
    return clear(TEXT, signed_data([signer_info(TEXT, scheme=scheme)] * size))


@hostile("repair", "two changed parts of 1 MiB of empty lines, hashed with SHA-3", "not_signed partial invalid", 1020 * 1024)
def _(size):
    info = signer_info(b"", attributes=None, digest="sha3_512", digest_oid=SHA3_512, value=b"\1" * 256)
    content = b"Content-Type: text/plain\r\n\r\n" + b"\n" * size
    entity = clear_entity(content, signed_data([info] * 16, digests=[algorithm(SHA3_512)]), b"in")
    return HEAD + multipart(b"mixed", b"m", *[entity] * 2)


# ---- inside each other ----

def compressed(entity, level=9):
    content = sequence(oid("1.2.840.113549.1.7.1"), tlv(0xA0, tlv(4, zlib.compress(entity, level))))
    inner = sequence(b"\2\1\0", sequence(oid("1.2.840.113549.1.9.16.3.8")), content)
    return sequence(oid(COMPRESSED), tlv(0xA0, inner))


@hostile("bomb", "64 KiB that inflate to 64 MiB", "unknown not_signed", 64 * MIB, "compression_ratio")
def _(size):
    return opaque(compressed(b"Content-Type: text/plain\r\n\r\n" + b"\0" * size), kind=b"compressed-data")


@hostile("bomb-100", "compressed at the ratio that is allowed: 63 MiB", "invalid valid valid_with_notes not_signed", 63 * MIB)
def _(size):
    import random
    noise = random.Random(1).randbytes(size // 90)
    entity = b"Content-Type: text/plain\r\n\r\n" + noise + b"\0" * (size - len(noise))
    return opaque(compressed(entity), kind=b"compressed-data")


@hostile("bombs-nested", "compressed objects inside each other, 40 deep", "unknown not_signed", 40, "cms_depth")
def _(size):
    entity = TEXT
    for _ in range(size):
        entity = opaque_entity(compressed(entity), kind=b"compressed-data")
    return HEAD + entity


@hostile("compressed-parts", "compressed: 20,000 nested and open multiparts", "unknown not_signed", 20_000)
def _(size):
    entity = b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n" + b"".join(
        b"\r\n--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (i, i + 1) for i in range(size))
    return opaque(compressed(entity), kind=b"compressed-data")


@hostile("opaque-nested", "16 opaque signatures inside each other, 60 MiB, not encoded", "unknown valid valid_with_notes invalid",
         60 * MIB)
def _(size):
    entity = text_of(size)
    for level in range(16):
        content = entity
        info = signer_info(content) if level == 15 else signer_info(TEXT)
        entity = opaque_entity(signed_data([info], content), encoded=False)
    return HEAD + entity


@hostile("opaque-nested-base64", "16 opaque signatures inside each other, base64, 63 MiB outside",
         "unknown valid valid_with_notes invalid", 63 * MIB)
def _(size):
    levels = 8
    entity = text_of(int(size * 0.73 ** levels))
    for level in range(levels):
        entity = opaque_entity(signed_data([signer_info(entity if level == levels - 1 else TEXT)], entity))
    return HEAD + entity


@hostile("opaque-nested-chunks", "16 opaque signatures inside each other, 60 MiB in pieces", "unknown valid valid_with_notes invalid",
         60 * MIB)
def _(size):
    entity = text_of(size)
    for level in range(16):
        content, half = entity, len(entity) // 2
        pieces = b"\x24\x80" + tlv(4, content[:half]) + tlv(4, content[half:]) + b"\0\0"
        info = signer_info(content) if level == 15 else signer_info(TEXT)
        entity = opaque_entity(signed_data([info], encapsulated=pieces), encoded=False)
    return HEAD + entity
