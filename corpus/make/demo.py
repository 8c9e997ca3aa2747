#!/usr/bin/env python3
"""corpus/demo: the sample mails of `./dev demo`, numbered in the order of the README. Copies of corpus/messages."""
import pathlib
import shutil

CORPUS = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = {
    "1-good.eml": "alice.detached.sha256.eml",
    "2-untrusted-root.eml": "alice.detached.untrusted-root.eml",
    "3-missing-intermediate.eml": "alice.detached.intermediate-nowhere.eml",
    "4-expired.eml": "alice.detached.expired.eml",
    "5-altered.eml": "alice.detached.sha256.tampered.eml",
    "6-signer-is-not-the-sender.eml": "alice.detached.from-mallory.eml",
}

if __name__ == "__main__":
    (CORPUS / "demo").mkdir(exist_ok=True)
    for name, message in SAMPLES.items():
        shutil.copyfile(CORPUS / "messages" / message, CORPUS / "demo" / name)
