#!/usr/bin/env python3
"""Signature values and keys as an attacker would make them, in the manner of the Wycheproof project, with what the
standards say of each. Keys are made by the openssl program and thrown away; everything else is computed here.

Writes one case to a line, fields separated by tabs, octets in hexadecimal:
  anchor  certificate
  case    name  arithmetic  word  spki  scheme-oid  scheme-parameters  digest  message  signature  mail
arithmetic: good, bad, refused (no answer that is good), any. word: what `strict` must say of the mail.
"""
from curves import Weierstrass
from primitive_case import authority
from primitives_dsa import dsa
from primitives_ecdsa import ecdsa
from primitives_eddsa import ed25519, ed448_by_openssl, ed448_small_order
from primitives_pss import rsa_pss
from primitives_rsa import rsa_cubes, rsa_pkcs1
from primitives_rsa_keys import rsa_keys
from signing import RsaKey


def main():
    print("anchor", authority.certificate.hex(), sep="\t")
    key = RsaKey.made()
    rsa_pkcs1(key)
    rsa_cubes(RsaKey.made(e=3))
    rsa_pss(key)
    rsa_keys(key)
    ecdsa(Weierstrass("prime256v1", "1.2.840.10045.3.1.7"), "sha256")
    ecdsa(Weierstrass("secp384r1", "1.3.132.0.34"), "sha384")
    ecdsa(Weierstrass("secp521r1", "1.3.132.0.35"), "sha512")
    ecdsa(Weierstrass("brainpoolP256r1", "1.3.36.3.3.2.8.1.1.7"), "sha256")
    ed25519()
    ed448_by_openssl()
    ed448_small_order()
    dsa(1024)
    dsa(2048)


if __name__ == "__main__":
    main()
