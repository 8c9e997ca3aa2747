#!/usr/bin/env python3
"""Two signed messages in one mailbox file (RFC 4155), as a mail program exports them.

usage: mailbox.py MESSAGE MESSAGE > MAILBOX
"""
import sys

for path in sys.argv[1:]:
    with open(path, "rb") as message:
        octets = message.read().replace(b"\r\n", b"\n")
    sys.stdout.buffer.write(b"From alice@example.com Sat Jan 10 09:00:00 2026\n" + octets.rstrip(b"\n") + b"\n\n")
