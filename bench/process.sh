#!/bin/bash
# One mail of 20 KB as a whole process: smimecheck verify beside openssl cms -verify. Prints the ratio.
#   bench/process.sh PROGRAM MAIL [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
program=$1 mail=$2 rounds=${3:-200}
ours() { "$program" verify --at 2026-07-01 --trust corpus/trust/sample.sst "$mail" >/dev/null; }
theirs() { openssl cms -verify -in "$mail" -CAfile corpus/certs/root-1.pem -purpose any -attime 1782864000 -out /dev/null 2>/dev/null; }
# Both must accept the mail: a fast failure would be no result.
ours && theirs
clock() { date +%s%N; }
run() { # COMMAND: nanoseconds a round
  local begin
  begin=$(clock)
  for ((i = 0; i < rounds; ++i)); do "$1"; done
  echo $((($(clock) - begin) / rounds))
}
a=$(run ours) b=$(run theirs)
awk -v a="$a" -v b="$b" 'BEGIN { printf "process: smimecheck %.1f ms, openssl cms -verify %.1f ms, ratio %.2f\n", a/1e6, b/1e6, a/b }'
