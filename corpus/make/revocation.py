#!/usr/bin/env python3
"""CRLs and OCSP responses of the sample CAs -> corpus/revocation/, made by the openssl program.

Only what is missing is made; --all makes everything anew.
"""
import pathlib
import subprocess
import sys
import tempfile

CORPUS = pathlib.Path(__file__).resolve().parent.parent
CERTS = CORPUS / "certs"
TO = CORPUS / "revocation"
FAR = "491231000000Z"

# name: CA, thisUpdate, nextUpdate, revoked (certificate, date, reason), extensions
CRLS = {
    "root-1": ("root-1", "260101000000Z", "270101000000Z", [], {}),
    "root-1.intermediate-1-revoked": ("root-1", "260101000000Z", "270101000000Z",
                                      [("intermediate-1", "251201000000Z", "cACompromise")], {}),
    "intermediate-1": ("intermediate-1", "260101000000Z", "270101000000Z", [], {"crlNumber": "1"}),
    "intermediate-1.alice-revoked": ("intermediate-1", "260101000000Z", "270101000000Z",
                                     [("alice", "260101000000Z", "keyCompromise")], {}),
    "intermediate-1.alice-revoked-later": ("intermediate-1", "260201000000Z", "270101000000Z",
                                           [("alice", "260120000000Z", "superseded")], {}),
    "intermediate-1.alice-compromised-before": (
        "intermediate-1", "260201000000Z", "270101000000Z",
        [("alice", "260120000000Z", "keyTime,20260101000000Z")], {}),
    "intermediate-1.too-old": ("intermediate-1", "250601000000Z", "250701000000Z", [], {}),
    "intermediate-1.too-old-alice-revoked": ("intermediate-1", "250601000000Z", "250701000000Z",
                                             [("alice", "250601000000Z", "unspecified")], {}),
    "intermediate-1.for-ca-certificates": ("intermediate-1", "260101000000Z", "270101000000Z", [],
                                           {"issuingDistributionPoint": "critical,onlyCA:TRUE"}),
    "intermediate-1.for-one-reason": (
        "intermediate-1", "260101000000Z", "270101000000Z", [],
        {"issuingDistributionPoint": "critical,onlysomereasons:keyCompromise"}),
    "intermediate-1.unknown-critical": ("intermediate-1", "260101000000Z", "270101000000Z", [],
                                        {"1.2.3.4": "critical,DER:0500"}),
    "intermediate-1.from-the-future": ("intermediate-1", "260301000000Z", "270101000000Z", [], {}),
    "intermediate-1.alice-revoked-after-its-own-date": (
        "intermediate-1", "260101000000Z", "270101000000Z", [("alice", "260601000000Z", "superseded")], {}),
    "intermediate-1.delta": ("intermediate-1", "260110000000Z", "270101000000Z",
                             [("alice", "260105000000Z", "affiliationChanged")],
                             {"2.5.29.20": "DER:020102", "2.5.29.27": "critical,DER:020101"}),
    "intermediate-1.alice-on-hold": ("intermediate-1", "260101000000Z", "270101000000Z",
                                     [("alice", "260101000000Z", "certificateHold")], {"crlNumber": "1"}),
    "intermediate-1.alice-revoked-numbered": ("intermediate-1", "260101000000Z", "270101000000Z",
                                              [("alice", "260101000000Z", "keyCompromise")], {"crlNumber": "1"}),
    "intermediate-1.delta-removing-alice": ("intermediate-1", "260110000000Z", "270101000000Z",
                                            [("alice", "260101000000Z", "removeFromCRL")],
                                            {"2.5.29.20": "DER:020102", "2.5.29.27": "critical,DER:020101"}),
    "intermediate-1-renewed": ("intermediate-1-renewed", "260101000000Z", "270101000000Z", [], {}),
    "intermediate-1-renewed.alice-revoked": ("intermediate-1-renewed", "260101000000Z", "270101000000Z",
                                             [("alice", "260101000000Z", "keyCompromise")], {}),
}
# name: what the index says of alice, who answers, thisUpdate, more options
RESPONSES = {
    "alice.good": ("V", "intermediate-1", "2026-01-10 09:00:00", []),
    "alice.revoked": ("R", "intermediate-1", "2026-01-10 09:00:00", []),
    "alice.unknown": ("", "intermediate-1", "2026-01-10 09:00:00", []),
    "alice.too-old": ("V", "intermediate-1", "2025-06-01 09:00:00", []),
    "alice.good-delegated": ("V", "responder", "2026-01-10 09:00:00", ["-resp_key_id"]),
    "alice.good-unauthorised": ("V", "bob", "2026-01-10 09:00:00", []),
}


def openssl(*arguments, at=None):
    command = ["openssl", *map(str, arguments)]
    if at is not None:
        command = ["faketime", "-f", at, *command]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


def serial_of(name):
    return openssl("x509", "-in", CERTS / f"{name}.pem", "-noout", "-serial").strip().split("=")[1]


def index_line(state, serial, revoked=""):
    return f"{state}\t{FAR}\t{revoked}\t{serial}\tunknown\t/CN=x\n"


def make_crl(name, folder):
    ca, this_update, next_update, revoked, extensions = CRLS[name]
    index = "".join(index_line("R", serial_of(who), f"{date},{reason}") for who, date, reason in revoked)
    (folder / "index.txt").write_text(index)
    # A number is given where others go by it; with no extension at all the CRL would be version 1.
    lines = [f"{oid} = {value}" for oid, value in extensions.items() if oid != "crlNumber"]
    lines.append("authorityKeyIdentifier = keyid:always")
    if extensions.get("crlNumber"):
        lines.append("2.5.29.20 = DER:0201" + extensions["crlNumber"].zfill(2))
    (folder / "ca.cnf").write_text("\n".join(
        ["[ca]", "default_ca = this", "[this]", f"database = {folder}/index.txt", "default_md = sha256",
         "[extensions]", *lines]) + "\n")
    openssl("ca", "-gencrl", "-config", folder / "ca.cnf", "-crlexts", "extensions", "-cert", CERTS / f"{ca}.pem",
            "-keyfile", CERTS / "keys" / f"{ca}.key", "-crl_lastupdate", this_update, "-crl_nextupdate",
            next_update, "-out", folder / "crl.pem")
    openssl("crl", "-in", folder / "crl.pem", "-outform", "DER", "-out", TO / f"{name}.crl")


def make_responder(folder):
    """A certificate for signing responses, whose key is thrown away."""
    (folder / "responder.cnf").write_text(
        "[req]\ndistinguished_name = name\nprompt = no\n[name]\nCN = Example OCSP Responder\n"
        "[extensions]\nkeyUsage = critical, digitalSignature\nextendedKeyUsage = OCSPSigning\n"
        "noCheck = ignored\n")
    openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "responder.key", "-config",
            folder / "responder.cnf", "-out", folder / "responder.csr")
    openssl("x509", "-req", "-in", folder / "responder.csr", "-CA", CERTS / "intermediate-1.pem", "-CAkey",
            CERTS / "keys" / "intermediate-1.key", "-set_serial", "0x77", "-days", "300", "-extfile",
            folder / "responder.cnf", "-extensions", "extensions", "-out", folder / "responder.pem",
            at="2026-01-01 00:00:00")


def make_response(name, folder):
    state, signer, at, options = RESPONSES[name]
    line = index_line(state, serial_of("alice"), "260101000000Z,keyCompromise" if state == "R" else "")
    (folder / "index.txt").write_text(line if state else "")
    if signer == "responder":
        make_responder(folder)
        certificate, key = folder / "responder.pem", folder / "responder.key"
    else:
        certificate, key = CERTS / f"{signer}.pem", CERTS / "keys" / f"{signer}.key"
    issuer = CERTS / "intermediate-1.pem"
    openssl("ocsp", "-issuer", issuer, "-cert", CERTS / "alice.pem", "-no_nonce", "-reqout", folder / "request")
    openssl("ocsp", "-index", folder / "index.txt", "-CA", issuer, "-rsigner", certificate, "-rkey", key, "-reqin",
            folder / "request", "-respout", TO / f"{name}.ocsp", "-ndays", "30", *options, at=at)


def main():
    everything = "--all" in sys.argv[1:]
    TO.mkdir(exist_ok=True)
    for names, ending, make in ((CRLS, "crl", make_crl), (RESPONSES, "ocsp", make_response)):
        for name in names:
            if everything or not (TO / f"{name}.{ending}").exists():
                with tempfile.TemporaryDirectory() as folder:
                    make(name, pathlib.Path(folder))


main()
