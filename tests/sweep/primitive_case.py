"""One line of primitives.py: a key, a signature value, and a mail that carries both."""
from signing import Authority, DIGESTS, NULL, PART, body, members, name, oid, read, sequence


FROM = b"From: Alice <alice@example.com>\r\nDate: Sat, 10 Jan 2026 09:00:00 +0000\r\n"
GOOD, BAD, REFUSED, ANY = "good", "bad", "refused", "any"
ACCEPTED, INVALID, WEAK, UNKNOWN = "valid_with_notes", "invalid", "weak", "unknown"  # no signed attributes: a note
authority = Authority()
certificates = {}


def case(name, arithmetic, word, spki, scheme, signature, digest="sha256", part=PART):
    if spki not in certificates:
        certificates[spki] = authority.signer(spki)
    fields = list(members(read(scheme)[1]))
    mail = FROM + body(certificates[spki], signature, scheme, digest, part=part)
    dotted = dotted_of(fields[0])
    print("case", name, arithmetic, word, spki.hex(), dotted, b"".join(fields[1:]).hex(), digest, part.hex(),
          signature.hex(), mail.hex(), sep="\t")


def dotted_of(der):
    octets = read(der)[1]
    arcs, value = [], 0
    for octet in octets:
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))


def hash_algorithm(digest):
    return sequence(oid(DIGESTS[digest]), NULL)
