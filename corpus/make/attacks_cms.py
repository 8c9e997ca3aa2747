"""Attacks on the CMS layer: what a SignedData may say and must not be believed (RFC 5652, RFC 5035)."""
import base64
import hashlib
import pathlib

from asn1 import members
from attack_parts import *
from signed_data import CONTENT_TYPE, MESSAGE_DIGEST, SHA384, SIGNING_TIME

REVOCATION = pathlib.Path(__file__).resolve().parent.parent / "revocation"
SHA1, SHA512 = "1.3.14.3.2.26", "2.16.840.1.101.3.4.2.3"
ENVELOPED, COUNTERSIGNATURE = "1.2.840.113549.1.7.3", "1.2.840.113549.1.9.6"
ALICE_ADDRESS, MALLORY_ADDRESS = mailbox(b"alice@example.com"), mailbox(b"mallory@example.com")
MALLORY = b"Mallory <mallory@example.com>"
# Two certificates with one key, one issuer and one serial number: nothing but ESS tells them apart.
twin_of_alice = issue(ALICE_ADDRESS, serial=b"\x21")
twin_of_mallory = issue(MALLORY_ADDRESS, serial=b"\x21", subject=name(common_name("Mallory")))
KEY_ID = hashlib.sha1(b"one key").digest()
same_key_id = [issue(address, serial=serial, subject=name(common_name(who)),
                     more=[extension("2.5.29.14", tlv(4, KEY_ID))])
               for address, serial, who in ((ALICE_ADDRESS, b"\x22", "Alice"), (MALLORY_ADDRESS, b"\x23", "Mallory"))]


def with_attributes(change, content=PART, **options):
    return clear(signed(info(attributes=change(standard_attributes(content)), **options)))


def attributes_field(octets):
    """The attributes on the wire are `octets`; what is signed is the value they stand for."""
    return clear(signed(info(field=octets)))


def twins(sender, *attributes, subjects=(twin_of_alice, twin_of_mallory)):
    cms = signed(info(subject=twin_of_alice, attributes=standard_attributes(PART) + list(attributes)),
                 subjects=list(subjects))
    return clear(cms, header=head(sender))


def cms_with(**options):
    return clear(signed(info(), **options))


def attributes_as_text():
    """Signed attributes, moved to where the text of the mail stands: their signature is right."""
    replayed = tlv(0x31, *sorted(standard_attributes(PART)))
    return replayed, info(replayed, attributes=())


def second_signer(second):
    return clear(signed(info(), second))


def countersigned():
    value = sign(tlv(0x31, *sorted(standard_attributes(PART))), "alice")
    inner = sorted([attribute(MESSAGE_DIGEST, tlv(4, hashlib.sha256(value).digest()))])
    counter = info(attributes=inner)
    return clear(signed(info(unsigned=tlv(0xA1, attribute(COUNTERSIGNATURE, counter)))))


def nested(inner, sender=ALICE):
    """An opaque signature by alice over `inner`."""
    return opaque(signed(info(inner), content=inner), header=head(sender))


def broken(entity_octets):
    return entity_octets.replace(b"1000", b"9000")


def time_of(value, tag=0x17):
    return with_attributes(lambda three: [three[0], attribute(SIGNING_TIME, tlv(tag, value)), three[2]])


REPLAYED, REPLAYED_INFO = attributes_as_text()

def carrying(response, kind="1.3.6.1.5.5.7.16.2", empty=False):
    """A mail whose SignedData has an OCSP response beside its certificates (RFC 5940 2.1)."""
    octets = (REVOCATION / response).read_bytes()
    if empty:
        octets = sequence(next(iter(members(read(octets)[1]))))  # responseStatus alone: "successful", and no answer
    other = tlv(0xA1, oid(kind), octets)
    return clear(signed(info(), crls=tlv(0xA1, other), version=5))


def with_unreadable_list():
    """A mail that carries a CRL whose signature algorithm is no SEQUENCE."""
    crl = bytearray((REVOCATION / "intermediate-1.alice-on-hold.crl").read_bytes())
    crl[crl.index(b"\x30\x0d\x06\x09")] = 0x31
    return clear(signed(info(), crls=tlv(0xA1, bytes(crl))))


def naming(digest):
    """signing-certificate-v2 names the signer's certificate, and one more."""
    more = b"\x04\x00" if digest is None else sequence(tlv(4, digest))
    own = sequence(tlv(4, hashlib.sha256(certificate("alice")).digest()))
    named = attribute("1.2.840.113549.1.9.16.2.47", sequence(sequence(own, more)))
    return clear(signed(info(attributes=standard_attributes(PART) + [named])))


def claiming(time):
    """The standard attributes with another signing time."""
    usual = attribute(SIGNING_TIME, tlv(0x17, b"260110090000Z"))
    return [attribute(SIGNING_TIME, tlv(0x17, time)) if one == usual else one for one in standard_attributes(PART)]


def unknown_signer(*names):
    """A certificate that its owner made himself, under an issuer that there is not."""
    return issue(*names, subject=name(common_name("The Boss")), serial=b"\x61", issuer="root-2",
                 issuer_name=name(common_name("Nobody")), key=public_key("bob"))


def beside_alice(stranger, attributes=None, alice=None):
    """A signature of a stranger stands before that of Alice."""
    alice = alice or certificate("alice")
    return signed(info(subject=stranger, key="bob", attributes=attributes),
                  info(subject=alice), subjects=[stranger, alice])


def ended_alice():
    return issue(mailbox(b"alice@example.com"), not_after=b"250601000000Z", serial=b"\x31")


BOSS = mailbox(b"boss@example.com")

RECIPES = {
    "revocation-list-unreadable": with_unreadable_list,
    # C1: content in two places
    "content-twice-and-equal": lambda: clear(signed(info(), content=PART)),
    "content-twice-and-differing": lambda: clear(signed(info(), content=PART), part=FORGED),
    "content-twice-second-empty": lambda: clear(signed(info(), content=b"")),
    "content-twice-in-pieces": lambda: clear(signed(info(), carried=tlv(0xA0, tlv(
        0x24, tlv(4, PART[:20]), tlv(4, PART[20:])))), part=FORGED),
    "content-twice-stored-with-lf": lambda: clear(signed(info(), content=PART), part=FORGED).replace(b"\r\n", b"\n"),
    # C1b: attributes replayed as content
    "attributes-as-detached-content": lambda: clear(signed(REPLAYED_INFO), part=REPLAYED),
    "attributes-as-opaque-content": lambda: opaque(signed(REPLAYED_INFO, content=REPLAYED)),
    "attributes-as-bare-content": lambda: signed(REPLAYED_INFO, content=REPLAYED),
    "attributes-beside-forged-text": lambda: clear(signed(REPLAYED_INFO, content=REPLAYED), part=FORGED),
    # C2, C3: signers
    "stranger-before-alice": lambda: clear(beside_alice(unknown_signer(BOSS))),
    "stranger-of-both-names-before-alice": lambda: clear(beside_alice(unknown_signer(
        BOSS, mailbox(b"alice@example.com")))),
    "stranger-who-claims-an-earlier-time": lambda: clear(beside_alice(
        unknown_signer(BOSS), claiming(b"250301000000Z"), ended_alice())),
    "issuer-renewed-without-crl-sign": lambda: clear(signed(info(), certificates=tlv(0xA0, certificate("alice"), issue(
        issuer="root-1", key=public_key(ISSUER), subject=signed_fields(certificate(ISSUER))[5], serial=b"\x55",
        extensions=[extension("2.5.29.19", sequence(b"\x01\x01\xff"), True),
                    extension("2.5.29.15", b"\x03\x02\x02\x04", True)])))),
    "second-signer-from-another-mail": lambda: second_signer(info(FORGED)),
    "second-signer-without-certificate": lambda: second_signer(info(subject=issue(serial=b"\x77"))),
    "second-signer-with-unknown-algorithm": lambda: second_signer(info(scheme=algorithm("1.2.3.4"))),
    "same-signer-twice": lambda: second_signer(info()),
    "bad-signer-before-good": lambda: clear(signed(info(FORGED), info())),
    "no-signer-but-content": lambda: opaque(signed(content=PART)),
    "no-signer-no-certificates": lambda: clear(signed(certificates=b"")),
    # A1 to A4: attributes
    "content-type-twice": lambda: with_attributes(lambda three: three + three[:1]),
    "content-type-with-two-values": lambda: with_attributes(lambda three: [
        attribute(CONTENT_TYPE, oid(DATA), oid(ENVELOPED)), *three[1:]]),
    "content-type-without-value": lambda: with_attributes(lambda three: [attribute(CONTENT_TYPE), *three[1:]]),
    "digest-without-value": lambda: with_attributes(lambda three: [*three[:2], attribute(MESSAGE_DIGEST)]),
    "digest-cut-short": lambda: with_attributes(lambda three: [*three[:2], attribute(
        MESSAGE_DIGEST, tlv(4, hashlib.sha256(PART).digest()[:16]))]),
    "digest-in-another-type": lambda: with_attributes(lambda three: [*three[:2], attribute(
        MESSAGE_DIGEST, tlv(3, b"\0" + hashlib.sha256(PART).digest()))]),
    "signing-time-twice": lambda: with_attributes(lambda three: three + three[1:2]),
    "signing-time-with-two-values": lambda: with_attributes(lambda three: [three[0], attribute(
        SIGNING_TIME, tlv(0x17, b"260110090000Z"), tlv(0x17, b"250110090000Z")), three[2]]),
    "signing-time-no-time": lambda: time_of(b"tomorrow"),
    "signing-time-without-seconds": lambda: time_of(b"2601100900Z"),
    "signing-time-in-1951": lambda: time_of(b"510110090000Z"),
    "signing-time-in-2099": lambda: time_of(b"20990110090000Z", 0x18),
    "attributes-empty": lambda: attributes_field(tlv(0xA0)),
    "attributes-no-attributes": lambda: attributes_field(tlv(0xA0, tlv(2, b"\1"))),
    "attributes-of-indefinite-length": lambda: attributes_field(
        b"\xa0\x80" + b"".join(sorted(standard_attributes(PART))) + b"\0\0"),
    "capabilities-unreadable": lambda: with_attributes(lambda three: three + [
        attribute("1.2.840.113549.1.9.15", tlv(2, b"\1"))]),
    "protection-names-other-digest": lambda: with_attributes(lambda three: three + [attribute(
        "1.2.840.113549.1.9.52", sequence(algorithm(SHA512), tlv(0xA1, algorithm(RSA)[2:])))]),
    # A5: algorithms
    "digest-listed-twice": lambda: clear(signed(info(), digests=(SHA256, SHA256))),
    "digest-listed-last": lambda: clear(signed(info(), digests=(SHA512, SHA384, SHA256))),
    "nine-digests-listed": lambda: clear(signed(info(), digests=(SHA256,) * 9)),
    "digest-parameters-wrong": lambda: clear(signed(info(digest=sequence(oid(SHA256), tlv(2, b"\1"))))),
    "scheme-parameters-wrong": lambda: clear(signed(info(scheme=sequence(oid(SHA256_RSA), tlv(4, b"\1"))))),
    # A6: versions and choices
    "signer-version-3": lambda: clear(signed(info(version=3), version=3)),
    "signer-version-0": lambda: clear(signed(info(version=0))),
    "identifier-of-unknown-kind": lambda: clear(signed(info(who=tlv(0xA1, b"\4\1\0")))),
    "certificate-of-other-format": lambda: cms_with(version=5, certificates=tlv(
        0xA0, certificate("alice"), certificate(ISSUER), tlv(0xA3, oid("1.2.3.4"), NULL))),
    "certificate-of-other-format-version-1": lambda: cms_with(certificates=tlv(
        0xA0, certificate("alice"), certificate(ISSUER), tlv(0xA3, oid("1.2.3.4"), NULL))),
    "certificate-of-no-format": lambda: cms_with(certificates=tlv(
        0xA0, certificate("alice"), certificate(ISSUER), tlv(4, b"\0"))),
    "revocation-of-other-format": lambda: cms_with(version=5, crls=tlv(0xA1, tlv(0xA1, oid("1.2.3.4"), NULL))),
    "revocation-of-no-format": lambda: cms_with(crls=tlv(0xA1, tlv(4, b"\0"))),
    # A7: which certificate is meant
    "twins-from-alice": lambda: twins(ALICE),
    "twins-from-mallory": lambda: twins(MALLORY),
    "twins-other-order": lambda: twins(ALICE, subjects=(twin_of_mallory, twin_of_alice)),
    "twins-named-alice-from-alice": lambda: twins(ALICE, signer_certificate_v2(twin_of_alice)),
    "twins-named-alice-from-mallory": lambda: twins(MALLORY, signer_certificate_v2(twin_of_alice)),
    "twins-named-by-sha-1": lambda: twins(ALICE, signer_certificate_v1(twin_of_alice),
                                          subjects=(twin_of_mallory, twin_of_alice)),
    "twins-named-both": lambda: twins(ALICE, signer_certificate_v1(twin_of_mallory),
                                      signer_certificate_v2(twin_of_alice)),
    "chain-named-and-there": lambda: naming(hashlib.sha256(certificate(ISSUER)).digest()),
    "chain-named-and-unknown": lambda: naming(b"\x11" * 32),
    "chain-named-unreadably": lambda: naming(None),
    "only-the-other-twin-there": lambda: twins(MALLORY, signer_certificate_v2(twin_of_alice),
                                               subjects=(twin_of_mallory,)),
    "named-with-another-serial": lambda: twins(ALICE, signer_certificate_v2(twin_of_alice, issuer_serial=sequence(
        sequence(tlv(0xA4, signed_fields(twin_of_alice)[3])), integer(99))), subjects=(twin_of_alice,)),
    "same-key-identifier": lambda: clear(signed(info(who=tlv(0x80, KEY_ID), version=3), subjects=same_key_id, version=3)),
    "same-key-identifier-named": lambda: clear(signed(info(
        who=tlv(0x80, KEY_ID), version=3, attributes=standard_attributes(PART) + [signer_certificate_v2(same_key_id[0])]),
        subjects=same_key_id[::-1], version=3)),
    "same-serial-other-key": lambda: twins(ALICE, subjects=(
        issue(ALICE_ADDRESS, serial=b"\x21", key=public_key("bob")), twin_of_alice)),
    # A9: what anybody may add
    "countersignature": countersigned,
    "octets-after-padding": lambda: opaque(body=base64_text(signed(info(), content=PART)).rstrip(b"\r\n=")
                                           + b"==\r\nAAAA\r\n"),
    "octets-after-opaque": lambda: opaque(signed(info(), content=PART) + b"\0\0"),
    "certificates-of-strangers": lambda: clear(signed(info(), subjects=[
        certificate("bob"), certificate("root-2"), twin_of_mallory, certificate("alice")])),
    # A9: what says whether the signer was revoked, in the object itself (RFC 5940)
    "ocsp-response-good": lambda: carrying("alice.good.ocsp"),
    "ocsp-response-revoked": lambda: carrying("alice.revoked.ocsp"),
    "ocsp-response-revoked-under-another-format": lambda: carrying("alice.revoked.ocsp", "1.3.6.1.5.5.7.16.99"),
    "ocsp-response-without-answer": lambda: carrying("alice.good.ocsp", empty=True),
    # A10: layers
    "outer-good-inner-broken": lambda: nested(broken(entity())),
    "outer-broken-inner-good": lambda: opaque(signed(info(PART), content=entity())),
    "outer-by-alice-inner-by-bob": lambda: nested(entity(signed(info(subject=certificate("bob"), key="bob"),
                                                                subjects=[certificate("bob")]))),
    "outer-by-alice-from-bob": lambda: nested(entity(signed(info(subject=certificate("bob"), key="bob"),
                                                            subjects=[certificate("bob")])),
                                              b"Bob <bob@example.com>"),
    # A11: what the header claims
    "type-says-certificates-only": lambda: opaque(media=b"application/pkcs7-mime; smime-type=certs-only"),
    "type-says-signed-is-enveloped": lambda: opaque(sequence(oid(ENVELOPED), tlv(0xA0, sequence(
        tlv(2, b"\0"), tlv(0x31), sequence(oid(DATA), algorithm("2.16.840.1.101.3.4.1.2"), tlv(0x80, b"\0")))))),
    "signature-part-is-enveloped": lambda: clear(sequence(oid(ENVELOPED), tlv(0xA0, sequence(
        tlv(2, b"\0"), tlv(0x31), sequence(oid(DATA), algorithm("2.16.840.1.101.3.4.1.2"), tlv(0x80, b"\0")))))),
}
