#!/usr/bin/env python3
"""Messages corpus/messages/hostile.*: honest signatures in mail that readers see differently.

The openssl program signs (faketime gives 2026-01-10T09:00:00Z, the clock of all messages); what surrounds the signed
part is written here by hand. Existing files are kept unless --all is given.
"""
import base64
import pathlib
import subprocess
import sys
import tempfile

CORPUS = pathlib.Path(__file__).resolve().parent.parent
CERTS, MESSAGES = CORPUS / "certs", CORPUS / "messages"
HEAD = (b"To: carol@example.net\r\nSubject: offer\r\nDate: Sat, 10 Jan 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n")
FROM = b"From: Alice Example <alice@example.com>\r\n"
PART = b"Content-Type: text/plain; charset=us-ascii\r\n\r\nDear Carol, please pay 1000 to Alice.\r\n"
FORGED = b"Content-Type: text/plain\r\n\r\nDear Carol, please pay 99999 to Mallory.\r\n"
BOUNDARY = b"b0und"


def openssl(command, *arguments, data=b""):
    with tempfile.TemporaryDirectory() as scratch:
        path = pathlib.Path(scratch)
        (path / "in").write_bytes(data)
        call = ["faketime", "-f", "2026-01-10 09:00:00", "openssl", command, *map(str, arguments)]
        done = subprocess.run([word.replace("SCRATCH", scratch) for word in call], capture_output=True, check=False,
                              env={"PATH": "/usr/bin:/bin", "TZ": "UTC"})
        if done.returncode != 0:
            sys.exit(done.stderr.decode())
        return (path / "out").read_bytes()


def cms(content, signer=None):
    certificate = signer or CERTS / "alice.pem"
    return openssl("cms", "-sign", "-binary", "-in", "SCRATCH/in", "-outform", "DER", "-out", "SCRATCH/out", "-md",
                   "sha256", "-signer", certificate, "-inkey", CERTS / "keys" / "alice.key", "-certfile",
                   CERTS / "intermediate-1.pem", data=content)


def signature_part(der, text_after=b""):
    text = base64.encodebytes(der).replace(b"\n", b"\r\n")
    return (b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
            + text + text_after)


def clear(part=PART, head=FROM + HEAD, boundary=BOUNDARY, parameter=None, preamble=b"", epilogue=b"", extra=b"",
          signature=None):
    """`extra` stands in the header before Content-Type; `parameter` is the boundary as it is written there."""
    parameter = parameter or b'boundary="' + boundary + b'"'
    der = cms(part)
    return (head + extra + b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; '
            + parameter + b"\r\n\r\n" + preamble + b"--" + boundary + b"\r\n" + part + b"\r\n--" + boundary + b"\r\n"
            + (signature or signature_part)(der) + b"\r\n--" + boundary + b"--\r\n" + epilogue)


def false_part(alias, line_end=b"\r\n"):
    return b"--" + alias + line_end + FORGED.replace(b"\r\n", line_end)


def sender(value, extra=b""):
    return clear(head=b"From: " + value + b"\r\n" + HEAD, extra=extra)


def header_of_part(fields):
    return clear(part=fields + b"\r\n\r\nDear Carol, please pay 1000 to Alice.\r\n")


def binary(der):
    return (b"Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: binary\r\n\r\n" + der)


RECIPES = {
    # Delimiters that some readers see outside the signed part
    "delimiter.cr-in-preamble": lambda: clear(preamble=b"x\r" + false_part(BOUNDARY, b"\r") + b"\r\n"),
    "delimiter.cr-first": lambda: clear(preamble=false_part(BOUNDARY, b"\r") + b"\r\n"),
    "delimiter.cr-before-line-end": lambda: clear(preamble=b"--" + BOUNDARY + b"\r\r\n" + FORGED),
    "delimiter.cr-in-epilogue": lambda: clear(epilogue=b"x\r" + false_part(BOUNDARY, b"\r")),
    "delimiter.cr-in-signature-part": lambda: clear(
        signature=lambda der: binary(der) + b"\r" + false_part(BOUNDARY, b"\r")),
    "delimiter.after-close": lambda: clear(epilogue=false_part(BOUNDARY) + b"--" + BOUNDARY + b"--\r\n"),
    "delimiter.longer-with-part": lambda: clear(preamble=false_part(BOUNDARY + b"X")),
    "delimiter.longer-without-part": lambda: clear(preamble=b"--" + BOUNDARY + b"X and some text\r\nmore text\r\n"),
    "delimiter.longer-inside-signed-part": lambda: clear(part=PART + false_part(BOUNDARY + b"X")),
    # Boundaries that readers spell differently
    "boundary.comment-before": lambda: clear(boundary=b"aB", parameter=b"boundary=(x)aB",
                                             preamble=false_part(b"(x)aB")),
    "boundary.comment-after": lambda: clear(boundary=b"aB", parameter=b"boundary=aB(x)",
                                            preamble=false_part(b"aB(x)")),
    "boundary.escape": lambda: clear(boundary=b"aB", parameter=b'boundary="\\aB"', preamble=false_part(b"\\aB")),
    "boundary.fold": lambda: clear(boundary=b"aB cD", parameter=b'boundary="aB\r\n cD"',
                                   preamble=false_part(b"aBcD")),
    "boundary.other-reader": lambda: clear(boundary=b"aB", parameter=b'x="; boundary=zz; y="; boundary=aB',
                                           preamble=false_part(b"zz")),
    # Headers that end at different lines
    "header.lf-lf": lambda: clear(parameter=b'boundary="b0und"\r\nX-A: a\n\nContent-Language: en',
                                  preamble=b"Dear Carol, please pay 99999 to Mallory.\r\n"),
    "header.blank-line": lambda: clear(extra=b" \r\nX-Text: Dear Carol, please pay 99999 to Mallory.\r\n"),
    "header.quoted-separator": lambda: clear(extra=b">From carol@example.net Sat Jan 10 09:00:00 2026\r\n"),
    "header.date-unclear": lambda: clear(head=FROM + HEAD.replace(b"10 Jan", b"10 January")),
    "header.date-twice": lambda: clear(extra=b"Date: Wed, 10 Jun 2026 09:00:00 +0000\r\n"),
    "header.subject-twice": lambda: clear(extra=b"Subject: another offer\r\n"),
    # From
    "from.encoded-word-in-address": lambda: sender(b"Boss <=?utf-8?q?boss=40example.com?=@evil.example>"),
    "from.encoded-word-in-quotes": lambda: sender(b'"=?utf-8?q?boss=40example.com?="@evil.example'),
    "from.nested-encoded-word": lambda: sender(
        b"=?utf-8?q?=3D=3Futf-8=3Fq=3Fboss=3D40example.com=3F=3D?= <alice@example.com>"),
    "from.utf-7-word": lambda: sender(b"=?utf-7?q?boss+AEA-example.com?= <alice@example.com>"),
    "from.name-is-address": lambda: sender(b"alice@example.com <alice@example.com>"),
    "from.name-is-other-address": lambda: sender(b"boss@example.com <alice@example.com>"),
    "from.brackets": lambda: sender(b"Alice [ext] <alice@example.com>"),
    "from.emoji-joined": lambda: sender("\U0001f468\u200d\U0001f469 Alice <alice@example.com>".encode()),
    # Faults in the header that was signed
    "part.name-with-blank": lambda: header_of_part(b"Content-Type: application/pdf; name=my file.pdf"),
    "part.charset-empty": lambda: header_of_part(b"Content-Type: text/plain; charset="),
    "part.charset-twice": lambda: header_of_part(b"Content-Type: text/plain; charset=utf-8; charset=utf-8"),
    "part.disposition-twice": lambda: header_of_part(
        b"Content-Type: text/plain\r\nContent-Disposition: inline\r\nContent-Disposition: inline"),
    "part.line-without-colon": lambda: header_of_part(b"Content-Type: text/plain\r\nfoo bar"),
    "part.binary-stored-with-lf": lambda: clear(
        part=b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n\1\2\r\n\3\r\n"
    ).replace(b"\r\n", b"\n"),
}


def main():
    for name, recipe in RECIPES.items():
        path = MESSAGES / f"hostile.{name}.eml"
        if "--all" in sys.argv or not path.exists():
            path.write_bytes(recipe())
            print(path.name)


main()
