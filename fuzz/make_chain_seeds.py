#!/usr/bin/env python3
"""Writes the seeds of chain_fuzzer from the certificates of the corpus: each TBSCertificate with an Ed25519 key in
place of its own, so that the target can sign it again (see chain_fuzzer.cc for the form).
  fuzz/make_chain_seeds.py FOLDER"""
import base64, hashlib, pathlib, re, subprocess, sys

ED25519 = bytes.fromhex("300506032b6570")


def der(path):
    text = path.read_text()
    return base64.b64decode(re.search("BEGIN CERTIFICATE-----(.*?)-----END", text, re.S).group(1))


def tlv(octets, at):
    """tag, header length, whole length of the value at `at`"""
    length, size = octets[at + 1], 2
    if length >= 0x80:
        size += length & 0x7F
        length = int.from_bytes(octets[at + 2:at + size], "big")
    return octets[at], size, size + length


def values(octets):
    at, found = 0, []
    while at < len(octets):
        _, _, whole = tlv(octets, at)
        found.append(octets[at:at + whole])
        at += whole
    return found


def inside(value):
    return value[tlv(value, 0)[1]:]


def wrap(tag, contents):
    size = len(contents)
    length = bytes([size]) if size < 0x80 else bytes([0x81, size]) if size < 0x100 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + contents


def public_key(number):
    """The SubjectPublicKeyInfo of the private key that is 32 octets of `number`."""
    pkcs8 = bytes.fromhex("302e020100300506032b657004220420") + bytes([number]) * 32
    return subprocess.run(["openssl", "pkey", "-inform", "DER", "-pubout", "-outform", "DER"], input=pkcs8,
                          capture_output=True, check=True).stdout


class Certificate:
    def __init__(self, path):
        self.fields = values(inside(values(inside(der(path)))[0]))
        first = 1 if self.fields[0][0] == 0xA0 else 0
        self.algorithm, self.key = first + 1, first + 5
        self.issuer, self.subject = self.fields[first + 2], self.fields[first + 4]

    def tbs(self, number):
        fields = list(self.fields)
        fields[self.algorithm] = ED25519
        fields[self.key] = public_key(number)
        return wrap(0x30, b"".join(fields))


folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
corpus = pathlib.Path(__file__).parent.parent / "corpus/certs"
certificates = {path.stem: Certificate(path) for path in sorted(corpus.glob("*.pem"))}
authorities = [name for name in certificates if re.match("root|intermediate|not-a-ca|bob", name)]
subjects = sorted({certificate.subject for certificate in certificates.values()})
numbers = {subject: number % 31 for number, subject in enumerate(subjects)}
for name, signer in certificates.items():
    if name in authorities:
        continue
    chain, seed = [name] + authorities, b""
    for one in chain:
        certificate = certificates[one]
        place = 0x80 if one.startswith("root") else 0x20 if one == "intermediate-2" else 0x00
        tbs = certificate.tbs(numbers[certificate.subject])
        # The issuer's key signs; one that is not in the corpus gets a number of its own.
        key = numbers.get(certificate.issuer, 31)
        # Only what the signer's path can use: unrelated certificates teach the fuzzer nothing.
        if one == name or one.startswith("root") or certificate.subject == signer.issuer:
            seed += bytes([place | key]) + len(tbs).to_bytes(2, "big") + tbs
    (folder / hashlib.sha256(seed).hexdigest()[:12]).write_bytes(seed)
