#!/usr/bin/env python3
"""Writes the seeds of chain_fuzzer from the certificates of the corpus: each TBSCertificate with an Ed25519 key in
place of its own, so that the target can sign it again (see chain_fuzzer.cc for the form). Then alice's chain once for
each row of CONSTRAINED: names of a form in her certificate, and constraints on that form in her CA's.
  fuzz/make_chain_seeds.py FOLDER"""
import base64, copy, hashlib, pathlib, re, subprocess, sys

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

    def with_extension(self, oid, value):
        """A copy with one critical extension in place of any of the same kind."""
        changed = copy.copy(self)
        listed = values(inside(inside(self.fields[-1])))
        listed = [one for one in listed if values(inside(one))[0] != oid]
        listed.append(wrap(0x30, oid + b"\x01\x01\xff" + wrap(0x04, value)))
        changed.fields = self.fields[:-1] + [wrap(0xA3, wrap(0x30, b"".join(listed)))]
        return changed

    def tbs(self, number):
        fields = list(self.fields)
        fields[self.algorithm] = ED25519
        fields[self.key] = public_key(number)
        return wrap(0x30, b"".join(fields))


SUBJECT_ALT_NAME, NAME_CONSTRAINTS = bytes.fromhex("0603551d11"), bytes.fromhex("0603551d1e")


def email(text):
    return wrap(0x81, text.encode())


def dns(text):
    return wrap(0x82, text.encode())


def uri(text):
    return wrap(0x86, text.encode())


def address(*octets):
    return wrap(0x87, bytes(octets))


def directory(*attributes):
    """attributes: pairs of the last octet of 2.5.4.n and a text"""
    rdns = [wrap(0x31, wrap(0x30, bytes([6, 3, 0x55, 4, kind]) + wrap(0x0C, text.encode()))) for kind, text in attributes]
    return wrap(0xA4, wrap(0x30, b"".join(rdns)))


def other(oid, text):
    return wrap(0xA0, bytes.fromhex(oid) + wrap(0xA0, wrap(0x0C, text.encode())))


def utf8_mailbox(text):
    return other("06082b06010505070809", text)


def principal(text):
    return other("060a2b060104018237140203", text)


def constraints(permitted, excluded):
    lists = [(0xA0, permitted), (0xA1, excluded)]
    return wrap(0x30, b"".join(wrap(tag, b"".join(wrap(0x30, base) for base in bases)) for tag, bases in lists if bases))


# permitted and excluded of the CA, alternative names of the signer
CONSTRAINED = [
    ([email("example.com"), email(".example.org")], [email("bob@example.com")],
     [email("alice@example.com"), email("alice@mail.example.org")]),
    ([email("alice@example.com")], [], [email("\"alice\"@example.com"), email("ALICE@example.com")]),
    ([email("xn--pss25c.example.com")], [email(".example.net")],
     [utf8_mailbox("用户@xn--pss25c.example.com"), utf8_mailbox("用户@a.example.net")]),
    ([utf8_mailbox("用户@example.com")], [], [utf8_mailbox("用户@example.com"), email("alice@example.com")]),
    ([principal("alice@example.com")], [], [principal("alice@example.com"), utf8_mailbox("用户@example.com")]),
    ([dns("example.com"), dns("")], [dns(".mail.example.com")],
     [email("alice@example.com"), dns("www.example.com"), dns("*.example.com")]),
    ([uri(".example.com"), uri("example.org")], [uri("bad.example.com")],
     [email("alice@example.com"), uri("https://a.example.com:8443/b?c#d"), uri("ldap://example.org/o=a")]),
    ([uri("example.com")], [], [uri("mailto:alice@example.com"), uri("https://example.com@192.0.2.1/")]),
    ([address(192, 0, 2, 0, 255, 255, 255, 0), address(*[0x20, 1, 0x0D, 0xB8] + 12 * [0] + 4 * [255] + 12 * [0])],
     [address(192, 0, 2, 128, 255, 255, 255, 128)],
     [email("alice@example.com"), address(192, 0, 2, 1), address(*[0x20, 1, 0x0D, 0xB8] + 11 * [0] + [1])]),
    ([address(192, 0, 2, 0, 255, 0, 255, 0)], [], [address(192, 1, 2, 1)]),
    ([directory((3, "Alice Example")), directory((10, "Example Org"))], [directory((10, "Example Org"), (11, "No Mail"))],
     [email("alice@example.com"), directory((10, "example  ORG"), (11, "Mail"))]),
    ([directory()], [directory((3, "Bob Example"))], [email("alice@example.com")]),
    ([wrap(0x88, b"\x2a\x03")], [], [wrap(0x88, b"\x2a\x03\x04")]),
    # what cannot be read on either side
    ([email("bücher.example")], [], [email("alice@example.com")]),
    ([email("alice@.example.com")], [], [email("alice@example.com")]),
    ([email("example.com")], [], [email("alice@")]),
    ([], [email("ALICE@example.com")], [email("alice@example.com")]),
    ([], [dns("mail.example.com")], [dns("www.example.com."), dns("*.example.com")]),
    ([dns("example..com")], [], [dns("example.com")]),
    ([uri(".example.com")], [], [uri("ni+c://a.example.com@b.example.com/"), uri("urn:a://a.example.com/")]),
    ([address(192, 0, 2)], [], [address(192, 0, 2, 1)]),
]

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
corpus = pathlib.Path(__file__).parent.parent / "corpus/certs"
certificates = {path.stem: Certificate(path) for path in sorted(corpus.glob("*.pem"))}
authorities = [name for name in certificates if re.match("root|intermediate|not-a-ca|bob", name)]
subjects = sorted({certificate.subject for certificate in certificates.values()})
numbers = {subject: number % 31 for number, subject in enumerate(subjects)}


def piece(place, certificate):
    tbs = certificate.tbs(numbers[certificate.subject])
    # The issuer's key signs; one that is not in the corpus gets a number of its own.
    return bytes([place | numbers.get(certificate.issuer, 31)]) + len(tbs).to_bytes(2, "big") + tbs


def write(seed):
    (folder / hashlib.sha256(seed).hexdigest()[:12]).write_bytes(seed)


for name, signer in certificates.items():
    if name in authorities:
        continue
    seed = b""
    for one in [name] + authorities:
        certificate = certificates[one]
        place = 0x80 if one.startswith("root") else 0x20 if one == "intermediate-2" else 0x00
        # Only what the signer's path can use: unrelated certificates teach the fuzzer nothing.
        if one == name or one.startswith("root") or certificate.subject == signer.issuer:
            seed += piece(place, certificate)
    write(seed)

alice = certificates["alice"]
roots = b"".join(piece(0x80, certificates[name]) for name in authorities if name.startswith("root"))
for permitted, excluded, names in CONSTRAINED:
    signer = alice.with_extension(SUBJECT_ALT_NAME, wrap(0x30, b"".join(names)))
    ca = certificates["intermediate-1"].with_extension(NAME_CONSTRAINTS, constraints(permitted, excluded))
    write(piece(0, signer) + piece(0, ca) + roots)
