"""Attacks on keys, signature values and chains (RFC 8017, RFC 5480, RFC 5280)."""
import dsa
import ecdsa
import trust
import base64

from attack_parts import *
from rsa_numbers import cube_root_up, roca_key

DIGEST_INFO = sequence(algorithm(SHA256), tlv(4, b""))[:-1]  # what stands before the length of the digest
ALICE_ADDRESS = mailbox(b"alice@example.com")
CA = [extension("2.5.29.19", sequence(b"\x01\x01\xff"), True), extension("2.5.29.15", b"\x03\x02\x01\x06", True)]
MODULUS, PRIVATE = private_numbers("alice")
SIZE = (MODULUS.bit_length() + 7) // 8


def sha256(octets):
    return hashlib.sha256(octets).digest()


def digest_info(octets, null=NULL, before=b"", dotted=SHA256):
    return sequence(sequence(oid(dotted), null), tlv(4, before + sha256(octets)))


def block(information, kind=1, fill=b"\xff", zero=b"\0", filled=None):
    """EMSA-PKCS1-v1_5 (RFC 8017 9.2), with one thing wrong where asked."""
    filled = SIZE - 3 - len(information) if filled is None else filled
    return (b"\0" + bytes([kind]) + fill * filled + zero + information).ljust(SIZE, b"\0")[:SIZE]


def raw(octets):
    return pow(int.from_bytes(octets, "big"), PRIVATE, MODULUS).to_bytes(SIZE, "big")


def value(make):
    """A mail whose signature value is `make` of the octets to be signed."""
    return clear(signed(info(value=make)))


def padded(**options):
    return value(lambda octets: raw(block(digest_info(octets), **options)))


def with_key(key, make, scheme=algorithm(RSA)):
    subject = issue(ALICE_ADDRESS, key=key)
    return clear(signed(info(subject=subject, value=make, scheme=scheme), subjects=[subject]))


def cube_root(octets):
    """Bleichenbacher 2006: with e = 3 a block that ends in what nobody looks at is a cube but for its end."""
    wanted = b"\0\1" + b"\xff" * 8 + b"\0" + digest_info(octets)
    return cube_root_up(int.from_bytes(wanted.ljust(SIZE, b"\0"), "big")).to_bytes(SIZE, "big")


# CVE-2020-0601: a root is known by its public key; with the base point at that key, its private key is 1.
ROOT_KEY = int.from_bytes(sha256(b"root"), "big") % ecdsa.N
ROOT_POINT = ecdsa.multiply(ROOT_KEY, ecdsa.G)
ROOT_NAME = name(common_name("EC Root"))


def ec_certificate(serial, subject, key, signer, base=ecdsa.G, extensions=CA):
    fields = sequence(tlv(0xA0, b"\x02\x01\x02"), tlv(2, serial), ecdsa.ECDSA_SHA256, ROOT_NAME,
                      sequence(tlv(0x17, b"240101000000Z"), tlv(0x17, b"440101000000Z")), subject, key,
                      tlv(0xA3, sequence(*extensions)))
    return sequence(fields, ecdsa.ECDSA_SHA256, tlv(3, b"\0" + ecdsa.sign(fields, signer, base)))


def ec_root():
    return ec_certificate(b"\1", ROOT_NAME, ecdsa.named_key(ROOT_POINT), ROOT_KEY)


def ec_leaf(signer, base=ecdsa.G, key=None):
    return ec_certificate(b"\2", name(common_name("Alice")), key or public_key("alice"), signer, base,
                          [KEY_USAGE, MAIL_USAGE, alternative(ALICE_ADDRESS)])


def from_ec_root(leaf, *others):
    return clear(signed(info(subject=leaf), subjects=[leaf, *others]))


def other_value(subject):
    """The same certificate with the other value of its ECDSA signature that verifies: (r, n - s)."""
    _, body, _ = read(subject)
    _, _, behind = read(body)
    _, _, last = read(behind)
    _, numbers, _ = read(read(last)[1][1:])
    _, r, rest = read(numbers)
    r, s = int.from_bytes(r, "big"), int.from_bytes(read(rest)[1], "big")
    return sequence(body[:-len(last)], tlv(3, b"\0" + sequence(integer(r), integer(ecdsa.N - s))))


def rejecting(subject):
    """A list of the root and of a certificate that OpenSSL's trust settings reject for mail."""
    settings = sequence(tlv(0xA0, oid("1.3.6.1.5.5.7.3.4")))
    return pem(ec_root()) + pem(subject + settings, "TRUSTED CERTIFICATE")


def twin_root():
    return ec_certificate(b"\1", ROOT_NAME, ecdsa.explicit_key(ROOT_POINT, ROOT_POINT), 1, ROOT_POINT)


def ec_signer(key, signer=1, base=ecdsa.G):
    subject = issue(ALICE_ADDRESS, key=key)
    return clear(signed(info(subject=subject, value=lambda octets: ecdsa.sign(octets, signer, base),
                             scheme=ecdsa.ECDSA_SHA256), subjects=[subject]))


# Alice's key has the parameters of her CA, which signs with DSA; her private key is not used.
DSA_CA_NAME = name(common_name("DSA CA"))
DSA_CA_KEY = dsa.number(b"ca", dsa.Q)
DSA_ALICE = pow(dsa.G, dsa.number(b"alice", dsa.Q), dsa.P)


def dsa_ca():
    return issue(issuer="root-1", key=dsa.key(pow(dsa.G, DSA_CA_KEY, dsa.P)), subject=DSA_CA_NAME, extensions=CA,
                 serial=b"\x41")


def dsa_false_ca(p, q, g):
    """The name of the CA, a signature of nobody, and other parameters."""
    return issue(issuer="root-2", issuer_name=signed_fields(certificate("root-1"))[5], key=dsa.key(g, p, q, g),
                 subject=DSA_CA_NAME, extensions=CA, serial=b"\x42")


def dsa_alice():
    fields = sequence(tlv(0xA0, b"\x02\x01\x02"), tlv(2, b"\x43"), dsa.DSA_SHA256, DSA_CA_NAME,
                      sequence(tlv(0x17, b"250101000000Z"), tlv(0x17, b"270101000000Z")), name(common_name("Alice")),
                      dsa.bare_key(DSA_ALICE), tlv(0xA3, sequence(KEY_USAGE, MAIL_USAGE, alternative(ALICE_ADDRESS))))
    return sequence(fields, dsa.DSA_SHA256, tlv(3, b"\0" + dsa.sign(fields, DSA_CA_KEY)))


def dsa_alice_under_rsa():
    """Certified with RSA, so that nobody gives the key its parameters."""
    return issue(ALICE_ADDRESS, key=dsa.bare_key(DSA_ALICE), issuer="bob", issuer_name=DSA_CA_NAME, serial=b"\x44")


def dsa_forged(subject, *others):
    """Signed with the private key that Alice's public key has under the attacker's parameters: 1."""
    p, q, g = dsa.parameters_with_base(DSA_ALICE)
    forged = info(FORGED, subject=subject, value=lambda octets: dsa.sign(octets, 1, p, q, g), scheme=dsa.DSA_SHA256)
    return clear(signed(forged, subjects=[subject, dsa_false_ca(p, q, g), *others]), part=FORGED)


def pem(octets, label="CERTIFICATE"):
    return f"-----BEGIN {label}-----\n{base64.encodebytes(octets).decode()}-----END {label}-----\n".encode()


def list_of(octets):
    store = trust.Store()
    store.add("certificate", octets, [(3, trust.sha1(octets))])
    return store.octets()


def false_intermediate():
    """A CA certificate under the name of intermediate-1, by a root of the attacker's."""
    subject = signed_fields(certificate(ISSUER))[5]
    return issue(issuer="root-2", key=public_key("root-2"), subject=subject, extensions=CA, serial=b"\x55")


def below_ca(signer, key=None):
    """A signer under a CA of root-1 that has the key of `signer`, or `key`, which then signs nothing."""
    ca_name = name(common_name("Small CA"))
    ca = issue(issuer="root-1", key=key or public_key(signer), subject=ca_name, extensions=CA, serial=b"\x31")
    leaf = issue(ALICE_ADDRESS, issuer=signer, issuer_name=ca_name)
    return clear(signed(info(subject=leaf), subjects=[leaf, ca]))


def organization(text):
    return sequence(oid("2.5.4.10"), tlv(0x0C, text.encode()))


def below_constraints(excluded, subject=None):
    """A signer under a CA of root-1 that may not sign for names in `excluded`, a GeneralName."""
    ca_name = name(common_name("Constrained CA"))
    limits = extension("2.5.29.30", sequence(tlv(0xA1, sequence(excluded))), True)
    ca = issue(issuer="root-1", key=public_key("bob"), subject=ca_name, extensions=[*CA, limits], serial=b"\x32")
    leaf = issue(ALICE_ADDRESS, issuer="bob", issuer_name=ca_name, subject=subject)
    return clear(signed(info(subject=leaf), subjects=[leaf, ca]))


def excluded_organization(excluded, named):
    return below_constraints(tlv(0xA4, sequence(tlv(0x31, organization(excluded)))),
                             sequence(tlv(0x31, organization(named)), common_name("Alice")))


def sorted_otherwise():
    """Blanks that do not count make an attribute longer, and DER sorts it behind the other one."""
    other = sequence(oid("2.5.4.3"), tlv(0x0C, b"abcd efgh"))
    return below_constraints(tlv(0xA4, sequence(tlv(0x31, organization("evilevil"), other))),
                             sequence(tlv(0x31, other, organization("evilevil  "))))


def address_in_ber():
    address = subject_address(b"alice@evil.example")
    subject = sequence(common_name("Alice"), address[:1] + b"\x81" + address[1:])
    return below_constraints(mailbox(b"evil.example"), subject)


def below_ca_not_critical():
    ca_name = name(common_name("Old CA"))
    constraints = extension("2.5.29.19", sequence(b"\x01\x01\xff"))
    ca = issue(issuer="root-1", key=public_key("bob"), subject=ca_name, extensions=[constraints, CA[1]], serial=b"\x33")
    leaf = issue(ALICE_ADDRESS, issuer="bob", issuer_name=ca_name)
    return clear(signed(info(subject=leaf), subjects=[leaf, ca]))


def leaf_of_false_ca():
    leaf = issue(ALICE_ADDRESS, issuer="root-2", issuer_name=signed_fields(certificate(ISSUER))[5])
    return leaf


ROCA = roca_key()

RECIPES = {
    # A certificate that the list rejects
    "rejected.pem": lambda: rejecting(ec_leaf(ROOT_KEY)),
    "rejected": lambda: from_ec_root(ec_leaf(ROOT_KEY)),
    "rejected-with-other-value": lambda: from_ec_root(other_value(ec_leaf(ROOT_KEY))),
    # K1, K2: the block under the signature
    "block-right": lambda: padded(),
    "cube-root-of-a-block": lambda: with_key(rsa_key(MODULUS, 3), cube_root),
    "block-filled-with-00": lambda: padded(fill=b"\0"),
    "block-filled-with-one-other": lambda: value(lambda octets: raw(
        block(digest_info(octets)).replace(b"\xff\xff", b"\xff\xfe", 1))),
    "block-of-kind-2": lambda: padded(kind=2),
    "block-of-kind-0": lambda: padded(kind=0, fill=b"\0"),
    "block-with-octets-behind": lambda: padded(filled=8),
    "block-without-filling": lambda: padded(filled=0),
    "block-without-null": lambda: value(lambda octets: raw(block(digest_info(octets, null=b"")))),
    "block-with-other-parameters": lambda: value(lambda octets: raw(block(digest_info(octets, null=tlv(4, b"\0"))))),
    "block-with-octets-before-digest": lambda: value(lambda octets: raw(block(digest_info(octets, before=b"\0")))),
    "block-names-sha-512": lambda: value(lambda octets: raw(block(digest_info(octets, dotted="2.16.840.1.101.3.4.2.3")))),
    "block-with-long-lengths": lambda: value(lambda octets: raw(block(
        b"\x30\x81" + digest_info(octets)[1:]))),
    "block-is-digest-alone": lambda: value(lambda octets: raw(block(sha256(octets)))),
    "value-with-leading-zero": lambda: value(lambda octets: b"\0" + raw(block(digest_info(octets)))),
    "value-beyond-modulus": lambda: value(lambda octets: (int.from_bytes(
        raw(block(digest_info(octets))), "big") + MODULUS).to_bytes(SIZE + 1, "big")),
    "value-zero": lambda: value(lambda octets: bytes(SIZE)),
    "value-one": lambda: value(lambda octets: bytes(SIZE - 1) + b"\1"),
    "value-empty": lambda: value(lambda octets: b""),
    # K6, K7: keys
    "exponent-1": lambda: with_key(rsa_key(MODULUS, 1), lambda octets: block(digest_info(octets))),
    "exponent-2": lambda: with_key(rsa_key(MODULUS, 2), lambda octets: bytes(SIZE)),
    "modulus-even": lambda: with_key(rsa_key(MODULUS + 1), lambda octets: bytes(SIZE)),
    "modulus-negative": lambda: with_key(sequence(sequence(oid(RSA), NULL), tlv(3, b"\0" + sequence(
        tlv(2, b"\x80" + bytes(255)), integer(65537)))), lambda octets: bytes(SIZE)),
    "modulus-of-16384-bits": lambda: with_key(rsa_key(MODULUS ** 8 | 1), lambda octets: bytes(2048)),
    "exponent-of-2047-bits": lambda: with_key(rsa_key(MODULUS, MODULUS // 2 | 1), lambda octets: bytes(SIZE)),
    "modulus-of-a-known-pattern": lambda: with_key(rsa_key(ROCA[0]), lambda octets: pow(int.from_bytes(
        block(digest_info(octets)), "big"), ROCA[1], ROCA[0]).to_bytes(SIZE, "big")),
    "point-at-infinity": lambda: ec_signer(sequence(sequence(oid(ecdsa.EC_PUBLIC_KEY), oid(ecdsa.P256)), tlv(3, b"\0\0"))),
    "point-off-the-curve": lambda: ec_signer(ecdsa.named_key((ecdsa.G[0], ecdsa.G[1] ^ 1))),
    "curve-named": lambda: ec_signer(ecdsa.named_key(ecdsa.G)),
    "curve-in-full": lambda: ec_signer(ecdsa.explicit_key(ecdsa.G)),
    "curve-in-full-other-base": lambda: ec_signer(ecdsa.explicit_key(ROOT_POINT, ROOT_POINT), 1, ROOT_POINT),
    "curve-over-no-prime": lambda: ec_signer(ecdsa.explicit_key(ecdsa.G, prime=697)),
    "curve-over-2-to-the-4096": lambda: ec_signer(ecdsa.explicit_key(ecdsa.G, prime=2 ** 4096 + 1)),
    # K3: the root again, on a curve of the attacker's
    "root.ec.sst": lambda: list_of(ec_root()),
    "root.honest-leaf": lambda: from_ec_root(ec_leaf(ROOT_KEY), ec_root()),
    "root.twin-on-explicit-curve": lambda: from_ec_root(ec_leaf(1, ROOT_POINT), twin_root()),
    "root.twin-left-out": lambda: from_ec_root(ec_leaf(1, ROOT_POINT)),
    "root.twin-beside-root": lambda: from_ec_root(ec_leaf(1, ROOT_POINT), twin_root(), ec_root()),
    # The parameters of a key that somebody else chose (RFC 3279 2.3.2, RFC 5280 6.1.4)
    "dsa.ca.pem": lambda: pem(dsa_ca()),
    "dsa.false-parameters": lambda: dsa_forged(dsa_alice()),
    "dsa.false-parameters-beside-ca": lambda: dsa_forged(dsa_alice(), dsa_ca()),
    "dsa.false-parameters-under-rsa": lambda: dsa_forged(dsa_alice_under_rsa(), issue(
        issuer="root-1", key=public_key("bob"), subject=DSA_CA_NAME, extensions=CA, serial=b"\x45")),
    # C4: who issued it
    "issuer-name-with-other-key": lambda: by(leaf_of_false_ca()),
    "issuer-name-with-other-key-and-its-ca": lambda: clear(signed(info(subject=leaf_of_false_ca()), subjects=[
        leaf_of_false_ca(), false_intermediate(), certificate("root-2")])),
    "issued-by-another-signer": lambda: clear(signed(info(subject=issue(ALICE_ADDRESS, issuer="bob")), subjects=[
        issue(ALICE_ADDRESS, issuer="bob"), certificate("bob")])),
    "certificate-altered": lambda: by(issue(ALICE_ADDRESS).replace(b"\x55\x04\x03\x0c\x05Alice", b"\x55\x04\x03\x0c\x05Alicf")),
}
RECIPES |= {
    # Certificates and chains with one thing odd or wrong
    "chain.explicit-policy-and-none": lambda: by(issue(ALICE_ADDRESS, more=[extension(
        "2.5.29.36", sequence(b"\x80\x01\x00"), True)])),
    "chain.signs-certificates-without-ca": lambda: by(issue(ALICE_ADDRESS, extensions=[
        extension("2.5.29.15", b"\x03\x02\x02\x84", True), MAIL_USAGE, alternative(ALICE_ADDRESS)])),
    "chain.signer-is-ca": lambda: by(issue(ALICE_ADDRESS, more=[CA[0]])),
    "chain.issuer-key-identifier-differs": lambda: by(issue(ALICE_ADDRESS, more=[extension(
        "2.5.29.35", sequence(tlv(0x80, bytes(20))))])),
    "chain.hint-unreadable": lambda: by(issue(ALICE_ADDRESS, more=[extension("2.5.29.31", tlv(2, b"\1"))])),
    "chain.authority-key-identifier-critical": lambda: by(issue(ALICE_ADDRESS, more=[extension(
        "2.5.29.35", sequence(tlv(0x80, bytes(20))), True)])),
    "chain.subject-key-identifier-critical": lambda: by(issue(ALICE_ADDRESS, more=[extension(
        "2.5.29.14", tlv(4, bytes(20)), True)])),
    "chain.authority-access-critical": lambda: by(issue(ALICE_ADDRESS, more=[extension(
        "1.3.6.1.5.5.7.1.1", sequence(sequence(oid("1.3.6.1.5.5.7.48.2"), tlv(0x86, b"http://ca.example.com/ca.cer"))),
        True)])),
    "chain.excluded-name": lambda: excluded_organization("Evil", "Evil"),
    "chain.excluded-name-with-control-character": lambda: excluded_organization("Evil", "Ev\x01il"),
    "chain.excluded-name-with-what-shows-nothing": lambda: excluded_organization("Evil", "Ev\ufffcil"),
    "chain.excluded-name-with-another-blank": lambda: excluded_organization("Evil Corp", "Evil\u1680Corp"),
    "chain.excluded-name-sorted-otherwise": sorted_otherwise,
    "chain.excluded-address-in-ber": address_in_ber,
    "chain.excluded-host-with-at": lambda: below_constraints(mailbox(b"@example.com")),
    "chain.constraint-of-no-form": lambda: below_constraints(tlv(0x89, b"evil.example")),
    "chain.points-of-reasons-alone": lambda: by(issue(ALICE_ADDRESS, more=[extension(
        "2.5.29.31", sequence(sequence(tlv(0x81, b"\x06\x40"))), True)])),
    "chain.path-length-without-ca": lambda: by(issue(ALICE_ADDRESS, more=[extension(
        "2.5.29.19", sequence(tlv(2, b"\0")), True)])),
    "chain.subject-empty": lambda: by(issue(ALICE_ADDRESS, subject=sequence())),
    "chain.basic-constraints-not-critical": below_ca_not_critical,
    "chain.signed-with-unknown-algorithm": lambda: by(issue(ALICE_ADDRESS, scheme=algorithm("1.2.643.7.1.1.3.2"))),
    "chain.ca-of-1024-bits": lambda: below_ca("alice-rsa1024"),
    "chain.ca-of-512-bits": lambda: below_ca("alice-rsa512"),
    "chain.ca-with-predictable-key": lambda: below_ca("alice", rsa_key(ROCA[0])),
}
TRUST = {"root.": "keys.root.ec.sst"}
