#!/bin/bash
# install_test.sh BUILD_FOLDER: what `cmake --install` puts where the documents say it is.
set -eu
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
cmake --install "$1" --prefix "$prefix" >"$prefix/log" || { cat "$prefix/log"; exit 1; }
bad=0
missing() { echo "not installed: $1" >&2; bad=1; }
share=$prefix/share/smimecheck/fuzz
for file in "$prefix/bin/smimecheck" "$prefix/share/man/man1/smimecheck.1" "$share/README.md" \
  "$share/verify_message_fuzzer.dict" "$share/examples/python_email.py" "$share/examples/mimetic_fuzzer.cc" \
  "$prefix/share/doc/smimecheck/limits.md" "$prefix/share/doc/smimecheck/clients/owa.md"; do
  [ -s "$file" ] || missing "$file"
done
for folder in messages attacks hostile cms mime_parse_fuzzer mailbox_fuzzer; do
  [ "$(find "$share/seeds/$folder" -type f 2>/dev/null | wc -l)" -gt 5 ] || missing "$share/seeds/$folder"
done
library=$(find "$prefix" -name libsmimecheck_mutator.so)
if [ -z "$library" ]; then missing libsmimecheck_mutator.so
else
  # Exactly the names that libFuzzer and AFL++ look for.
  names=$(nm -D --defined-only "$library" | awk '{ print $3 }' | sort | tr '\n' ' ')
  want="LLVMFuzzerCustomCrossOver LLVMFuzzerCustomMutator afl_custom_deinit afl_custom_describe afl_custom_fuzz afl_custom_init "
  [ "$names" = "$want" ] || { echo "exports: $names" >&2; bad=1; }
fi
"$prefix/bin/smimecheck" kit mutate -n 2 -o "$prefix/variants" "$share/seeds/messages/alice.detached.sha256.eml" >/dev/null
[ "$(wc -l <"$prefix/variants/manifest.ndjson")" = 2 ] || missing "$prefix/variants/manifest.ndjson"
exit $bad
