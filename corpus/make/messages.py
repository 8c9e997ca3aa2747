#!/usr/bin/env python3
"""Messages corpus/messages/*, signed by the openssl program and by Bouncy Castle.

Signing time 2026-01-10T09:00:00Z by faketime, so that the cases may have a fixed clock. Nothing of
smimecheck takes part: what it says of these messages is judged against what other programs made.
"""
import base64
import pathlib
import subprocess
import sys
import tempfile

import signed_data as by_hand

CORPUS = pathlib.Path(__file__).resolve().parent.parent
CERTS, MESSAGES = CORPUS / "certs", CORPUS / "messages"
DATE = "Sat, 10 Jan 2026 09:00:00 +0000"
ALICE = "Alice Example <alice@example.com>"
TEXT = "Dear Carol,\r\n\r\nthe contract is as we agreed: 1000 pieces, delivery in March.\r\n\r\nAlice\r\n"
JAVA = ":".join(f"/usr/share/java/{jar}.jar" for jar in ("bcprov", "bcpkix", "bcutil"))


def run(*arguments, time="2026-01-10 09:00:00"):
    command = ["faketime", "-f", time, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, env={"PATH": "/usr/bin:/bin", "TZ": "UTC"}, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr.decode()}")
    return done.stdout


def pem(name):
    return CERTS / f"{name}.pem"


def key(name):
    return CERTS / "keys" / f"{name}.key"


def cms(content, *signers, helpers=("intermediate-1",), digest="sha256", detached=True, options=(), time=None):
    """The DER of a SignedData over `content`."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / "content").write_bytes(content)
        more = []
        for signer in signers:
            more += ["-signer", pem(signer), "-inkey", key(signer), "-md", digest]
        if helpers:
            (folder / "helpers").write_text("".join(pem(name).read_text() for name in helpers))
            more += ["-certfile", folder / "helpers"]
        if not detached:
            more.append("-nodetach")
        # -keyopt belongs to the signer before it; the other options may stand anywhere.
        run("openssl", "cms", "-sign", "-binary", "-in", folder / "content", "-outform", "DER",
            "-out", folder / "out", *more, *options, time=time or "2026-01-10 09:00:00")
        return (folder / "out").read_bytes()


def eddsa(content, signer, algorithm, mode):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / "content").write_bytes(content)
        command = ["java", "-cp", JAVA, CORPUS / "make" / "EdDsa.java", algorithm, key(signer),
                   f"{pem(signer)},{pem('intermediate-1')}", folder / "content", folder / "out",
                   "2026-01-10T09:00:00Z", mode]
        done = subprocess.run(list(map(str, command)), capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr.decode())
        return (folder / "out").read_bytes()


def encrypt(content):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / "content").write_bytes(content)
        run("openssl", "cms", "-encrypt", "-binary", "-aes256", "-in", folder / "content", "-outform", "DER",
            "-out", folder / "out", pem("bob"))
        return (folder / "out").read_bytes()


def b64(octets):
    return base64.encodebytes(octets).replace(b"\n", b"\r\n").decode()


def text_part(text=TEXT, charset="us-ascii", encoding="7bit"):
    return (f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
            .encode() + text.encode("utf-8"))


def clear(part, signature, micalg="sha-256", boundary="----signed-0001", subtype="pkcs7-signature", close=True,
          between=b""):
    """A multipart/signed entity (RFC 8551 3.5.3). `part` is stored as it is."""
    head = (f'Content-Type: multipart/signed; protocol="application/{subtype}"; micalg={micalg};\r\n'
            f' boundary="{boundary}"\r\n\r\n')
    tail = (f"\r\n--{boundary}\r\nContent-Type: application/{subtype}; name=\"smime.p7s\"\r\n"
            "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n"
            + b64(signature) + (f"--{boundary}--\r\n" if close else ""))
    return head.encode() + f"--{boundary}\r\n".encode() + part + between + tail.encode()


def opaque(signature, kind="signed-data", media="application/pkcs7-mime", name="smime.p7m"):
    kind = f"; smime-type={kind}" if kind else ""
    return (f'Content-Type: {media}{kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
            f'Content-Disposition: attachment; filename="{name}"\r\n\r\n' + b64(signature)).encode()


def mixed(*parts, boundary="----mixed-0001"):
    body = "".join(f"--{boundary}\r\n" + part.decode("utf-8") + "\r\n" for part in parts)
    return f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n{body}--{boundary}--\r\n'.encode()


def mail(entity, sender=ALICE, extra="", date=DATE, fields=None):
    head = "" if fields is not None else f"From: {sender}\r\n" if sender else ""
    head += fields or ""
    return (f"{head}To: Carol Example <carol@example.net>\r\nSubject: The contract\r\nDate: {date}\r\n"
            f"Message-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n{extra}".encode() + entity)


MADE = {}


def put(name, octets):
    """`octets`: bytes, or a function that gives them; an existing file is kept unless --all is given."""
    path = MESSAGES / name
    MADE[name] = path
    if "--all" in sys.argv or not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets() if callable(octets) else octets)
        print(name)


def signed(signer="alice", text=None, **options):
    part = text or text_part()
    return clear(part, cms(part, signer, **options))


def one(name, signer, micalg="sha-256", mail_options=None, **options):
    """A clear-signed message, right in everything but its signer's certificate or the given options."""
    def make():
        part = text_part()
        return mail(clear(part, cms(part, signer, **options), micalg=micalg), **(mail_options or {}))
    put(name, make)


def replace(octets, old, new):
    if octets.count(old) != 1:
        sys.exit(f"{old!r} occurs {octets.count(old)} times")
    return octets.replace(old, new)


def algorithms():
    one("alice.detached.sha256.eml", "alice")
    put("alice.opaque.sha256.eml", lambda: mail(opaque(cms(text_part(), "alice", detached=False))))
    one("alice.detached.sha384.eml", "alice", micalg="sha-384", digest="sha384")
    one("alice.detached.sha512.eml", "alice", micalg="sha-512", digest="sha512")
    one("alice.detached.p256.eml", "alice-p256")
    one("alice.detached.p384.eml", "alice-p384", micalg="sha-384", digest="sha384")
    one("alice.detached.p521.eml", "alice-p521", micalg="sha-512", digest="sha512")
    one("alice.detached.rsa-pss.eml", "alice", options=("-keyopt", "rsa_padding_mode:pss", "-keyopt",
                                                       "rsa_pss_saltlen:32"))
    for curve, micalg in (("Ed25519", "sha-512"), ("Ed448", "shake256")):
        name = f"alice-{curve.lower()}"
        part = text_part()
        put(f"alice.detached.{curve.lower()}.eml",
            lambda n=name, c=curve, m=micalg: mail(clear(part, eddsa(part, n, c, "detached"), micalg=m)))
        put(f"alice.opaque.{curve.lower()}.eml",
            lambda n=name, c=curve: mail(opaque(eddsa(part, n, c, "opaque"))))
    one("alice.detached.sha1.eml", "alice", micalg="sha-1", digest="sha1")
    one("alice.detached.md5.eml", "alice", micalg="md5", digest="md5")
    one("alice.detached.rsa1024.eml", "alice-rsa1024")
    one("alice.detached.rsa512.eml", "alice-rsa512")


def signers():
    part = text_part()
    put("alice-and-bob.detached.sha256.eml", lambda: mail(clear(part, cms(part, "alice", "bob"))))
    one("bob.detached.from-alice.eml", "bob")
    one("alice.detached.by-key-identifier.eml", "alice", options=("-keyid",))
    one("alice.detached.no-signed-attributes.eml", "alice", options=("-noattr",))
    one("alice.detached.no-certificates.eml", "alice", helpers=(), options=("-nocerts",))
    put("alice.opaque.ber-indefinite.eml",
        lambda: mail(opaque(cms(part, "alice", detached=False, options=("-stream",)))))
    def content_in_both():
        return mail(clear(part, cms(part, "alice", detached=False)))
    put("alice.detached.with-content-of-its-own.eml", content_in_both)
    put("alice.detached.octets-after-cms.eml", lambda: mail(clear(part, cms(part, "alice") + b"\x00\x01")))
    put("alice.detached.cms-cut.eml", lambda: mail(clear(part, cms(part, "alice")[:-200])))


def certificates():
    one("alice.detached.untrusted-root.eml", "alice-root-2", helpers=("root-2",))
    one("alice.detached.missing-intermediate.eml", "alice", helpers=())
    one("alice.detached.intermediate-nowhere.eml", "alice-intermediate-2", helpers=())
    one("alice.detached.intermediate-2-included.eml", "alice-intermediate-2", helpers=("intermediate-2",))
    one("alice.detached.root-included.eml", "alice", helpers=("intermediate-1", "root-1"))
    one("alice.detached.self-signed.eml", "alice-self-signed", helpers=())
    one("alice.detached.expired.eml", "alice-expired", time="2024-06-01 09:00:00",
        mail_options={"date": "Sat, 01 Jun 2024 09:00:00 +0000"})
    one("alice.detached.expired-ca.eml", "alice-by-expired-ca", helpers=("intermediate-expired",),
        time="2024-06-01 09:00:00", mail_options={"date": "Sat, 01 Jun 2024 09:00:00 +0000"})
    one("alice.detached.not-yet-valid.eml", "alice-not-yet-valid")
    for name, ca in (("client-auth", "intermediate-1"), ("encipher-only", "intermediate-1"),
                     ("non-repudiation", "intermediate-1"), ("no-ext-usage", "intermediate-1"),
                     ("any-ext-usage", "intermediate-1"), ("outside-constraints", "intermediate-constrained"),
                     ("device-ca", "intermediate-other-usage"), ("by-not-a-ca", "not-a-ca"),
                     ("unknown-critical", "intermediate-1"), ("signed-sha1", "intermediate-1"),
                     ("signed-md5", "intermediate-1"), ("no-address", "intermediate-1"),
                     ("address-in-subject", "intermediate-1"), ("validity-long", "intermediate-1")):
        helpers = (ca, "intermediate-1") if ca == "not-a-ca" else (ca,)
        one(f"alice.detached.{name}.eml", f"alice-{name}", helpers=helpers)
    one("olga.detached.inside-constraints.eml", "olga-inside-constraints", helpers=("intermediate-constrained",),
        mail_options={"sender": "Olga Example <olga@example.org>"})


def alterations():
    part = text_part()
    good = lambda: mail(signed())
    put("alice.detached.sha256.tampered.eml", lambda: replace(good(), b"1000 pieces", b"9000 pieces"))
    put("alice.opaque.sha256.tampered.eml", lambda: mail(opaque(replace(
        cms(part, "alice", detached=False), b"1000 pieces", b"9000 pieces"))))
    def other_signature():
        # The right digest under a signature value of which one octet is changed.
        value = bytearray(cms(part, "alice"))
        value[-20] ^= 1
        return mail(clear(part, bytes(value)))
    put("alice.detached.signature-altered.eml", other_signature)
    put("alice.detached.header-of-part-altered.eml",
        lambda: replace(good(), b"charset=us-ascii", b"charset=utf-8"))
    put("alice.detached.blank-added-at-line-end.eml", lambda: replace(good(), b"in March.\r\n", b"in March. \r\n"))
    put("alice.detached.footer-in-part.eml", lambda: replace(
        good(), b"\r\nAlice\r\n", b"\r\nAlice\r\n-- \r\nThis mail was scanned.\r\n"))
    put("alice.detached.footer-appended.eml", lambda: mail(mixed(
        signed(), text_part("-- \r\nlist@example.net mailing list\r\n"))))
    put("alice.detached.boundary-missing-close.eml",
        lambda: mail(clear(part, cms(part, "alice"), close=False)))
    put("alice.detached.third-part.eml", lambda: mail(clear(part, cms(part, "alice"), between=(
        b"\r\n------signed-0001\r\nContent-Type: text/plain\r\n\r\nAn advertisement."))))
    put("alice.detached.preamble.eml", lambda: replace(
        good(), b'boundary="----signed-0001"\r\n\r\n', b'boundary="----signed-0001"\r\n\r\nThis is a signed mail.\r\n'))
    put("alice.detached.epilogue.eml", lambda: good() + b"Sent from my gateway.\r\n")
    put("alice.detached.duplicate-content-type.eml", lambda: mail(
        signed(), extra="Content-Type: text/html; charset=us-ascii\r\n"))
    put("alice.detached.micalg-lies.eml", lambda: mail(clear(part, cms(part, "alice"), micalg="sha-512")))
    put("alice.detached.no-protocol.eml", lambda: replace(good(), b'protocol="application/pkcs7-signature"; ', b""))
    put("alice.detached.pgp-protocol.eml", lambda: replace(
        good(), b'protocol="application/pkcs7-signature"', b'protocol="application/pgp-signature"'))
    put("alice.opaque.smime-type-lies.eml", lambda: mail(opaque(
        cms(part, "alice", detached=False), kind="enveloped-data")))
    put("alice.detached.body-cut-off.eml", lambda: good()[:len(good()) // 2])


def headers():
    def from_fields(name, fields):
        put(name, lambda: mail(signed(), fields=fields))
    from_fields("alice.detached.from-mallory.eml", "From: Mallory <mallory@example.net>\r\n")
    from_fields("alice.detached.from-missing.eml", "")
    from_fields("alice.detached.two-from-fields.eml", f"From: {ALICE}\r\nFrom: Mallory <mallory@example.net>\r\n")
    from_fields("alice.detached.two-from-addresses.eml", f"From: {ALICE}, Mallory <mallory@example.net>\r\n")
    from_fields("alice.detached.sender-matches.eml",
                f"From: Boss <boss@example.net>\r\nSender: {ALICE}\r\n")
    from_fields("alice.detached.display-name-is-an-address.eml",
                'From: "boss@example.net" <alice@example.com>\r\n')
    from_fields("alice.detached.display-name-hidden.eml",
                "From: =?utf-8?q?Alice=E2=80=AEelpmaxE?= <alice@example.com>\r\n")
    from_fields("alice.detached.from-upper-case.eml", "From: Alice Example <Alice@EXAMPLE.com>\r\n")
    from_fields("alice.detached.reply-to-differs.eml", f"From: {ALICE}\r\nReply-To: mallory@example.net\r\n")
    from_fields("alice.detached.from-malformed.eml", "From: alice@example.com <mallory@example.net\r\n")
    put("alice.detached.date-months-later.eml", lambda: mail(signed(), date="Thu, 02 Apr 2026 09:00:00 +0000"))
    put("alice.detached.signing-time-in-future.eml", lambda: mail(
        signed(time="2026-07-10 09:00:00"), date="Fri, 10 Jul 2026 09:00:00 +0000"))
    put("alice.detached.space-before-colon.eml", lambda: replace(
        mail(signed()), b"Content-Type: multipart/signed", b"Content-Type : multipart/signed"))


def forms():
    part = text_part()
    put("alice.detached.lf-stored.eml", lambda: mail(signed()).replace(b"\r\n", b"\n"))
    eight = text_part(TEXT.replace("pieces", "Stück"), "utf-8", "8bit")
    put("alice.detached.eight-bit.eml", lambda: mail(signed(text=eight)))
    encoded = ("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
               + b64(TEXT.encode())).encode()
    put("alice.detached.base64-body.eml", lambda: mail(signed(text=encoded)))
    def nested():
        inner = opaque(cms(part, "alice", detached=False))
        return mail(clear(inner, cms(inner, "bob")), sender="Bob Example <bob@example.com>")
    put("bob.detached.over-alice.opaque.eml", nested)
    put("alice.forwarded-by-bob.eml", lambda: mail(mixed(
        text_part("See what Alice wrote.\r\n"), b"Content-Type: message/rfc822\r\n\r\n" + mail(signed())),
        sender="Bob Example <bob@example.com>"))
    put("alice.certs-only.eml", lambda: mail(opaque(certs_only(), kind="certs-only", name="smime.p7c")))
    put("alice.encrypted.eml", lambda: mail(opaque(encrypt(part), kind="enveloped-data")))
    put("alice.signed-then-encrypted.eml", lambda: mail(opaque(encrypt(signed()), kind="enveloped-data")))
    def encrypted_then_signed():
        inner = opaque(encrypt(part), kind="enveloped-data")
        return mail(clear(inner, cms(inner, "alice")))
    put("alice.encrypted-then-signed.eml", encrypted_then_signed)
    put("alice.detached.x-pkcs7-names.eml", lambda: mail(clear(part, cms(part, "alice"), subtype="x-pkcs7-signature")))
    put("alice.opaque.x-pkcs7-names.eml", lambda: mail(opaque(
        cms(part, "alice", detached=False), media="application/x-pkcs7-mime")))
    put("alice.opaque.octet-stream.eml", lambda: mail(opaque(
        cms(part, "alice", detached=False), kind=None, media="application/octet-stream")))
    put("alice.opaque.bare.p7m", lambda: cms(part, "alice", detached=False))
    put("alice.opaque.bare.pem", lambda: armour(cms(part, "alice", detached=False)))
    put("alice.opaque.bare.base64", lambda: base64.encodebytes(cms(part, "alice", detached=False)))
    put("alice.detached.bare.content", part)
    put("alice.detached.bare.p7s", lambda: cms(part, "alice"))
    put("plain.unsigned.eml", mail(text_part()))
    put("pgp.signed.eml", mail(pgp_signed()))
    put("empty.eml", b"")
    put("claim.without-signature.eml", mail(
        b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n"))
    put("base64.malformed.eml", lambda: replace(mail(signed()), b"Content-Disposition: attachment; filename=\"smime.p7s\""
        b"\r\n\r\n", b"Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n====!!!!"))


def wire():
    """Faults of header fields and MIME structure: everything else is right, so that they alone decide."""
    part = text_part()
    good = lambda: mail(signed())
    media = b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256;'
    boundary = b'boundary="----signed-0001"'

    def changed(name, old, new):
        put(f"alice.wire.{name}.eml", lambda: replace(good(), old, new))

    changed("header-line-without-colon", b"Subject: The contract\r\n", b"Subject: The contract\r\nno colon here\r\n")
    changed("nul-in-header", b"multipart/signed;", b"multipart/signed\0;")
    changed("bare-cr-in-header", b"Subject: The contract", b"Subject: The\rcontract")
    changed("content-type-malformed", b"multipart/signed;", b"multipart/;")
    changed("boundary-twice", boundary, boundary + b'; boundary="----other"')
    changed("boundary-plain-and-rfc2231", boundary, boundary + b"; boundary*=us-ascii''----other")
    changed("boundary-rfc2231", boundary, b"boundary*=us-ascii''----signed-0001")
    changed("boundary-absent", b"micalg=sha-256;\r\n " + boundary, b"micalg=sha-256")
    changed("boundary-empty", boundary, b'boundary=""')
    changed("micalg-absent", b" micalg=sha-256;", b"")
    changed("second-part-is-text", b"Content-Type: application/pkcs7-signature;", b"Content-Type: text/plain;")
    changed("multipart-declared-base64", media, b"Content-Transfer-Encoding: base64\r\n" + media)
    changed("encoding-unknown", b"Content-Transfer-Encoding: base64\r\nContent-Disposition",
            b"Content-Transfer-Encoding: uuencode\r\nContent-Disposition")
    changed("mbox-line-first", b"From: Alice Example <alice", b"From alice@example.com Sat Jan 10 09:00:00 2026\r\n"
            b"From: Alice Example <alice")
    put("alice.wire.boundary-long.eml", lambda: mail(clear(part, cms(part, "alice"), boundary="x" * 80)))
    put("alice.wire.delimiter-missing.eml", lambda: good().replace(b"\r\n------signed-0001", b"\r\n------other"))
    longer = text_part("------signed-0001-and-more\r\n" + TEXT)
    put("alice.wire.line-begins-like-delimiter.eml", lambda: mail(signed(text=longer)))
    mixed_ends = text_part(TEXT.replace("\r\n\r\nthe", "\n\nthe"))
    put("alice.wire.line-ends-mixed.eml", lambda: mail(signed(text=mixed_ends)))
    put("alice.wire.header-only.eml", b"From: alice@example.com\r\nSubject: no empty line follows\r\n")
    put("noise.eml", b"\x01\x02 this is neither a mail nor CMS \xff\r\n\r\nat all\r\n")


def broken_cms():
    """SignedData built by hand, each with one thing that is wrong or odd."""
    part = text_part()
    one_signer = by_hand.signer_info

    def detached(name, *signers, **options):
        put(f"alice.cms.{name}.eml", lambda: mail(clear(part, by_hand.signed_data(*signers, **options))))

    def with_attributes(name, change, **options):
        attributes = by_hand.standard_attributes(part)
        detached(name, one_signer(part, attributes=change(attributes), **options))

    detached("by-hand", one_signer(part))
    detached("version-0", one_signer(part), version=0)
    detached("no-signers", certificates=("alice", "intermediate-1"))
    detached("no-digest-algorithms", one_signer(part), digests=())
    detached("other-digest-algorithm-listed", one_signer(part), digests=(by_hand.SHA384,))
    detached("type-is-not-data", one_signer(part, attributes=by_hand.standard_attributes(part, by_hand.TST_INFO)),
             kind=by_hand.TST_INFO, version=3)
    detached("type-is-not-data-without-attributes", one_signer(part, attributes=()), kind=by_hand.TST_INFO, version=3)
    with_attributes("attributes-unsorted-on-the-wire", list, wire_order=lambda sorted_ones: sorted_ones[::-1])
    with_attributes("attributes-unsorted-and-signed-so", lambda three: sorted(three)[::-1], sort=False)
    with_attributes("digest-attribute-missing", lambda three: three[:2])
    with_attributes("content-type-attribute-missing", lambda three: three[1:])
    with_attributes("digest-attribute-twice", lambda three: three + three[2:])
    with_attributes("digest-attribute-with-two-values", lambda three: three[:2] + [
        by_hand.attribute(by_hand.MESSAGE_DIGEST, by_hand.tlv(4, bytes(32)), three[2][-34:])])
    with_attributes("content-type-attribute-differs", lambda three: [
        by_hand.attribute(by_hand.CONTENT_TYPE, by_hand.oid(by_hand.TST_INFO))] + three[1:])
    with_attributes("signing-time-in-the-wrong-form", lambda three: [
        three[0], by_hand.attribute(by_hand.SIGNING_TIME, by_hand.tlv(0x18, b"20260110090000Z")), three[2]])
    forged = by_hand.tlv(0x31, *sorted(by_hand.standard_attributes(part)))
    put("alice.cms.content-is-a-set-of-attributes.eml", lambda: mail(opaque(by_hand.signed_data(
        one_signer(forged, attributes=()), content=forged))))
    detached("scheme-names-another-digest", one_signer(part, scheme=by_hand.algorithm(by_hand.SHA384_RSA)))
    detached("scheme-is-for-another-key", one_signer(part, scheme=by_hand.algorithm(by_hand.ECDSA_SHA256, null=False)))
    detached("scheme-is-unknown", one_signer(part, scheme=by_hand.algorithm(by_hand.GOST, null=False)))
    detached("digest-field-names-a-scheme", one_signer(part, digest=by_hand.algorithm(by_hand.SHA256_RSA)),
             digests=(by_hand.SHA256_RSA,))
    detached("certificate-unreadable", one_signer(part), more_certificates=(by_hand.sequence(b"\x05\x00"),))
    detached("unsigned-attribute", one_signer(part, unsigned=by_hand.tlv(0xA1, by_hand.attribute(
        "1.2.3.4", by_hand.tlv(4, b"anybody may add this")))))
    detached("digest-attribute-unsigned", one_signer(part, unsigned=by_hand.tlv(0xA1, by_hand.attribute(
        by_hand.MESSAGE_DIGEST, by_hand.tlv(4, bytes(32))))))
    with_attributes("countersignature-signed", lambda three: three + [by_hand.attribute(
        "1.2.840.113549.1.9.6", by_hand.sequence())])
    put("alice.cms.plain-data.eml", lambda: mail(opaque(by_hand.sequence(
        by_hand.oid("1.2.840.113549.1.7.1"), by_hand.tlv(0xA0, by_hand.tlv(4, part))), kind=None)))


def certs_only():
    return run("openssl", "crl2pkcs7", "-nocrl", "-certfile", pem("alice"), "-certfile", pem("intermediate-1"),
               "-outform", "DER")


def armour(octets):
    return b"-----BEGIN CMS-----\n" + base64.encodebytes(octets) + b"-----END CMS-----\n"


def pgp_signed():
    """The shape of RFC 3156 5; the armour is only looked at for its kind."""
    return (b'Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256;\r\n'
            b' boundary="----pgp"\r\n\r\n------pgp\r\n' + text_part() +
            b"\r\n------pgp\r\nContent-Type: application/pgp-signature; name=\"signature.asc\"\r\n\r\n"
            b"-----BEGIN PGP SIGNATURE-----\r\n\r\niQEzBAABCAAdFiEE\r\n=abcd\r\n-----END PGP SIGNATURE-----\r\n------pgp--\r\n")


if __name__ == "__main__":
    for group in (algorithms, signers, certificates, alterations, headers, forms, wire, broken_cms):
        group()
    others = ("hostile.", "alice.compressed.")  # hostile_mime.py, compressed.py
    stray = {path.name for path in MESSAGES.iterdir() if not path.name.startswith(others)} - set(MADE)
    if stray:
        sys.exit(f"no recipe makes {sorted(stray)}")
