#!/bin/sh
# Arrows only point down (docs/architecture.md). Prints each include that does not. Run by ctest as "layers".
cd "${1:-$(dirname "$0")/..}" || exit 2
# uses FOLDER PATTERN: lines in FOLDER that include a header whose path begins with PATTERN
uses() { [ ! -d "$1" ] || grep -rnE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[\"<]($2)" "$1"; }
but() { grep -vE "^($1)"; }
bad=$(
  # floors
  uses base 'mime/|engine/|cli/|tests/|openssl/|mimetic/|boost/|nlohmann/|idn2|utf8proc|archive|sqlite3|curl/|seccomp|zlib'
  uses mime 'engine/|cli/|tests/|openssl/|boost/|nlohmann/|sqlite3|curl/|seccomp'
  uses mime 'mimetic/|idn2|utf8proc|archive' | grep -v '^[^:]*\.cc:'
  uses engine 'cli/|tests/|mimetic/|boost/'
  uses cli 'tests/|openssl/|mimetic/|nlohmann/|sqlite3|curl/'
  # one place for each foreign library
  uses engine 'openssl/' | but 'engine/crypto/'
  uses engine 'nlohmann/' | but 'engine/(report|judge|settings)/'
  uses engine 'sqlite3|seccomp' | but 'engine/batch/'
  uses engine 'curl/' | but 'engine/fetch/'
  uses engine 'zlib' | but 'engine/cms/'
  uses engine 'idn2|utf8proc' | but 'engine/(pki/[^:]*|crypto/(name|string_preparation)|report/layout)\.cc:'
  uses cli 'boost/' | but 'cli/options/command_line\.cc:'
  # rooms of the engine, lowest first: what each may not know
  above_facts='engine/(verify|given)|engine/(signer|judge|report|trust|settings|fetch|batch)/'
  above_pki='engine/(revocation|cryptoapi)/'
  uses engine/asn1 "$above_facts|$above_pki|engine/(crypto|cms|pki)/|engine/facts"
  uses engine/crypto "$above_facts|$above_pki|engine/(cms|pki)/|engine/facts"
  uses engine/cms "$above_facts|$above_pki|engine/pki/"
  uses engine/pki "$above_facts|$above_pki"
  uses engine/revocation "$above_facts|engine/cryptoapi/"
  uses engine/cryptoapi "$above_facts"
  uses engine/trust 'engine/(verify|given)|engine/(signer|judge|report|settings|fetch|batch)/'
  uses engine/signer 'engine/verify|engine/(judge|report|settings|fetch|batch)/'
  uses engine/judge 'engine/(verify|given)|engine/(asn1|crypto|cms|pki|revocation|cryptoapi|trust|signer|report|fetch|batch)/'
  uses engine/report 'engine/(signer|fetch|batch)/'
  uses engine/mutate "$above_facts|engine/(cms|pki)/|engine/facts"
  uses engine 'engine/mutate/' | but 'engine/mutate/'
  grep -nE '#[[:space:]]*include[[:space:]]*"(mime|cli|engine)/' engine/facts.h | sed 's|^|engine/facts.h:|'
)
[ -z "$bad" ] && exit 0
echo "$bad"
exit 1
