"""Hostile structure of messages: lines, parts, headers, boundaries, words."""
import base64

from material import (HEAD, MIB, TEXT, clear_entity, good_clear, hostile, lines, opaque_entity, signed_data,
                      signer_info)

ROOM = 64 * MIB - 8192  # just below the limit of a message
TO = HEAD.split(b"\r\n", 1)[1]  # the header without From


def multipart(kind, boundary, *parts):
    return (b"Content-Type: multipart/" + kind + b'; boundary="' + boundary + b'"\r\n\r\n'
            + b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n")


# ---- lines ----

@hostile("line-64MiB", "one line of 64 MiB, rightly signed", "valid valid_with_notes", ROOM - 8192)
def _(size):
    return good_clear(b"Content-Type: text/plain\r\n\r\n" + b"x" * size)


@hostile("line-64MiB-unsigned", "one line of 64 MiB without signature", "not_signed", ROOM)
def _(size):
    return HEAD + b"\r\n" + b"-" * size


@hostile("over-64MiB", "one octet more than a message may have", "unknown", 64 * MIB + 1 - len(HEAD) - 2, "message_size")
def _(size):
    return HEAD + b"\r\n" + b"x" * size


@hostile("lf-64MiB", "nothing but LF, signed: the canonical form is twice as long", "invalid", ROOM - 8192)
def _(size):
    return good_clear(TEXT).replace(b"\r\n", b"\n").replace(b"\n\nDear", b"\n\n" + b"\n" * size + b"Dear")


@hostile("cr-64MiB", "nothing but CR", "not_signed", ROOM)
def _(size):
    return HEAD + b"\r\n" + b"\r" * size


@hostile("nested-signed-32", "32 multipart/signed around each other, 60 MiB inside, all line ends LF", "invalid unknown",
         60 * MIB, "hashed_octets")
def _(size):
    before, behind = [b"Content-Type: text/plain\n\n"], []
    cms = signed_data([signer_info(b"")])
    for level in range(32):
        head, tail = clear_entity(b"@@", cms, b"b%d" % level).replace(b"\r\n", b"\n").split(b"@@")
        before.insert(0, head)
        behind.append(tail)
    return b"".join([HEAD.replace(b"\r\n", b"\n"), *before, b"\n" * size, *behind])


@hostile("base64-one-line", "an opaque signature of 45 MiB content on one line", "valid valid_with_notes", 45 * MIB)
def _(size):
    content = b"Content-Type: text/plain\r\n\r\n" + b"y" * size
    head = HEAD + b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + base64.b64encode(signed_data([signer_info(content)], content)) + b"\r\n"


@hostile("base64-garbage", "60 MiB of base64 that is no CMS", "invalid", 60 * MIB)
def _(size):
    return good_clear(TEXT).split(b"MII")[0] + b"AAAA" * (size // 4)


@hostile("base64-blanks", "60 MiB of blanks in base64", "invalid valid valid_with_notes", 60 * MIB)
def _(size):
    return good_clear(TEXT).replace(b"MII", b"\r\n" * (size // 2) + b"MII", 1)


@hostile("qp-equals", "a signature part in quoted-printable, 60 MiB of soft line breaks", "invalid", 60 * MIB)
def _(size):
    head, tail = good_clear(TEXT).rsplit(b"base64\r\n\r\n", 1)
    return head + b"quoted-printable\r\n\r\n" + b"= \t \r\n" * (size // 6) + tail


@hostile("from-lines", "60 MiB of lines that begin with From", "invalid not_signed unknown", 60 * MIB)
def _(size):
    line = b"\n\nFrom a@b Sat Jan 10 09:00:00 2026x\n"
    return HEAD + b"\r\n" + line * (size // len(line))


# ---- parts and boundaries ----

@hostile("parts-10000", "10,000 parts inside the signed part", "valid valid_with_notes unknown", 10_000)
def _(size):
    return good_clear(multipart(b"mixed", b"p", *[b"\r\nx"] * size))


@hostile("delimiters-64MiB", "13 million delimiter lines", "not_signed unknown", ROOM, "entities")
def _(size):
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n" * (size // 5)


@hostile("nest-300", "300 multiparts inside each other in the signed part (m25)", "valid valid_with_notes unknown", 300)
def _(size):
    entity = TEXT
    for level in range(size):
        entity = multipart(b"mixed", b"n%d" % level, entity)
    return good_clear(entity)


@hostile("nest-open", "multiparts inside each other, never closed, 60 MiB", "not_signed unknown", 60 * MIB)
def _(size):
    part = b"\r\n--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n"
    return (HEAD + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n"
            + b"".join(part % (i, i + 1) for i in range(size // 66)))


@hostile("nest-messages", "attached messages inside each other, 60 MiB", "not_signed unknown", 60 * MIB)
def _(size):
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * (size // 32)


@hostile("prefix-boundaries", "62 boundaries that begin with each other, 60 MiB of lines between them", "not_signed unknown",
         60 * MIB)
def _(size):
    text = b"".join(b"Content-Type: multipart/mixed; boundary=\"" + b"a" * (1023 - 60 + i) + b"\"\r\n\r\n--"
                    + b"a" * (1023 - 60 + i) + b"\r\n" for i in range(60))
    line = b"--" + b"a" * 962 + b"\r\n"
    return HEAD + text + line * (size // len(line))


@hostile("prefix-siblings", "10,000 multiparts whose boundaries begin with those around", "not_signed unknown", 9_000)
def _(size):
    outer = b"".join(b"Content-Type: multipart/mixed; boundary=\"" + b"a" * (900 + i) + b"\"\r\n\r\n--" + b"a" * (900 + i)
                     + b"\r\n" for i in range(60))
    inner = b"Content-Type: multipart/mixed; boundary=\"" + b"a" * 1020 + b"\"\r\n\r\n--" + b"a" * 959 + b"\r\n"
    return HEAD + outer + inner * size


@hostile("dashes", "a boundary of 1,000 dashes before 60 MiB of dashes", "invalid valid_with_notes", 60 * MIB)
def _(size):
    content, boundary = TEXT, b"-" * 1000 + b"x"
    entity = clear_entity(content, signed_data([signer_info(content)]), boundary)
    return HEAD + entity.replace(b"\r\n\r\n", b"\r\n\r\n" + b"-" * size + b"\r\n", 1)


@hostile("dash-lines", "the same, in lines of 1,002 dashes", "invalid valid_with_notes", 60 * MIB)
def _(size):
    content, boundary = TEXT, b"-" * 1000 + b"x"
    entity = clear_entity(content, signed_data([signer_info(content)]), boundary)
    return HEAD + entity.replace(b"\r\n\r\n", b"\r\n\r\n" + (b"-" * 1002 + b"\r\n") * (size // 1004), 1)


# ---- headers ----

@hostile("headers-100000", "100,000 header fields", "not_signed invalid unknown", 100_000)
def _(size):
    return HEAD + b"".join(b"X-%d: y\r\n" % i for i in range(size)) + b"\r\ntext\r\n"


@hostile("field-256KiB", "one field as long as a field may be", "valid valid_with_notes", 256 * 1024 - 100)
def _(size):
    return good_clear(TEXT, HEAD + b"X: " + b"y" * size + b"\r\n")


@hostile("field-1MB", "one field of 1 MB in many folding lines", "valid valid_with_notes invalid unknown", 1_000_000,
         "header_field")
def _(size):
    return good_clear(TEXT, HEAD + b"X: y" + b"\r\n y" * (size // 4) + b"\r\n")


@hostile("from-comments", "From with 250 KiB of comments", "valid valid_with_notes signer_mismatch", 250 * 1024)
def _(size):
    return good_clear(TEXT, b"From: " + b"(a)" * (size // 3) + b" alice@example.com\r\n" + TO)


@hostile("from-comments-1MB", "From with 1 MB of comments", "unknown signer_mismatch", 1_000_000, "header_field")
def _(size):
    return good_clear(TEXT, b"From: " + b"(a)" * (size // 3) + b" alice@example.com\r\n" + TO)


@hostile("from-open", "From with 250 KiB of opening brackets", "signer_mismatch", 250 * 1024)
def _(size):
    return good_clear(TEXT, b"From: " + b"(" * size + b"\r\n" + TO)


@hostile("from-nested", "From with a comment nested 125,000 deep", "valid valid_with_notes signer_mismatch", 250 * 1024)
def _(size):
    return good_clear(TEXT, b"From: " + b"(" * (size // 2) + b")" * (size // 2) + b" alice@example.com\r\n" + TO)


@hostile("from-list", "From with 60,000 mailboxes", "signer_mismatch", 250 * 1024)
def _(size):
    return good_clear(TEXT, b"From: " + b"a@b," * (size // 4) + b"a@b\r\n" + TO)


@hostile("from-commas", "From with 250,000 commas", "signer_mismatch", 250 * 1024)
def _(size):
    return good_clear(TEXT, b"From: " + b"," * size + b"alice@example.com\r\n" + TO)


@hostile("from-dots", "From with a local part of 120,000 atoms", "signer_mismatch", 250 * 1024)
def _(size):
    return good_clear(TEXT, b"From: " + b"a." * (size // 2) + b"a@example.com\r\n" + TO)


@hostile("encoded-words", "Subject and From full of encoded words in 12 charsets", "valid valid_with_notes signer_mismatch",
         250 * 1024)
def _(size):
    charsets = [b"koi8-r", b"gb18030", b"big5", b"shift_jis", b"euc-jp", b"iso-2022-jp", b"euc-kr", b"tis-620",
                b"windows-1251", b"iso-8859-15", b"macintosh", b"koi8-u"]
    words = b" ".join(b"=?%s?q?a?=" % charsets[i % 12] for i in range(size // 18))
    return good_clear(TEXT, b"From: " + words + b" <alice@example.com>\r\nSubject: " + words + b"\r\n" + TO)


@hostile("encoded-word-starts", "Subject of 120,000 beginnings of encoded words", "valid valid_with_notes", 250 * 1024)
def _(size):
    return good_clear(TEXT, HEAD.replace(b"Report", b"=?utf-8?q?" + b"=?" * (size // 2)))


@hostile("encoded-words-32", "the same in the messages around 32 signatures", "not_signed partial unknown invalid", 250 * 1024)
def _(size):
    words = b" ".join(b"=?iso-2022-jp?b?GyRC?=" for _ in range(size // 24))
    head = b"From: " + words + b" <alice@example.com>\r\nSubject: " + words + b"\r\nMIME-Version: 1.0\r\n"
    inner = clear_entity(TEXT, signed_data([signer_info(TEXT)]), b"in")
    attached = b"Content-Type: message/rfc822\r\n\r\n" + head + multipart(b"mixed", b"m", *[inner] * 32)
    return HEAD + multipart(b"mixed", b"o", TEXT, attached)


ROTATED = b"".join(b"=?%s?q??= <," % charset for charset in (
    b"big5", b"gbk", b"euc-jp", b"euc-kr", b"koi8-r", b"gb18030", b"gb2312", b"koi8-u"))


def rotated(name, size):
    """A field of bad list elements, each with an encoded word in another charset than the one before."""
    return name + b": " + ROTATED * (size // len(ROTATED)) + b"\r\n"


@hostile("from-bad-elements", "four From fields of 13,000 bad elements, each a word in another charset", "signer_mismatch", 250 * 1024)
def _(size):
    return good_clear(TEXT, rotated(b"From", size) * 4 + TO)


@hostile("from-bad-elements-64k", "From with 3,600 bad elements", "signer_mismatch", 64 * 1024)
def _(size):
    return good_clear(TEXT, rotated(b"From", size) + TO)


@hostile("reply-to-bad-elements", "Sender and Reply-To with 13,000 bad elements each", "valid valid_with_notes", 250 * 1024)
def _(size):
    return good_clear(TEXT, HEAD + rotated(b"Sender", size) + rotated(b"Reply-To", size))


@hostile("from-bad-elements-attached", "three attached mails whose From fields have 13,000 bad elements", "not_signed partial invalid",
         250 * 1024)
def _(size):
    inner = rotated(b"From", size) * 4 + b"Content-Type: application/pkcs7-mime\r\n\r\nx\r\n"
    return HEAD + multipart(b"mixed", b"Q", *[b"Content-Type: message/rfc822\r\n\r\n" + inner] * 3)


@hostile("file-names-in-words", "10,000 parts whose file names are encoded words in turning charsets", "not_signed", 9_900)
def _(size):
    charsets = [b"big5", b"gbk", b"euc-jp", b"euc-kr", b"koi8-r", b"gb18030", b"gb2312", b"koi8-u"]
    return HEAD + multipart(b"mixed", b"Q", *[
        b'Content-Type: text/plain; name="=?%s?q?a?="\r\n\r\nx' % charsets[i % 8] for i in range(size)])


@hostile("rfc2231-sections", "a boundary in 10,000 sections", "invalid unknown", 10_000, "boundary")
def _(size):
    value = b"".join(b";\r\n boundary*%d=a" % i for i in range(size))
    return HEAD + b"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"" + value + b"\r\n\r\n--a\r\n"


@hostile("parameters", "Content-Type with 25,000 parameters", "valid valid_with_notes", 25_000)
def _(size):
    more = b"".join(b";x%d=y" % i for i in range(size))
    return good_clear(TEXT).replace(b"micalg=sha-256", b"micalg=sha-256" + more, 1)


@hostile("parameters-64KiB", "64 KiB of parameters and comments in each of 32 signed parts", "not_signed partial unknown invalid",
         63 * 1024)
def _(size):
    inner = clear_entity(TEXT, signed_data([signer_info(TEXT)]), b"in")
    inner = inner.replace(b"micalg=sha-256", b"micalg=sha-256" + b"(x);y=z" * (1) + b";\r\n q" * (size // 5), 1)
    other = clear_entity(TEXT, signed_data([signer_info(TEXT)]), b"in").replace(
        b"micalg=sha-256", b"micalg=sha-256" + b"".join(b";\r\n p%d=q" % i for i in range(size // 12)), 1)
    return HEAD + multipart(b"mixed", b"m", *[inner, other] * 16)


@hostile("type-comments", "Content-Type with a comment nested 125,000 deep", "valid valid_with_notes invalid", 250 * 1024)
def _(size):
    return good_clear(TEXT).replace(b"micalg=", b"(" * (size // 2) + b")" * (size // 2) + b" micalg=", 1)


@hostile("findings", "50 levels of 2,000 damaged fields around 32 signatures", "not_signed partial unknown invalid", 2_000)
def _(size):
    bad = b"".join(b"Content-%d : x\r\n" % i for i in range(size - 10))
    inner = clear_entity(TEXT, signed_data([signer_info(TEXT)]), b"in")
    entity = multipart(b"mixed", b"m", *[inner] * 32)
    for level in range(50):
        entity = bad + multipart(b"mixed", b"n%d" % level, entity)
    return HEAD + entity


@hostile("dispositions", "10,000 parts with 200 file names each", "not_signed unknown", 200)
def _(size):
    names = b"".join(b"Content-Disposition: attachment; filename=a.p7m\r\n" for _ in range(size))
    return HEAD + multipart(b"mixed", b"m", *[names + b"\r\nx"] * (60 * MIB // (49 * max(size, 1)) if size == 200 else 20))


@hostile("opaque-32", "33 opaque signatures beside each other", "not_signed partial unknown", 33, "signed_layers")
def _(size):
    inner = opaque_entity(signed_data([signer_info(TEXT)], TEXT))
    return HEAD + multipart(b"mixed", b"m", *[inner] * size)
