#!/usr/bin/env python3
"""Messages of the corpus through other engines: Bouncy Castle, gpgsm and NSS, as far as they are installed.

Only with SMIMECHECK_SWEEP=full; otherwise, and without any of them, status 4 (skipped). Content and CMS object are cut
out of the message here, by the boundary that the recipes use. Asked is whether every signature is good, apart from
trust. Differences stand in tests/engines/full.tsv; one that is not declared fails, and a declared one that has
vanished, too.

usage: full.py SMIMECHECK
"""
import base64
import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE.parent.parent / "corpus"
ROOT = CORPUS / "certs" / "root-1.pem"
NOW = "2026-01-15 00:00:00"
BEGIN, END = b"\r\n------signed-0001\r\n", b"\r\n------signed-0001"


def cut_out(message):
    """(CMS object, content or None); nothing for a message of another shape."""
    header, _, body = message.partition(b"\r\n\r\n")
    if re.search(rb"^Content-Type: multipart/signed;", header, re.M) and b'"----signed-0001"' in header:
        parts = (b"\r\n" + body).split(END)
        if len(parts) != 4 or not all(part.startswith(b"\r\n") for part in parts[1:3]):
            return None
        text = parts[2].partition(b"\r\n\r\n")[2]
        return base64.b64decode(text), parts[1][2:]
    if re.search(rb"^Content-Type: application/(x-)?pkcs7-mime", header, re.M):
        return base64.b64decode(body), None
    return None


def bouncy(folder, names):
    jars = [f"/usr/share/java/{jar}.jar" for jar in ("bcprov", "bcpkix", "bcutil")]
    if not shutil.which("java") or not all(map(os.path.exists, jars)):
        return None
    done = subprocess.run(["java", "-cp", ":".join(jars), HERE / "BouncyVerify.java", folder], capture_output=True,
                          text=True, check=True)
    return {name: f"{name} good" in done.stdout.splitlines() for name in names}


def nss(folder, names):
    if not shutil.which("cmsutil") or not shutil.which("certutil"):
        return None
    # NSS judges dates before it looks at a signature.
    fake = ["faketime", "-f", NOW] if shutil.which("faketime") else []
    base = folder / "nss"
    base.mkdir()
    subprocess.run(["certutil", "-N", "-d", base, "--empty-password"], check=True, capture_output=True)
    subprocess.run(["certutil", "-A", "-d", base, "-n", "root", "-t", ",C,", "-i", ROOT], check=True,
                   capture_output=True)
    said = {}
    for name in names:
        content = folder / f"{name}.content"
        detached = ["-c", content] if content.exists() else []
        done = subprocess.run([*fake, "cmsutil", "-D", "-d", base, "-h", "0", "-n", "-i", folder / f"{name}.der", *detached],
                              capture_output=True, check=False, timeout=60)
        states = re.findall(rb"signer\d+\.status=(\w+)", done.stdout + done.stderr)
        said[name] = bool(states) and all(state == b"GoodSignature" for state in states)
    return said


def gpgsm(folder, names):
    if not shutil.which("gpgsm"):
        return None
    home = folder / "g"
    home.mkdir(mode=0o700)
    options = ["gpgsm", "--homedir", home, "--batch", "--disable-crl-checks", "--disable-policy-checks",
               "--disable-dirmngr", "--faked-system-time", "20260115T000000", "--status-fd", "1"]
    fingerprint = subprocess.run(["openssl", "x509", "-in", ROOT, "-noout", "-fingerprint", "-sha1"],
                                 capture_output=True, text=True, check=True).stdout.split("=")[1].strip()
    (home / "trustlist.txt").write_text(f"{fingerprint} S relax\n")
    subprocess.run([*options, "--import", ROOT], capture_output=True, check=True)
    said = {}
    for name in names:
        content = folder / f"{name}.content"
        files = [folder / f"{name}.der", *([content] if content.exists() else [])]
        done = subprocess.run([*options, "--verify", *files], capture_output=True, check=False, timeout=60)
        said[name] = b"[GNUPG:] GOODSIG" in done.stdout and b"BADSIG" not in done.stdout
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], capture_output=True, check=False)
    return said


def ours(smimecheck, files):
    done = subprocess.run([smimecheck, "verify", "--format", "ndjson", "--client", "strict", "--at",
                           NOW.replace(" ", "T") + "Z", "--trust", ROOT, *files],
                          capture_output=True, text=True, check=False)
    said = {}
    for line in done.stdout.splitlines():
        report = json.loads(line)
        signers = [s for s in report["signatures"] if s["layer"] == 0]
        said[pathlib.Path(report["location"]).name] = bool(signers) and all(
            s["content_intact"] and s["signature_valid"] for s in signers)
    return said


def main():
    if os.environ.get("SMIMECHECK_SWEEP") != "full":
        print("skipped: SMIMECHECK_SWEEP is not full")
        return 4
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        files = []
        for path in sorted((CORPUS / "messages").glob("*.eml")):
            try:
                found = cut_out(path.read_bytes())
            except ValueError:  # no base64
                continue
            if found is None:
                continue
            files.append(path)
            (folder / f"{path.name}.der").write_bytes(found[0])
            if found[1] is not None:
                (folder / f"{path.name}.content").write_bytes(found[1])
        expected = ours(sys.argv[1], files)
        with (HERE / "full.tsv").open() as table:
            declared = {(row["engine"], row["message"]): row["reason"] for row in csv.DictReader(table, delimiter="\t")}
        faults, asked = [], 0
        for engine in (bouncy, gpgsm, nss):
            said = engine(folder, [path.name for path in files])
            if said is None:
                print(f"{engine.__name__}: skipped, not installed")
                continue
            asked += 1
            differ = {name for name in said if said[name] != expected[name]}
            known = {name for kind, name in declared if kind == engine.__name__}
            faults += [f"{engine.__name__}\t{name}\there {expected[name]}, there {said[name]}"
                       for name in sorted(differ - known)]
            faults += [f"{engine.__name__}\t{name}\tdeclared, but there is no difference"
                       for name in sorted(known - differ)]
            print(f"{engine.__name__}: {len(said)} messages, {len(differ)} differences")
        print(*faults, sep="\n")
        if not asked:
            return 4
        return 1 if faults or len(files) < 80 else 0


if __name__ == "__main__":
    sys.exit(main())
