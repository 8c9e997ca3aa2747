#!/bin/sh
# Makes corpus/cms/*.der: CMS objects by the openssl program, for tests and as seeds of the fuzz
# targets. Keys are thrown away; certificates run for a hundred years. Needs openssl 3.0. Run from the top of the source tree.
set -eu
out=$PWD/corpus/cms
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

make_signer() {  # name, -newkey arguments...
  name=$1; shift
  openssl req -x509 -newkey "$@" -keyout "$name.key" -out "$name.pem" -nodes -days 36500 \
    -subj "/CN=$name" -addext "subjectAltName=email:$name@example.com" 2>/dev/null
}
make_signer p256 ec -pkeyopt ec_paramgen_curve:P-256
serial=$(openssl x509 -in p256.pem -noout -serial | cut -d= -f2)
openssl req -x509 -key p256.key -out p256-twin.pem -days 36000 -subj /CN=p256 -set_serial "0x$serial" \
  -addext subjectAltName=email:twin@example.com
make_signer p384 ec -pkeyopt ec_paramgen_curve:P-384
make_signer rsa rsa:2048
make_signer ed25519 ed25519
make_signer ed448 ed448
openssl dsaparam -out dsa.params 2048 2>/dev/null
openssl gendsa -out dsa.key dsa.params 2>/dev/null
openssl req -x509 -key dsa.key -out dsa.pem -days 36500 -subj /CN=dsa 2>/dev/null

printf 'Content-Type: text/plain\r\n\r\nHello.\r\n' > content

sign() {  # output, signer, more arguments...
  to=$1; by=$2; shift 2
  openssl cms -sign -binary -in content -signer "$by.pem" -inkey "$by.key" -outform DER \
    -out "$out/$to.der" "$@"
}
sign p256-opaque p256 -nodetach -md sha256
sign p256-detached p256 -md sha256
sign p256-no-attributes p256 -nodetach -noattr -md sha256
sign p256-key-identifier p256 -nodetach -keyid -md sha256
sign p256-no-certificate p256 -nodetach -nocerts -md sha256
sign p256-indefinite p256 -nodetach -stream -md sha256
sign p256-signing-certificate p256 -nodetach -cades -md sha256
sign p256-sha1 p256 -nodetach -md sha1
sign p384-sha384 p384 -nodetach -md sha384
sign rsa-pkcs1 rsa -nodetach -md sha256
sign rsa-pss rsa -nodetach -md sha256 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:32
sign dsa-sha256 dsa -nodetach -md sha256
sign other-type p256 -nodetach -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4
openssl cms -sign -binary -in content -nodetach -md sha256 -outform DER -out "$out/two-signers.der" \
  -signer p256.pem -inkey p256.key -signer rsa.pem -inkey rsa.key
openssl crl2pkcs7 -nocrl -certfile p256.pem -certfile rsa.pem -outform DER -out "$out/certs-only.der"
openssl cms -encrypt -binary -in content -aes128 -outform DER -out "$out/enveloped.der" rsa.pem
openssl cms -encrypt -binary -in content -aes-128-gcm -outform DER -out "$out/auth-enveloped.der" \
  rsa.pem
openssl cms -EncryptedData_encrypt -binary -in content -aes128 \
  -secretkey 000102030405060708090A0B0C0D0E0F -outform DER -out "$out/encrypted.der"
openssl cms -digest_create -binary -in content -outform DER -out "$out/digested.der"
openssl cms -data_create -binary -in content -outform DER -out "$out/data.der"
# openssl 3.0 neither signs EdDSA (RFC 8419) nor compresses (RFC 3274) here, and makes no malformed object.
for name in p256 p256-twin p384 rsa ed25519 ed448; do openssl x509 -in "$name.pem" -outform DER -out "$name.crt"; done
python3 "$OLDPWD/corpus/make/cms_objects.py" "$work" "$out"
