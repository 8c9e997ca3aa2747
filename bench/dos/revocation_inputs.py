"""Hostile revocation data in messages, and certificates that make looking for it dear."""
from certificate_inputs import authority, leaf
from material import (ALICE, SHA256_RSA, TEXT, algorithm, certificate, clear, common_name, extension, hostile, integer,
                      issuer_and_serial, name, sequence, sign, signed_data, signed_fields, signer_info, subject_of, tlv)

CA, URI, DIRECTORY = "intermediate-1", 0x86, 0xA4
POINTS, ISSUING_POINT, CERTIFICATE_ISSUER, NUMBER = "2.5.29.31", "2.5.29.28", "2.5.29.29", "2.5.29.20"
DATE = tlv(0x17, b"260101000000Z")
DEAR = "\ufdfa" * 15  # each becomes 18 characters when names are compared


def crl(issuer, key, entries=(), issuing=None, number=1):
    scheme = algorithm(SHA256_RSA)
    more = [extension(NUMBER, integer(number))] + ([extension(ISSUING_POINT, sequence(issuing), True)] if issuing else [])
    tbs = sequence(b"\x02\x01\x01", scheme, issuer, tlv(0x17, b"260110000000Z"), tlv(0x17, b"260201000000Z"),
                   sequence(*entries) if entries else b"", tlv(0xA0, sequence(*more)))
    return sequence(tbs, scheme, tlv(3, b"\0", sign(tbs, key)))


def mail_with(signers, cas, crls):
    infos = [signer_info(TEXT, issuer_and_serial(one)) for one in signers]
    return clear(TEXT, signed_data(infos, certificates=signers + cas, crls=tlv(0xA1, *crls)))


def pyramid(levels, width, extensions):
    """CAs of one name and key each level, certified by all of the next one."""
    keys = ["intermediate-1", "intermediate-2"]
    return [authority(common_name("Y%d" % level), list(extensions), key=keys[level % 2], serial=600 + 10 * level + i,
                      issuer=common_name("Y%d" % min(level + 1, levels - 1)), issuer_key=keys[min(level + 1, levels - 1) % 2])
            for level in range(levels) for i in range(width if level + 1 < levels else 1)]


def points_of(letter, count):
    return [tlv(URI, b"%c%c%c" % (letter, 48 + k // 64, 48 + k % 64)) for k in range(count)]


@hostile("crl-issuers", "4 indirect CRLs: 1,000 names for 1,000 entries of the signer's serial number",
         "valid valid_with_notes unknown", 1_000)
def _(size):
    serial = signed_fields(certificate("alice"))[1]
    names = [tlv(DIRECTORY, name(("2.5.4.3", b"x" * 40)))] * 1_000
    first = sequence(serial, DATE, sequence(extension(CERTIFICATE_ISSUER, sequence(*names), True)))
    entries = [first] + [sequence(serial, DATE)] * size
    crls = [crl(subject_of(CA), CA, entries, tlv(0x84, b"\xff"), number) for number in range(4)]
    return mail_with([certificate("alice")], [certificate(CA)], crls)


@hostile("crl-issuers-changing", "4 indirect CRLs: each entry of the signer's serial number names 100 issuers",
         "valid valid_with_notes unknown", 25)
def _(size):
    serial = signed_fields(certificate("alice"))[1]
    names = [tlv(DIRECTORY, name(("2.5.4.3", DEAR.encode())))] * 100
    entry = sequence(serial, DATE, sequence(extension(CERTIFICATE_ISSUER, sequence(*names), True)))
    crls = [crl(subject_of(CA), CA, [entry] * size, tlv(0x84, b"\xff"), number) for number in range(4)]
    return mail_with([certificate("alice")], [certificate(CA)], crls)


@hostile("crl-points", "1,000 distribution points and 10 CRLs for 1,000 others, 1,000 paths", "unknown untrusted", 1_000)
def _(size):
    points = sequence(*[sequence(tlv(0xA0, tlv(0xA0, one))) for one in points_of(ord("a"), size)])
    other = tlv(0xA0, tlv(0xA0, *points_of(ord("b"), size)))
    issuer = common_name("Y0")
    signer = leaf([ALICE, extension(POINTS, points)], issuer=issuer, issuer_key="intermediate-1")
    return mail_with([signer], pyramid(6, 4, []), [crl(issuer, "intermediate-1", (), other, n) for n in range(10)])


@hostile("fat-points", "21 CAs with 950 names of distribution points, 8 signers", "unknown untrusted", 950)
def _(size):
    names = tlv(DIRECTORY, name(("2.5.4.3", DEAR.encode()))) * size
    fat = extension(POINTS, sequence(sequence(tlv(0xA0, tlv(0xA0, names)))))
    issuer = common_name("Y0")
    signers = [leaf([ALICE], issuer=issuer, issuer_key="intermediate-1", serial=1000 + i) for i in range(8)]
    return mail_with(signers, pyramid(6, 4, [fat]), [crl(issuer, "intermediate-1")])


@hostile("relative-points", "1,000 distribution points relative to an issuer of 3 KiB", "unknown untrusted", 1_000)
def _(size):
    issuer = name(*[("2.5.4.10", b"x")] * 250)
    relative = sequence(tlv(0xA0, tlv(0xA1, sequence(b"\x06\x03\x55\x04\x03", tlv(0x0C, b"a")))))
    signers = [leaf([ALICE, extension(POINTS, sequence(*[relative] * size))], issuer=issuer,
                    issuer_key="intermediate-1", serial=1000 + i) for i in range(8)]
    cas = [authority(issuer, issuer=issuer, issuer_key="intermediate-1")]
    return mail_with(signers, cas, [crl(issuer, "intermediate-1")])
