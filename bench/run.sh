#!/bin/bash
# Makes the reference mails once, then runs the benchmarks and the comparison of whole processes.
set -euo pipefail
cd "$(dirname "$0")/.."
mails=build/bench/mails
[ -f "$mails/twenty-kilobytes.one" ] || python3 bench/make_mails.py "$mails"
build/bench/smime_bench "$mails" "$@"
bench/process.sh build/bench/smimecheck "$mails/twenty-kilobytes.one"
