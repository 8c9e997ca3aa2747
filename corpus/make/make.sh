#!/bin/sh
# Makes what is missing of corpus/certs, corpus/messages, corpus/trust, corpus/revocation, corpus/attacks and corpus/demo; --all makes all anew
# (keys are random, so every product changes). Needs: openssl, python3, faketime, libbcpkix-java and a Java runtime.
set -eu
cd "$(dirname "$0")"
python3 certs.py "$@"
python3 messages.py "$@"
python3 hostile_mime.py "$@"
python3 attacks.py
python3 trust.py "$@"
python3 revocation.py "$@"
python3 demo.py
python3 compressed.py
python3 limits.py
python3 mailbox.py ../demo/1-good.eml ../demo/6-signer-is-not-the-sender.eml > ../mailboxes/two-messages.mbox
