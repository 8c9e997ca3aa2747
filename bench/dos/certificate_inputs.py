"""Hostile certificates: names, constraints, policies, chains."""
import material
from material import (ALICE, CA, CA_USE, HEAD, MAIL_USE, TEXT, certificate, clear, clear_entity, common_name, extension, hostile,
                      integer, issued, issuer_and_serial, key_of, name, oid, sequence, signed_data, signer_info, subject_of, tlv)
from mime_inputs import TO, multipart

FULL = 64 * 1024 - 1500  # of a certificate that is as large as may be
RFC822, DIRECTORY = 0x81, 0xA4


def leaf(extensions, issuer=None, issuer_key="root-1", good=True, subject=None, serial=500):
    return issued(serial, subject or common_name("Leaf"), key_of("alice"), issuer or subject_of(issuer_key), issuer_key,
                  [MAIL_USE, *extensions], good)


def authority(subject, extensions=(), key="intermediate-1", issuer=None, issuer_key="root-1", serial=600, good=True):
    return issued(serial, subject, key_of(key), issuer or subject_of(issuer_key), issuer_key, [CA, CA_USE, *extensions], good)


def mail(certificates, head=HEAD):
    return clear(TEXT, signed_data([signer_info(TEXT, issuer_and_serial(certificates[0]))], certificates=certificates), head)


def big_name(size, letter=b"x"):
    return name(*[("2.5.4.10", letter)] * (size // 12))


# ---- many, and large ----

@hostile("garbage-200", "200 CAs of one name that signed nothing (s45)", "valid valid_with_notes", 200)
def _(size):
    others = [authority(subject_of("intermediate-1"), serial=i, good=False) for i in range(1, size)]
    return mail([certificate("alice"), *others, certificate("intermediate-1")])


@hostile("garbage-256-names", "250 CAs of one name of 30 KiB, 16 signers", "unknown untrusted invalid", 30 * 1024)
def _(size):
    subject = big_name(size)
    others = [authority(subject, serial=i, good=False, issuer=subject) for i in range(1, 250)]
    leaves = [leaf([ALICE], issuer=subject, serial=1000 + i, good=False) for i in range(4)]
    infos = [signer_info(TEXT, issuer_and_serial(one)) for one in leaves] * 4
    return clear(TEXT, signed_data(infos, certificates=leaves + others))


@hostile("garbage-certified", "each of 250 CAs certified by each other: one key, one name", "unknown untrusted", 250)
def _(size):
    subject = common_name("Ring")
    ring = [authority(subject, serial=i, issuer=subject, issuer_key="intermediate-1") for i in range(1, size)]
    return mail([leaf([ALICE], issuer=subject, issuer_key="intermediate-1"), *ring])


@hostile("levels", "8 levels of 30 CAs with 2 keys, each certified by all above", "unknown untrusted", 30)
def _(size):
    keys = ["intermediate-1", "intermediate-2"]
    certs = [leaf([ALICE], issuer=common_name("L0"), issuer_key=keys[0])]
    for level in range(8):
        for i in range(size):
            certs.append(authority(common_name("L%d" % level), serial=i + 1, key=keys[level % 2],
                                   issuer=common_name("L%d" % (level + 1)), issuer_key=keys[(level + 1) % 2]))
    return mail(certs)


@hostile("mesh", "16 CAs, each certified by all others, 16 signers", "unknown untrusted", 16)
def _(size):
    cas = [authority(common_name("M%d" % subject), serial=subject * size + issuer + 1, issuer=common_name("M%d" % issuer),
                     issuer_key="intermediate-1") for subject in range(size) for issuer in range(size) if subject != issuer]
    leaves = [leaf([ALICE], issuer=common_name("M%d" % i), issuer_key="intermediate-1", serial=1000 + i)
              for i in range(min(size, 16))]
    infos = [signer_info(TEXT, issuer_and_serial(one)) for one in leaves]
    return clear(TEXT, signed_data(infos, certificates=leaves + cas))


def fat(extensions=(), subject=None, count=250):
    certs = [leaf(list(extensions), serial=i + 1, good=False, subject=subject) for i in range(count)]
    return mail([leaf([ALICE]), *certs])


@hostile("fat-names", "250 certificates of 64 KiB, their subjects 5,000 attributes", "valid valid_with_notes unknown", FULL)
def _(size):
    return fat(subject=big_name(size))


@hostile("fat-alternatives", "250 certificates of 64 KiB with 10,000 alternative names", "valid valid_with_notes unknown", FULL)
def _(size):
    return fat([extension("2.5.29.17", sequence(tlv(RFC822, b"a@bc") * (size // 6)))])


@hostile("fat-directory-names", "250 certificates of 64 KiB with 20,000 empty directory names", "valid valid_with_notes unknown", FULL)
def _(size):
    return fat([extension("2.5.29.17", sequence(b"\xa4\x02\x30\x00" * (size // 4)))])


@hostile("fat-extensions", "250 certificates of 64 KiB with 5,000 extensions", "valid valid_with_notes unknown", FULL)
def _(size):
    return fat([extension("1.2.3.%d" % (i % 100), b"") for i in range(size // 12)])


@hostile("fat-critical", "250 certificates of 64 KiB with 5,000 unknown critical extensions", "valid valid_with_notes unknown", FULL)
def _(size):
    return fat([extension("1.2.3.%d" % i, b"", True) for i in range(size // 15)])


@hostile("fat-policies", "250 certificates of 64 KiB with 9,000 policies", "valid valid_with_notes unknown", FULL)
def _(size):
    return fat([extension("2.5.29.32", sequence(*[sequence(oid("1.2.%d" % i)) for i in range(size // 8)]))])


@hostile("fat-usages", "250 certificates of 64 KiB with 12,000 extended key usages", "valid valid_with_notes unknown", FULL)
def _(size):
    return fat([extension("2.5.29.37", sequence(b"\x06\x03\x2a\x03\x04" * (size // 5)))])


@hostile("fat-urls", "250 certificates of 64 KiB with 4,000 distribution points", "valid valid_with_notes unknown", FULL)
def _(size):
    point = sequence(tlv(0xA0, tlv(0xA0, tlv(0x86, b"http://a"))))
    return fat([extension("2.5.29.31", sequence(point * (size // len(point))))])


@hostile("fat-signers", "16 signers in 3 parts, each with certificates as large as may be", "not_signed partial unknown", FULL)
def _(size):
    more = [extension("2.5.29.17", sequence(tlv(RFC822, b"a" * 56 + b"@bc") * min(1000, size // 64)))]
    def part(number):
        certs = [leaf(more, serial=number * 100 + i + 1) for i in range(16)]
        infos = [signer_info(TEXT, issuer_and_serial(one)) for one in certs]
        return clear_entity(TEXT, signed_data(infos, certificates=certs), b"in")
    return HEAD + multipart(b"mixed", b"m", *[part(i) for i in range(3)])


@hostile("fat-chains", "32 parts with 16 signers under 6 CAs of 60 KiB", "not_signed partial unknown", FULL)
def _(size):
    more = [extension("2.5.29.17", sequence(tlv(RFC822, b"a" * 56 + b"@bc") * min(1000, size // 64)))]
    keys, cas = ["intermediate-1", "intermediate-2"], []
    for level in range(6):
        top = level == 5
        cas.append(authority(common_name("F%d" % level), more, key=keys[level % 2], serial=700 + level,
                             issuer=subject_of("root-1") if top else common_name("F%d" % (level + 1)),
                             issuer_key="root-1" if top else keys[(level + 1) % 2]))
    one = leaf([ALICE], issuer=common_name("F0"), issuer_key=keys[0])
    infos = [signer_info(TEXT, issuer_and_serial(one))] * 16
    entity = clear_entity(TEXT, signed_data(infos, certificates=[one, *cas]), b"in")
    return HEAD + multipart(b"mixed", b"m", *[entity] * 32)


@hostile("certificates-32x250", "32 parts with 250 small certificates on named curves", "not_signed partial unknown", 250)
def _(size):
    curve = key_of("alice-p256")
    bag = [issued(i, common_name("C%d" % i), curve, common_name("I"), "root-1", [], good=False) for i in range(1, size)]
    entity = clear_entity(TEXT, signed_data([signer_info(TEXT)], certificates=[certificate("alice"),
                                                                              certificate("intermediate-1"), *bag]), b"in")
    return HEAD + multipart(b"mixed", b"m", *[entity] * 32)


# ---- constraints and policies ----

def constrained(names, subtrees, kind=0xA1, levels=1):
    """A leaf with `names` under CAs that each have `subtrees`, under the root."""
    limits = extension("2.5.29.30", sequence(tlv(kind, *subtrees)), True)
    keys, cas = ["intermediate-1", "intermediate-2"], []
    for level in range(levels):
        top = level + 1 == levels
        cas.append(authority(common_name("K%d" % level), [limits], key=keys[level % 2], serial=800 + level,
                             issuer=subject_of("root-1") if top else common_name("K%d" % (level + 1)),
                             issuer_key="root-1" if top else keys[(level + 1) % 2]))
    one = leaf([extension("2.5.29.17", sequence(*names))], issuer=common_name("K0"), issuer_key=keys[0])
    return mail([one, *cas])


@hostile("constraints", "1,000 names under 6 CAs with 2,000 constraints each", "unknown", 2_000, "name_comparisons")
def _(size):
    names = [tlv(RFC822, b"alice@example.com")] + [tlv(RFC822, b"a@b%d.c" % i) for i in range(999)]
    return constrained(names, [sequence(tlv(RFC822, b"z%d" % i)) for i in range(size)], levels=6)


@hostile("constraints-6000", "the same with 6,000 constraints each", "unknown", 6_000, "extension_values")
def _(size):
    return constrained([tlv(RFC822, b"alice@example.com")], [sequence(tlv(RFC822, b"z%d" % i)) for i in range(size)], levels=6)


@hostile("constraints-long", "a name of 60 KiB under 6 CAs with 2,000 constraints each", "unknown untrusted invalid", FULL - 500)
def _(size):
    return constrained([tlv(RFC822, b"a" * 10 + b"@" + b"b" * (size - 100))],
                       [sequence(tlv(RFC822, b"z%d" % i)) for i in range(2_000)], levels=6)


@hostile("constraints-directory", "a subject of 300 attributes under 6 CAs with 600 directory constraints", "unknown untrusted",
         4_000)
def _(size):
    limits = extension("2.5.29.30", sequence(tlv(0xA1, *[sequence(tlv(DIRECTORY, common_name("z")))] * 600)), True)
    keys, cas = ["intermediate-1", "intermediate-2"], []
    for level in range(6):
        top = level == 5
        cas.append(authority(common_name("K%d" % level), [limits], key=keys[level % 2], serial=800 + level,
                             issuer=subject_of("root-1") if top else common_name("K%d" % (level + 1)),
                             issuer_key="root-1" if top else keys[(level + 1) % 2]))
    return mail([leaf([ALICE], issuer=common_name("K0"), issuer_key=keys[0], subject=big_name(size)), *cas])


LONGEST = "\uFDFA".encode()  # eleven times as long in its compatibility form


def names_of(size, text):
    """Directory names of `size` octets together."""
    one = tlv(DIRECTORY, common_name(text))
    return [one] * max(size // len(one), 1)


@hostile("constraints-expand", "400 directory names under a constraint that grows elevenfold when it is compared",
         "unknown untrusted", FULL)
def _(size):
    base = name(*[("2.5.4.3", LONGEST * 30)] * (size // 104))
    names = [tlv(RFC822, b"alice@example.com")] + [tlv(DIRECTORY, common_name("x%d" % i)) for i in range(400)]
    return constrained(names, [sequence(tlv(DIRECTORY, base))])


@hostile("fat-marks", "250 certificates with names of 2,000 combining marks in the wrong order",
         "valid valid_with_notes unknown", 3_900)
def _(size):
    return fat(subject=common_name("\u0301\u0323" * (size // 4)))


@hostile("key-identifier-names", "6 levels of 4 CAs, each naming its issuer by 650 names", "unknown untrusted", 650)
def _(size):
    names = b"".join(names_of(size * 58, LONGEST.decode() * 15))
    def named(serial):
        return extension("2.5.29.35", sequence(tlv(0xA1, names), tlv(0x82, b"%c%c" % (serial >> 8, serial & 255))))
    keys, cas = ["intermediate-1", "intermediate-2"], []
    for level in range(6):
        above = level if level == 5 else level + 1
        for i in range(1 if level == 5 else 4):
            cas.append(authority(common_name("A%d" % level), [named(5000 + above * 10)], key=keys[level % 2],
                                 serial=5000 + level * 10 + i, issuer=common_name("A%d" % above), issuer_key=keys[above % 2]))
    return mail([leaf([ALICE, named(5000)], issuer=common_name("A0"), issuer_key=keys[0]), *cas])


@hostile("constraints-paths", "the same names by many paths, 16 signers", "unknown untrusted invalid", 2_000)
def _(size):
    limits = extension("2.5.29.30", sequence(tlv(0xA1, *[sequence(tlv(RFC822, b"z%d" % i)) for i in range(size)])), True)
    subject = common_name("Many")
    cas = [authority(subject, [limits], serial=i, issuer=common_name("Nobody"), issuer_key="root-2") for i in range(1, 90)]
    names = [tlv(RFC822, b"alice@example.com")] + [tlv(RFC822, b"a@b%d.c" % i) for i in range(900)]
    one = leaf([extension("2.5.29.17", sequence(*names))], issuer=subject, issuer_key="intermediate-1")
    return clear(TEXT, signed_data([signer_info(TEXT, issuer_and_serial(one))] * 16, certificates=[one, *cas]))


@hostile("policy-mappings", "6 CAs that map 1,300 policies to each other", "valid valid_with_notes untrusted unknown", 1_300)
def _(size):
    keys, cas = ["intermediate-1", "intermediate-2"], []
    policies = extension("2.5.29.32", sequence(*[sequence(oid("1.2.3.%d" % i)) for i in range(size)]))
    mappings = extension("2.5.29.33", sequence(*[sequence(oid("1.2.3.%d" % (i % 50)), oid("1.2.3.%d" % i))
                                                for i in range(size)]))
    required = extension("2.5.29.36", sequence(b"\x80\x01\x00"), True)
    for level in range(6):
        top = level == 5
        cas.append(authority(common_name("P%d" % level), [policies, mappings, required], key=keys[level % 2], serial=900 + level,
                             issuer=subject_of("root-1") if top else common_name("P%d" % (level + 1)),
                             issuer_key="root-1" if top else keys[(level + 1) % 2]))
    return mail([leaf([ALICE, policies], issuer=common_name("P0"), issuer_key=keys[0]), *cas])


# ---- many paths whose certificates hold much ----

def pyramid(extensions, levels=6, signers=16):
    """Signers under levels of two CAs with `extensions`, each certified by both above it, below a root that is not trusted."""
    keys, cas = ["intermediate-1", "intermediate-2"], []
    for level in range(levels):
        top = level + 1 == levels
        above = ["root-2"] if top else keys
        for i, key in enumerate(keys):
            for j, issuer_key in enumerate(above):
                cas.append(authority(common_name("Y%d" % level), extensions, key=key, serial=900 + 10 * level + 2 * i + j,
                                     issuer=subject_of("root-2") if top else common_name("Y%d" % (level + 1)),
                                     issuer_key=issuer_key))
    leaves = [leaf([ALICE], issuer=common_name("Y0"), issuer_key=keys[0], serial=1000 + i) for i in range(signers)]
    infos = [signer_info(TEXT, issuer_and_serial(one)) for one in leaves]
    return clear(TEXT, signed_data(infos, certificates=[*leaves, *cas, certificate("root-2")]))


@hostile("path-qualifiers", "many paths, each CA with critical policies and 2,000 unknown qualifiers", "unknown untrusted", 2_000)
def _(size):
    qualifiers = sequence(*[sequence(oid("1.2.%d" % (i % 80))) for i in range(size)])
    return pyramid([extension("2.5.29.32", sequence(sequence(oid("1.2.3.4"), qualifiers)), True)])


@hostile("path-critical", "many paths, each CA with 120 unknown critical extensions", "unknown untrusted", 120)
def _(size):
    return pyramid([extension("1.2.3.%d" % i, b"", True) for i in range(size)])


@hostile("path-usages", "many paths, each CA with 4,090 extended key usages", "unknown untrusted", 4_090)
def _(size):
    return pyramid([extension("2.5.29.37", sequence(*[oid("1.3.6.1.4.1.99999.%d" % i) for i in range(size)]))])


@hostile("path-application-policies", "many paths, each CA with 2,040 application policies", "unknown untrusted", 2_040)
def _(size):
    return pyramid([extension("1.3.6.1.4.1.311.21.10", sequence(*[sequence(oid("1.3.6.1.4.1.%d" % i)) for i in range(size)]))])


@hostile("path-application-5000", "the same with 5,000", "unknown untrusted", 5_000, "extension_values")
def _(size):
    return pyramid([extension("1.3.6.1.4.1.311.21.10", sequence(*[sequence(oid("1.3.6.1.4.1.%d" % i)) for i in range(size)]))])


# ---- addresses ----

@hostile("idn", "From with a long IDN domain, compared with 1,000 names by 16 signers in 32 parts", "not_signed partial unknown", 1_000)
def _(size):
    domain = ".".join(["\u00e4\u00f6\u00fc\u4e2d\u6587" * 3] * 8)
    sender = b"From: alice@" + domain.encode() + b"\r\n"
    names = [tlv(RFC822, b"alice@b%d.example" % i) for i in range(size)]
    one = leaf([extension("2.5.29.17", sequence(*names))])
    entity = clear_entity(TEXT, signed_data([signer_info(TEXT, issuer_and_serial(one))] * 16, certificates=[one]), b"in")
    return sender + TO + multipart(b"mixed", b"m", *[entity] * 32)


@hostile("idn-marks", "From with a domain of 340 combining marks", "signer_mismatch invalid", 340)
def _(size):
    marks = ("\u0301\u0323" * size)[:size].encode()
    return material.good_clear(TEXT, b"From: alice@a" + marks + b".com\r\n" + TO)


@hostile("addresses-malformed", "1,000 malformed addresses in certificates of 16 signers", "invalid unknown signer_mismatch", 1_000)
def _(size):
    names = [tlv(RFC822, b"alice @example.com" + b" " * 40) for i in range(size)]
    certs = [leaf([extension("2.5.29.17", sequence(*names))], serial=3000 + i) for i in range(16)]
    infos = [signer_info(TEXT, issuer_and_serial(one)) for one in certs]
    return clear(TEXT, signed_data(infos, certificates=certs))


@hostile("string-types", "a subject of 4 KiB in BMPString and UniversalString", "valid valid_with_notes signer_mismatch", 4_000)
def _(size):
    half = size // 2 // 4 * 4
    subject = sequence(tlv(0x31, sequence(oid("2.5.4.10"), tlv(0x1E, b"\4\x10" * (half // 2)))),
                       tlv(0x31, sequence(oid("2.5.4.11"), tlv(0x1C, b"\0\0\4\x10" * (half // 4 - 40)))))
    return mail([leaf([ALICE], subject=subject)])
