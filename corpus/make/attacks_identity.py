"""Attacks on the name of the sender: From against the addresses of a certificate (RFC 5322, RFC 8550 3, RFC 9598)."""
import unicodedata

from attack_parts import *

ADDRESS = mailbox(b"alice@example.com")
BOSS = b"Boss <boss@example.com>"
BUECHER = "b\u00fccher.example"
A_LABEL = b"xn--bcher-kva.example"


def sent(sender, extra=b"", **options):
    """A mail that alice signed, under another header."""
    return clear(header=head(sender, extra, **options))


def holds(*names, sender=ALICE, subject=None):
    """A mail from `sender`, signed with a certificate for `names`."""
    return by(issue(*names, subject=subject), sender)


def subject_only(*parts, sender=ALICE):
    return holds(sender=sender, subject=name(common_name("Alice"), *parts))


def protected(fields, outer=b"Subject: offer\r\n", date=DATE):
    """RFC 9788: header fields inside the signed part, marked with hp."""
    part = b"Content-Type: text/plain; charset=us-ascii; hp=\"clear\"\r\n" + fields + b"\r\n" + TEXT
    return clear(part=part, header=head(subject=outer, date=date))


FROM_BOSS = b"Content-Type: text/plain; charset=us-ascii; hp=\"clear\"\r\nFrom: " + BOSS + b"\r\nSubject: offer\r\n" + DATE + b"\r\n" + TEXT
NAME_OF_BOSS = FROM_BOSS.replace(BOSS, b"\"boss@example.com\" <alice@example.com>")


def inner(part):
    """A clear-signed entity to stand inside another."""
    return clear(part=part, header=b"", boundary=b"inn3r", media=MEDIA.replace(b"b0und", b"inn3r"))


def wrapped(inner_head):
    """RFC 8551 3.1: the whole mail as message/rfc822 inside the signature."""
    return clear(part=b"Content-Type: message/rfc822\r\n\r\n" + inner_head + PART)


def of_type(media, body=None, encoding=b""):
    """A signed part of another type, with a message of the boss in its body unless `body` says otherwise."""
    return clear(part=b"Content-Type: " + media + b"\r\n" + encoding + b"\r\n" + (head(BOSS) + PART if body is None else body))


IN_BASE64 = b"Content-Transfer-Encoding: base64\r\n"
IN_QUOTED_PRINTABLE = b"Content-Transfer-Encoding: quoted-printable\r\n"


def from_boss(media):
    """The signed part names another sender, and its type is one that readers understand differently."""
    return clear(part=b"Content-Type: " + media + b"\r\nFrom: " + BOSS + b"\r\n\r\n" + TEXT)


def around(inside, **options):
    """A signature around another object."""
    part = opaque(inside, header=b"", **options)
    return opaque(signed(info(part), content=part))


def encrypted():
    """EnvelopedData for a key that nobody has (RFC 5652 6.1, 6.2.3)."""
    recipient = tlv(0xA2, tlv(2, b"\4"), sequence(tlv(4, b"key")), sequence(oid("2.16.840.1.101.3.4.1.5")), tlv(4, bytes(24)))
    cipher = sequence(oid("2.16.840.1.101.3.4.1.2"), tlv(4, bytes(16)))
    body = sequence(tlv(2, b"\2"), tlv(0x31, recipient), sequence(oid(DATA), cipher, tlv(0x80, bytes(32))))
    return sequence(oid("1.2.840.113549.1.7.3"), tlv(0xA0, body))


def padded_digests():
    """Boss's mail in an object that lists more digest algorithms than the limit allows."""
    return signed(info(FROM_BOSS), content=FROM_BOSS, digests=(SHA256, *(f"2.16.840.1.101.3.4.2.{n}" for n in range(20, 28))))


RECIPES = {
    "message-global-in-base64": lambda: of_type(b"message/global", base64_text(head(BOSS) + PART), IN_BASE64),
    "message-global-in-quoted-printable": lambda: of_type(b"message/global", (head(BOSS) + PART).replace(b"=", b"=3D"), IN_QUOTED_PRINTABLE),
    "message-rfc822-in-base64": lambda: of_type(b"message/rfc822", base64_text(head(BOSS) + PART), IN_BASE64),
    "message-news": lambda: of_type(b"message/news"),
    "message-partial": lambda: of_type(b'message/partial; id="1@example.com"; number=1; total=1'),
    "message-status-report": lambda: of_type(b"message/delivery-status", b"Reporting-MTA: dns; mx.example.com\r\n\r\n"),
    "message-type-malformed": lambda: of_type(b"message/rfc822; x"),
    "message-type-twice": lambda: of_type(b"text/plain\r\nContent-Type: message/rfc822"),
    "protected-mark-twice": lambda: from_boss(b'text/plain; hp="clear"; hp="clear"'),
    "protected-mark-behind-junk": lambda: from_boss(b'text/plain; delsp; hp="clear"'),
    "protected-mark-unclosed": lambda: from_boss(b'text/plain; hp="clear'),
    "protected-mark-with-blank": lambda: from_boss(b'text/plain; hp="clear "'),
    "protected-mark-missing": lambda: from_boss(b"text/plain"),
    "protected-in-another-signature": lambda: clear(part=clear(b"", FROM_BOSS, b"", boundary=b"0ther", media=b"multipart/signed; "
        b'protocol="application/pgp-signature"; micalg=pgp-sha256; boundary="0ther"', signature=lambda _: b"Content-Type: "
        b"application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n")),
    "inside-beyond-limit": lambda: around(padded_digests()),
    "inside-damaged": lambda: around(None, body=b"-" + base64_text(signed(info(FROM_BOSS), content=FROM_BOSS))),
    "inside-encrypted": lambda: around(encrypted(), media=b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"),
    "inside-data": lambda: around(sequence(oid(DATA), tlv(0xA0, tlv(4, FROM_BOSS)))),
    # I1, I3: fields that are no From
    "from-other": lambda: sent(BOSS),
    "sender-only": lambda: sent(BOSS, b"Sender: alice@example.com\r\n"),
    "sender-other": lambda: sent(ALICE, b"Sender: boss@example.com\r\n"),
    "sender-without-from": lambda: sent(None, b"Sender: alice@example.com\r\n"),
    "resent-from-signer": lambda: sent(BOSS, b"Resent-From: alice@example.com\r\nResent-Sender: alice@example.com\r\n"),
    "resent-from-other": lambda: sent(ALICE, b"Resent-From: boss@example.com\r\n"),
    "resent-without-from": lambda: sent(None, b"Resent-From: alice@example.com\r\n"),
    "return-path-signer": lambda: sent(BOSS, b"Return-Path: <alice@example.com>\r\n"),
    "return-path-other": lambda: sent(ALICE, b"Return-Path: <boss@example.com>\r\n"),
    "reply-to-signer": lambda: sent(BOSS, b"Reply-To: alice@example.com\r\n"),
    "apparently-from": lambda: sent(None, b"Apparently-From: alice@example.com\r\nX-From: alice@example.com\r\n"),
    "from-three-times": lambda: sent(BOSS, b"from: alice@example.com\r\nFROM: alice@example.com\r\n"),
    "from-same-twice": lambda: sent(ALICE, b"From: alice@example.com\r\n"),
    "from-after-body-of-blanks": lambda: sent(None, b"X-A: b\r\n \r\nFrom: alice@example.com\r\n"),
    # I2: names that look like addresses
    "name-is-other-address": lambda: sent(b'"boss@example.com" <alice@example.com>'),
    "name-is-other-address-and-blanks": lambda: sent(b'"boss@example.com' + b" " * 200 + b'" <alice@example.com>'),
    "name-is-other-address-in-a-word": lambda: sent(b"=?utf-8?b?Ym9zc0BleGFtcGxlLmNvbQ==?= <alice@example.com>"),
    "name-is-other-address-in-two-words": lambda: sent(
        b"=?utf-8?q?boss=40exam?= =?utf-8?q?ple.com?= <alice@example.com>"),
    "name-is-other-address-in-a-comment": lambda: sent(b"alice@example.com (boss@example.com)"),
    "name-beside-other-address-in-a-comment": lambda: sent(b'"Alice" <alice@example.com> (boss@example.com)'),
    "name-around-other-address-in-a-comment": lambda: sent(b"Alice (boss@example.com) Doe <alice@example.com>"),
    "name-is-a-word-left-open": lambda: sent(b"=?utf-8?q?Boss_=3Cboss=40example=2Ecom=3E <alice@example.com>"),
    "name-ill-formed": lambda: sent(b"Alice\xff\xfe <alice@example.com>"),
    "name-in-latin-1": lambda: sent(b"Alice M\xfcller <alice@example.com>"),
    "name-is-other-address-with-blanks": lambda: sent(b'"boss @ example.com" <alice@example.com>'),
    "name-at-a-company": lambda: sent(b'"Alice @ Example" <alice@example.com>'),
    "name-with-full-width-at": lambda: sent("\"boss\uff20example.com\" <alice@example.com>".encode()),
    "name-with-small-at": lambda: sent("\"boss\ufe6bexample.com\" <alice@example.com>".encode()),
    "name-with-escape-sequence": lambda: sent(b"=?utf-8?q?=1B=5B2Jboss?= <alice@example.com>"),
    "name-with-line-end": lambda: sent(b"=?utf-8?q?Boss=0D=0AStatus=3A_valid?= <alice@example.com>"),
    "name-with-bidi": lambda: sent("\"\u202emoc.elpmaxe@ssob\u202c\" <alice@example.com>".encode()),
    "name-with-braille-blank": lambda: sent("Boss\u2800\u2800 <alice@example.com>".encode()),
    "name-with-nul-in-a-word": lambda: sent(b"=?utf-8?q?boss=40example.com=00?= <alice@example.com>"),
    # Malformed From
    "group": lambda: sent(b"Team: alice@example.com;"),
    "group-of-two": lambda: sent(b"Team: boss@example.com, alice@example.com;"),
    "group-empty": lambda: sent(b"undisclosed:;"),
    "group-and-mailbox": lambda: sent(b"boss@example.com:;, alice@example.com"),
    "group-named-like-an-address": lambda: sent(b"\"boss@example.com\": alice@example.com;"),
    "group-left-open": lambda: sent(b"Boss: alice@example.com"),
    "name-with-colon": lambda: sent(b"Alice: Sales <alice@example.com>"),
    "address-with-colon-in-name": lambda: sent(b"boss@example.com: x <alice@example.com>"),
    "two-angles": lambda: sent(b"<boss@example.com> <alice@example.com>"),
    "text-after-angle": lambda: sent(b"<alice@example.com> boss@example.com"),
    "address-before-angle": lambda: sent(b"boss@example.com<alice@example.com>"),
    "angle-in-name": lambda: sent(b"Boss <boss@example.com <alice@example.com>"),
    "angle-left-open": lambda: sent(b"alice@example.com, <boss@example.com"),
    "route": lambda: sent(b"<@boss.example,@b.example:alice@example.com>"),
    "comment-left-open": lambda: sent(b"alice@example.com (boss"),
    "comment-in-address": lambda: sent(b"alice(boss@example.com,)@example.com"),
    "quote-left-open": lambda: sent(b"\"boss@example.com <alice@example.com>"),
    "two-ats": lambda: sent(b"boss@example.com@example.com"),
    "quoted-at-in-local-part": lambda: sent(b"\"alice@example.com\"@evil.example"),
    "bang-path": lambda: sent(b"evil.example!alice@example.com"),
    "percent": lambda: sent(b"alice%example.com@evil.example"),
    "semicolon-between": lambda: sent(b"boss@example.com; alice@example.com"),
    "comma-at-end": lambda: sent(b"alice@example.com,"),
    "nul-in-address": lambda: sent(b"alice@example.com\0.evil.example"),
    "cr-in-value": lambda: sent(b"alice@example.com\rFrom: boss@example.com"),
    "blank-before-colon": lambda: clear(header=head(None).replace(b"To:", b"From : alice@example.com\r\nTo:", 1)),
    "folded-before-colon": lambda: clear(header=b"From\r\n : alice@example.com\r\n" + head(None)),
    "folded-in-address": lambda: sent(b"alice@\r\n example.com"),
    "first-line-begins-with-blank": lambda: clear(header=b" From: boss@example.com\r\n" + head()),
    "colon-missing": lambda: clear(header=b"From alice@example.com\r\n" + head(None)),
    "byte-order-mark-first": lambda: clear(header=b"\xef\xbb\xbfFrom: boss@example.com\r\n" + head()),
    "domain-with-dot-at-end": lambda: sent(b"alice@example.com."),
    "domain-literal": lambda: sent(b"alice@[192.0.2.1]"),
    "domain-homoglyph": lambda: sent("alice@ex\u0430mple.com".encode()),
    "domain-full-width": lambda: sent("alice@ex\uff41mple.com".encode()),
    "domain-with-joiner": lambda: sent("alice@exam\u200dple.com".encode()),
    "local-part-homoglyph": lambda: sent("\u0430lice@example.com".encode()),
    "local-part-with-blank-of-unicode": lambda: sent("alice\u00a0@example.com".encode()),
    # IDN and SmtpUTF8Mailbox
    "idn-a-label-against-u-label": lambda: holds(mailbox(b"alice@" + A_LABEL), sender=f"alice@{BUECHER}".encode()),
    "idn-u-label-in-capitals": lambda: holds(mailbox(b"alice@" + A_LABEL), sender=f"alice@{BUECHER.upper()}".encode()),
    "idn-u-label-decomposed": lambda: holds(mailbox(b"alice@" + A_LABEL), sender=unicodedata.normalize(
        "NFD", f"alice@{BUECHER}").encode()),
    "idn-u-label-in-certificate": lambda: holds(mailbox(f"alice@{BUECHER}".encode()), sender=b"alice@" + A_LABEL),
    "idn-false-a-label": lambda: holds(mailbox(b"alice@xn--ex-.example"), sender=b"alice@xn--ex-.example"),
    "utf8-mailbox": lambda: holds(utf8_mailbox(f"\u00e4lice@{A_LABEL.decode()}"), sender=f"\u00e4lice@{BUECHER}".encode()),
    "utf8-mailbox-decomposed-from": lambda: holds(utf8_mailbox("\u00e4lice@example.com"), sender=unicodedata.normalize(
        "NFD", "\u00e4lice@example.com").encode()),
    "utf8-mailbox-of-ascii": lambda: holds(utf8_mailbox("alice@example.com")),
    "utf8-mailbox-with-u-label": lambda: holds(utf8_mailbox(f"\u00e4lice@{BUECHER}"), sender=f"\u00e4lice@{BUECHER}".encode()),
    "utf8-mailbox-with-byte-order-mark": lambda: holds(utf8_mailbox("\ufeff\u00e4lice@example.com"),
                                                       sender="\u00e4lice@example.com".encode()),
    "utf8-mailbox-in-other-case": lambda: holds(utf8_mailbox("\u00c4lice@example.com"), sender="\u00e4lice@example.com".encode()),
    "utf8-mailbox-ill-formed": lambda: holds(utf8_mailbox(b"\xc3lice@example.com"), sender="\u00e4lice@example.com".encode()),
    "utf8-mailbox-in-other-string": lambda: holds(utf8_mailbox(b"\xe4lice@example.com", 0x16),
                                                  sender="\u00e4lice@example.com".encode()),
    # Addresses of certificates
    "certificate-nul": lambda: holds(mailbox(b"alice@example.com\0.evil.example")),
    "certificate-nul-at-end": lambda: holds(mailbox(b"alice@example.com\0")),
    "certificate-blank-first": lambda: holds(mailbox(b" alice@example.com")),
    "certificate-blank-last": lambda: holds(mailbox(b"alice@example.com ")),
    "certificate-tab-inside": lambda: holds(mailbox(b"alice@example.com\teve@evil.example")),
    "certificate-line-end-inside": lambda: holds(mailbox(b"alice@example.com\neve@evil.example")),
    "certificate-list": lambda: holds(mailbox(b"eve@evil.example,alice@example.com")),
    "certificate-list-with-semicolon": lambda: holds(mailbox(b"alice@example.com;eve@evil.example")),
    "certificate-angle": lambda: holds(mailbox(b"Alice <alice@example.com>")),
    "certificate-wildcard": lambda: holds(mailbox(b"*@example.com")),
    "certificate-domain": lambda: holds(mailbox(b"example.com")),
    "certificate-at-domain": lambda: holds(mailbox(b"@example.com")),
    "certificate-mailto": lambda: holds(tlv(0x86, b"mailto:alice@example.com")),
    "certificate-dns-name": lambda: holds(tlv(0x82, b"alice@example.com")),
    "certificate-eight-bit": lambda: holds(mailbox("\u00e4lice@example.com".encode()), sender="\u00e4lice@example.com".encode()),
    "certificate-constructed": lambda: holds(tlv(0xA1, tlv(0x16, b"alice@example.com"))),
    "certificate-hundred-addresses": lambda: holds(*[mailbox(b"a%d@example.com" % i) for i in range(99)], ADDRESS),
    "certificate-malformed-beside-good": lambda: holds(mailbox(b"alice@example.com\0.evil.example"), ADDRESS),
    "certificate-other-address": lambda: holds(mailbox(b"mallory@example.com"),
                                               subject=name(common_name("Alice"), subject_address(b"alice@example.com"))),
    "certificate-alternative-names-empty": lambda: by(issue(subject=name(common_name("Alice"), subject_address(
        b"alice@example.com")), extensions=[KEY_USAGE, MAIL_USAGE, alternative()])),
    "certificate-alternative-names-without-address": lambda: holds(tlv(0x82, b"example.com"), subject=name(
        common_name("Alice"), subject_address(b"alice@example.com"))),
    "certificate-x400-name-beside": lambda: holds(tlv(0xA3, sequence()), ADDRESS),
    "certificate-party-name-beside": lambda: holds(tlv(0xA5, tlv(0xA1, tlv(0x0C, b"x"))), ADDRESS),
    "subject-address": lambda: subject_only(subject_address(b"alice@example.com")),
    "subject-address-nul": lambda: subject_only(subject_address(b"alice@example.com\0.evil.example")),
    "subject-address-twice": lambda: subject_only(subject_address(b"eve@evil.example"), subject_address(b"alice@example.com")),
    "subject-address-utf8-string": lambda: subject_only(subject_address(b"alice@example.com", 0x0C)),
    "subject-address-wide": lambda: subject_only(subject_address("alice@example.com".encode("utf-16-be"), 0x1E)),
    "subject-address-printable-string": lambda: subject_only(subject_address(b"alice@example.com", 0x13)),
    "subject-address-t61-string": lambda: subject_only(subject_address(b"alice@example.com", 0x14)),
    "subject-address-t61-other-character": lambda: subject_only(subject_address(b"al$ce@example.com", 0x14), sender=b"al$ce@example.com"),
    "subject-address-utf8-not-ascii": lambda: subject_only(subject_address("\u00e4lice@example.com".encode(), 0x0C),
                                                           sender="\u00e4lice@example.com".encode()),
    "subject-address-octets-in-bmp-string": lambda: subject_only(subject_address(b"alice@example.co", 0x1E), sender=b"alice@example.co"),
    "subject-address-octets-in-universal-string": lambda: subject_only(subject_address(b"alice@example.co", 0x1C), sender=b"alice@example.co"),
    "subject-address-octet-string": lambda: subject_only(subject_address(b"alice@example.com", 0x04)),
    "subject-common-name-is-address": lambda: holds(subject=name(common_name("alice@example.com"))),
    "subject-with-escape-sequence": lambda: holds(ADDRESS, subject=name(common_name("\x1b[2J\u202eecilA"))),
    # What the signature does not cover
    "subject-twice": lambda: sent(ALICE, b"Subject: another\r\n"),
    "date-missing": lambda: sent(ALICE, date=b""),
    "date-far": lambda: sent(ALICE, date=b"Date: Mon, 10 Aug 2026 09:00:00 +0000\r\n"),
    "protected": lambda: protected(b"From: " + ALICE + b"\r\nSubject: offer\r\n" + DATE),
    "protected-to-differs": lambda: protected(
        b"From: " + ALICE + b"\r\nTo: eve@example.org\r\nSubject: offer\r\n" + DATE),
    "protected-name-differs": lambda: protected(
        b"From: Alice of Sales <alice@example.com>\r\nSubject: offer\r\n" + DATE),
    "protected-sender-differs": lambda: protected(
        b"From: " + ALICE + b"\r\nSender: secretary@example.com\r\nSubject: offer\r\n" + DATE),
    "protected-subject-octets-differ": lambda: protected(
        b"From: " + ALICE + b"\r\nSubject: caf\xe9\r\n" + DATE, b"Subject: caf\xe8\r\n"),
    "protected-subject-alone": lambda: clear(
        part=b"Content-Type: text/plain; protected-headers=\"v1\"\r\nSubject: offer\r\n\r\n" + TEXT),
    "wrapped-to-differs": lambda: wrapped(head().replace(b"carol@example.net", b"eve@example.org")),
    "protected-subject-differs": lambda: protected(b"From: " + ALICE + b"\r\nSubject: refusal\r\n" + DATE),
    "protected-from-differs": lambda: protected(b"From: " + BOSS + b"\r\nSubject: offer\r\n" + DATE),
    "protected-from-in-clear-in-clear": lambda: clear(part=inner(FROM_BOSS)),
    "protected-from-in-opaque-in-clear": lambda: clear(part=opaque(signed(info(FROM_BOSS), content=FROM_BOSS), header=b"")),
    "protected-from-in-clear-in-opaque": lambda: opaque(signed(info(inner(FROM_BOSS)), content=inner(FROM_BOSS))),
    "protected-from-older-form": lambda: clear(part=FROM_BOSS.replace(b'hp="clear"', b'protected-headers="v1"')),
    "protected-name": lambda: clear(part=NAME_OF_BOSS),
    "protected-reply-to": lambda: protected(b"From: " + ALICE + b"\r\nReply-To: boss@example.com\r\nSubject: offer\r\n" + DATE),
    "wrapped": lambda: wrapped(head()),
    "wrapped-from-other": lambda: wrapped(head(BOSS)),
}
