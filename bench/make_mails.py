#!/usr/bin/env python3
"""Reference mails for the benchmarks: 60 signed mails of 80 KB on average, made by the openssl program.

RSA 2048 and P-256 signers, clear and opaque, each with its intermediate certificate.
usage: bench/make_mails.py FOLDER
"""
import base64
import pathlib
import random
import subprocess
import sys

CERTS = pathlib.Path(__file__).resolve().parent.parent / "corpus" / "certs"


def body(generator, octets):
    """A mail with an attachment, as most large ones are."""
    data = base64.encodebytes(generator.randbytes(octets * 54 // 74)).replace(b"\n", b"\r\n")
    return (b'Content-Type: multipart/mixed; boundary="----attached"\r\n\r\n------attached\r\n'
            b"Content-Type: text/plain; charset=us-ascii\r\n\r\nThe report is attached.\r\n\r\n------attached\r\n"
            b'Content-Type: application/pdf; name="report.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
            + data + b"\r\n------attached--\r\n")


def signed(content, signer, opaque, scratch):
    (scratch / "content").write_bytes(content)
    command = ["openssl", "cms", "-sign", "-binary", "-outform", "DER", "-md", "sha256", "-in", scratch / "content",
               "-signer", CERTS / f"{signer}.pem", "-inkey", CERTS / "keys" / f"{signer}.key",
               "-certfile", CERTS / "intermediate-1.pem"] + (["-nodetach"] if opaque else [])
    der = subprocess.run(list(map(str, command)), capture_output=True, check=True).stdout
    text = base64.encodebytes(der).replace(b"\n", b"\r\n")
    if opaque:
        return (b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\r\n'
                b"Content-Transfer-Encoding: base64\r\n\r\n" + text)
    return (b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256;\r\n'
            b' boundary="----signed"\r\n\r\n------signed\r\n' + content + b"\r\n------signed\r\n"
            b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
            + text + b"\r\n------signed--\r\n")


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    generator = random.Random(20260115)
    head = (b"From: Alice Example <alice@example.com>\r\nTo: carol@example.net\r\nSubject: Report\r\n"
            b"Date: Sat, 10 Jan 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n")
    for number in range(60):
        opaque = number % 4 == 3
        size = generator.randrange(4, 180) * 1024 * 9 // 11
        signer = "alice-p256" if number % 3 == 2 else "alice"
        mail = head + signed(body(generator, size * 3 // 4 if opaque else size), signer, opaque, folder)
        (folder / f"mail-{number:02}.eml").write_bytes(mail)
    # The one mail of process.sh.
    (folder / "twenty-kilobytes.one").write_bytes(head + signed(body(generator, 16 * 1024), "alice", False, folder))
    (folder / "content").unlink()
