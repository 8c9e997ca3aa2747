#!/bin/sh
# layers.sh finds an arrow that points upward: a check that cannot fail checks nothing.
cd "$(dirname "$0")/../.." || exit 2
root=$(mktemp -d) && trap 'rm -rf "$root"' EXIT
fails=0
# expect WANTED FILE INCLUDE: one file with one include; layers.sh must answer WANTED (0 clean, 1 found)
expect() {
  rm -rf "${root:?}"/* && mkdir -p "$root/base" "$root/mime" "$root/cli/options" "$root/engine/facts.d"
  for room in asn1 crypto cms pki cryptoapi trust signer judge report; do mkdir -p "$root/engine/$room"; done
  : >"$root/engine/facts.h"
  printf '#include %s\n' "$3" >"$root/$2"
  .ci/layers.sh "$root" >/dev/null
  [ $? = "$1" ] || { echo "layers.sh: $2 with $3 should give $1"; fails=1; }
}
expect 0 mime/parse.cc '<mimetic/mimetic.h>'
expect 1 mime/parse.h '<mimetic/mimetic.h>'
expect 1 base/text.cc '"mime/entity.h"'
expect 1 mime/parse.cc '"engine/facts.h"'
expect 0 engine/crypto/digest.cc '<openssl/evp.h>'
expect 1 engine/cms/signed_data.cc '<openssl/evp.h>'
expect 1 engine/judge/judge.cc '"engine/signer/verify_signer.h"'
expect 1 engine/signer/verify_signer.cc '"engine/judge/judge.h"'
expect 0 engine/judge/client_file.cc '<nlohmann/json.hpp>'
expect 1 engine/pki/build_chain.cc '<nlohmann/json.hpp>'
expect 0 cli/options/command_line.cc '<boost/program_options.hpp>'
expect 1 cli/main.cc '<boost/program_options.hpp>'
expect 1 engine/pki/build_chain.cc '"engine/cryptoapi/chain_context.h"'
expect 1 engine/facts.h '"mime/entity.h"'
exit $fails
