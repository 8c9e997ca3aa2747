"""Checks that the CMS object of each message in a directory is well-formed BER (X.690 8.1): every
length, definite or not, fits what it counts. Prints those that are not; status 1 if there are any."""
import base64
import os
import re
import sys


def check(octets):
    """Raises ValueError or IndexError at the first fault. Without recursion, so at any depth."""
    ends = [len(octets)]  # of what is open; None: until end-of-contents
    at = 0
    while ends:
        if ends[-1] is not None and at == ends[-1]:
            ends.pop()
            continue
        if ends[-1] is None and octets[at:at + 2] == b"\0\0":
            at += 2
            ends.pop()
            continue
        tag = octets[at]
        if tag == 0:
            raise ValueError(f"end-of-contents at {at}")
        at += 1
        if tag & 0x1F == 0x1F:
            while octets[at] & 0x80:
                at += 1
            at += 1
        first = octets[at]
        at += 1
        if first == 0x80:
            if not tag & 0x20:
                raise ValueError(f"primitive with indefinite length at {at}")
            ends.append(None)
            continue
        length = first
        if first > 0x80:
            length = int.from_bytes(octets[at:at + (first & 0x7F)], "big")
            at += first & 0x7F
        limit = next(end for end in reversed(ends) if end is not None)
        if at + length > limit:
            raise ValueError(f"{length} octets at {at} reach beyond {limit}")
        if tag & 0x20:
            ends.append(at + length)
        else:
            at += length


def cms_of(message):
    """The longest stretch of base64 lines: in the messages of this test that is the CMS object."""
    runs = re.findall(rb"(?:^[A-Za-z0-9+/]{20,}={0,2}\r?\n)+(?:^[A-Za-z0-9+/]+={0,2}\r?\n)?", message, re.M)
    return base64.b64decode(max(runs, key=len)) if runs else b""


bad = read = 0
for name in sorted(os.listdir(sys.argv[1])):
    with open(os.path.join(sys.argv[1], name), "rb") as file:
        cms = cms_of(file.read())
    if not cms:
        continue
    read += 1
    try:
        check(cms)
    except (ValueError, IndexError) as fault:
        print(name, fault)
        bad += 1
print(read, "read")
sys.exit(1 if bad else 0)
