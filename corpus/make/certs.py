#!/usr/bin/env python3
"""Recipes corpus/certs/*.cfg -> keys and certificates, made by the openssl program.

Only what is missing is made, so that committed products stay as they are (a key outlives its certificate); --all
makes everything anew.
"""
import hashlib
import pathlib
import subprocess
import sys
import tempfile

CERTS = pathlib.Path(__file__).resolve().parent.parent / "certs"
KEYS = CERTS / "keys"


def read(path):
    recipe = {}
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            name, value = line.split("=", 1)
            recipe[name.strip()] = value.strip()
    return recipe


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"openssl {' '.join(map(str, arguments))}\n{done.stderr}")


def make_key(kind, path):
    algorithm, _, size = kind.partition(":")
    if algorithm == "rsa":
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{size}", "-out", path)
    elif algorithm == "ec":
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{size}", "-out", path)
    else:
        openssl("genpkey", "-algorithm", algorithm, "-out", path)


def configuration(recipe, folder, serial):
    (folder / "index.txt").write_text("")
    (folder / "serial").write_text(serial)
    ca = recipe.get("ca") == "yes"
    basic = "critical,CA:TRUE" + (f",pathlen:{recipe['path_length']}" if "path_length" in recipe else "")
    lines = ["[ca]", "default_ca = this", "[this]", f"new_certs_dir = {folder}", f"database = {folder}/index.txt",
             f"serial = {folder}/serial", "policy = any", "x509_extensions = extensions", "preserve = yes",
             "email_in_dn = yes", "unique_subject = no", "[any]"]
    lines += [f"{name} = optional" for name in ("commonName", "organizationName", "emailAddress")]
    lines += ["[req]", "distinguished_name = name", "prompt = no", "utf8 = yes", "[name]"]
    lines += [part.strip().replace("=", " = ", 1) for part in recipe["subject"].split(",")]
    lines += ["[extensions]", "basicConstraints = " + (basic if ca else "critical,CA:FALSE"),
              "subjectKeyIdentifier = hash"]
    if recipe["issuer"] != "self":
        lines.append("authorityKeyIdentifier = keyid:always")
        # Some clients refuse a certificate that names no source of revocation data.
        lines.append(f"crlDistributionPoints = URI:http://crl.example.com/{recipe['issuer']}.crl")
    if "key_usage" in recipe:
        lines.append("keyUsage = " + recipe["key_usage"])
    if "ext_usage" in recipe:
        lines.append("extendedKeyUsage = " + recipe["ext_usage"])
    if "email" in recipe:
        lines.append("subjectAltName = email:" + recipe["email"])
    if "extension" in recipe:
        lines.append(recipe["extension"].replace("=", " = ", 1))
    path = folder / "openssl.cnf"
    path.write_text("\n".join(lines) + "\n")
    return path


def make(name, recipes, done):
    if name in done:
        return
    done.add(name)
    recipe = recipes[name]
    issuer = recipe["issuer"]
    if issuer != "self":
        make(issuer, recipes, done)
    key, product = KEYS / f"{name}.key", CERTS / f"{name}.pem"
    if key.exists() and product.exists() and "--all" not in sys.argv:
        return
    if not key.exists() or "--all" in sys.argv:
        make_key(recipe["key"], key)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        serial = "10" + hashlib.sha256(name.encode()).hexdigest()[:8].upper()  # stays when recipes are added
        config = configuration(recipe, folder, serial)
        openssl("req", "-new", "-config", config, "-key", key, "-out", folder / "request")
        signer = ["-selfsign", "-keyfile", key] if issuer == "self" else [
            "-cert", CERTS / f"{issuer}.pem", "-keyfile", KEYS / f"{issuer}.key"]
        openssl("ca", "-batch", "-notext", "-config", config, "-in", folder / "request", "-out", product,
                "-md", recipe.get("digest", "sha256"),
                "-startdate", recipe["not_before"].replace("-", "") + "000000Z",
                "-enddate", recipe["not_after"].replace("-", "") + "000000Z", *signer)
    print(name)


if __name__ == "__main__":
    KEYS.mkdir(exist_ok=True)
    all_recipes = {path.stem: read(path) for path in CERTS.glob("*.cfg")}
    if not all_recipes:
        sys.exit("no recipe found")
    made = set()
    for each in sorted(all_recipes):
        make(each, all_recipes, made)
