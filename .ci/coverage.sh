#!/bin/bash
# Coverage of our own code, by clang's source-based counters: a line per room, then the files with most left.
#   .ci/coverage.sh tests    by every test, the replays of the fuzz seeds among them
#   .ci/coverage.sh fuzz     by the fuzz seeds and what ./dev fuzz has found, alone
#   .ci/coverage.sh all      by both
# What single lines and branches were reached stands in build/coverage/html.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-all}
out=build/coverage
fuzz_programs() { ls $out/fuzz/*_fuzzer; }
rm -rf $out/profiles
mkdir -p $out/profiles
export LLVM_PROFILE_FILE=$PWD/$out/profiles/%m.profraw
case $what in
  tests) ctest --preset coverage --progress ;;
  all) ctest --preset coverage --progress ;;&
  fuzz | all)
    for program in $(fuzz_programs); do
      name=${program##*/}
      folders=$(cat "$out/fuzz/$name.seeds")
      [ -d "build/fuzz/found/$name" ] && folders="$folders build/fuzz/found/$name"
      echo "$name: $("$program" $folders)"
    done ;;
  *) echo "usage: .ci/coverage.sh tests|fuzz|all" >&2; exit 2 ;;
esac
llvm-profdata-14 merge -sparse $out/profiles/*.profraw -o $out/all.profdata
# Code that a program does not link has no counters there, so all programs are asked.
objects=$(for program in $out/smimecheck $out/tests/smime_tests $(fuzz_programs); do
  [ ! -x "$program" ] || echo "-object $program"; done)
set -- ${objects#-object} -instr-profile=$out/all.profdata --ignore-filename-regex='^/usr/'
llvm-cov-14 export -summary-only "$@" >$out/summary.json
llvm-cov-14 show -format=html -output-dir=$out/html -show-branches=count "$@" 2>/dev/null >/dev/null
python3 .ci/coverage_table.py $out/summary.json "$PWD"
