#!/bin/bash
# run_readme.sh PREFIX [SECONDS]: runs the commands of README.md, with smimecheck installed below PREFIX.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=$(cd "$1" && pwd)
export prefix seconds=${2:-10}
# What afl-fuzz would rather have set up on the machine.
export AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ echo 'set -eu'; sed -n '/^```sh$/,/^```$/{/^```/!p}' "$here/README.md"; } >commands.sh
if ! bash commands.sh >log 2>&1; then cat log; exit 1; fi
# It really was this mutator, and it really made something new.
grep -q 'Custom' log
[ -n "$(find found/default/queue -name '*smime*' -o -name '*resigned*')" ]
echo "libFuzzer: $(grep -o 'stat::.*\|cov: [0-9]* ft: [0-9]*' log | tail -1)," \
  "AFL++: $(grep execs_done found/default/fuzzer_stats | tr -s ' ') executions," \
  "$(find found/default/queue -type f | wc -l) inputs in its queue"
