#!/usr/bin/env python3
"""Messages for limits and for the study of mail clients -> corpus/hostile; by hand, openssl makes the signatures.

  limits.lists.eml             policies, constraints, a CRL, unsigned attributes, an attached message with two From fields
  study.other-text-shown.eml   class C1: the signature is that of the content inside the CMS object
  study.one-of-two-signers.eml class C2: mallory's good signature beside one of alice that belongs to another message
"""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "bench" / "dos"))
import material as m  # noqa: E402
from certificate_inputs import authority, leaf  # noqa: E402

OUT = HERE.parent / "hostile"
POLICY = m.extension("2.5.29.32", m.sequence(m.sequence(m.oid("1.2.3.4")), m.sequence(m.oid("1.2.3.5"))))
INSIDE = m.extension("2.5.29.30", m.sequence(m.tlv(0xA0, m.sequence(m.tlv(0x81, b"example.com")))), True)
ALICE = [m.ALICE, m.extension("2.5.29.15", b"\x03\x02\x07\x80", True)]

ca = authority(m.common_name("Limited CA"), [POLICY, INSIDE])
# The same CA once more, without right to alice: a path by this one is found first, and is none.
EXCLUDED = m.extension("2.5.29.30", m.sequence(m.tlv(0xA1, m.sequence(m.tlv(0x81, b"example.com")))), True)
other = authority(m.common_name("Limited CA"), [POLICY, EXCLUDED], serial=601)
one = leaf([*ALICE, POLICY], issuer=m.common_name("Limited CA"), issuer_key="intermediate-1", serial=501)
crl = (HERE.parent / "trust" / "root.crl").read_bytes()
unsigned = m.tlv(0xA1, *[m.attribute("1.2.3.%d" % i, b"\5\0") for i in range(5)])
info = m.signer_info(m.TEXT, m.issuer_and_serial(one), unsigned=unsigned)
cms = m.signed_data([info], certificates=[one, other, ca], crls=m.tlv(0xA1, crl))
(OUT / "limits.lists.eml").write_bytes(m.clear(m.TEXT, cms))

SHOWN = m.TEXT.replace(b"1000", b"9000")
cms = m.signed_data([m.signer_info(m.TEXT)], content=m.TEXT)
(OUT / "study.other-text-shown.eml").write_bytes(m.clear(SHOWN, cms))

mallory = leaf([m.extension("2.5.29.17", m.sequence(m.tlv(0x81, b"mallory@example.com"))), ALICE[1]], serial=502)
good = m.signer_info(m.TEXT, m.issuer_and_serial(mallory))
replayed = m.signer_info(SHOWN)
cms = m.signed_data([good, replayed], certificates=[mallory, m.certificate("alice"), m.certificate("intermediate-1")])
(OUT / "study.one-of-two-signers.eml").write_bytes(m.clear(m.TEXT, cms))
