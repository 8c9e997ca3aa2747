#!/bin/bash
# Runs fuzz targets that ./dev fuzz has built, as many at a time as there are processors, and prints a table.
# What a target learns stays in build/fuzz/found/TARGET and is where the next run begins; what it finds stays in
# build/fuzz/findings/TARGET-*. Exits with 1 if there is any finding.
#   fuzz/run.sh SECONDS TARGET...
# FUZZ_JOBS is how many run at a time. Where SMIMECHECK_SUITES is set, the messages below it are seeds, too.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1
shift
out=$PWD/build/fuzz
mkdir -p "$out/found" "$out/findings" "$out/log"

run_one() { # target seconds
  local target=$1 most=65536 dictionary=$1 seeds began cpu
  # Mail is long: an input limit of a few kilobytes hides what only a long one shows.
  case $target in verify_* | message_* | mime_*) most=1048576 ;; esac
  seeds=$(cat "build/fuzz/fuzz/$target.seeds")
  case $target in verify_message* | message_* | mime_*) seeds="$seeds ${SMIMECHECK_SUITES:+$(messages)}" ;; esac
  case $target in  # whose tokens they are made of
    message_*) dictionary=verify_message_fuzzer ;;
    verify_cms*) dictionary=signed_data_fuzzer ;;
    chain*) dictionary=certificate_fuzzer ;;
  esac
  [ -f "fuzz/$dictionary.dict" ] && dictionary=-dict=fuzz/$dictionary.dict || dictionary=
  mkdir -p "build/fuzz/found/$target"
  TIMEFORMAT='%U %S'
  began=$SECONDS
  # One child at a time does the work, so that a finding does not end the run.
  { time "build/fuzz/fuzz/$target" -fork=1 -ignore_crashes=1 -ignore_timeouts=1 -ignore_ooms=1 \
      -max_total_time="$2" -timeout=60 -rss_limit_mb=2048 -print_funcs=0 -max_len=$most $dictionary \
      -artifact_prefix="build/fuzz/findings/$target-" "build/fuzz/found/$target" $seeds \
      >"build/fuzz/log/$target.log" 2>&1 || true; } 2>"build/fuzz/log/$target.cpu"
  cpu=$(awk '{ print int($1 + $2) }' "build/fuzz/log/$target.cpu")
  summary "$target" $((SECONDS - began)) "$cpu" | tee "build/fuzz/log/$target.row"
}

# Lines of libFuzzer: "#1234: cov: 5 ft: 6 corp: 7 exec/s: 8 oom/timeout/crash: 0/0/0 time: 9s job: 1"
summary() { # target wall cpu
  awk -v target="$1" -v wall="$2" -v cpu="$3" -v findings="$(findings "$1" | wc -l)" '
    /^#[0-9]+: cov:/ {
      execs = substr($1, 2, length($1) - 2)
      if ($3 > cov) { cov = $3; for (i = 1; i < NF; ++i) if ($i == "time:") grew = $(i + 1) + 0 }
      if (first == "") first = $3
      ft = $5; corpus = $7
    }
    END { printf "%-26s %6d %6d %11d %7d %6d %6d %7d %6d %6d %8d\n", target, wall, cpu, execs,
          wall ? execs / wall : 0, first, cov, ft, corpus, grew, findings }' "build/fuzz/log/$1.log"
}
findings() { find build/fuzz/findings -name "$1-*"; }
messages() { # a flat folder of links, made anew: the suites hold much that is no message
  local folder=build/fuzz/suites
  if [ ! -d "$folder" ]; then
    mkdir -p "$folder"
    find "$SMIMECHECK_SUITES" -name '*.eml' -size -200k | awk '{ print NR, $0 }' |
      while read -r number file; do cp "$file" "$folder/$number.eml"; done
  fi
  echo "$folder"
}

if [ "${SMIMECHECK_SUITES:-}" ]; then messages >/dev/null; fi
# Two frames of each allocation are enough to find it, and make a run a sixth faster.
export ASAN_OPTIONS=${ASAN_OPTIONS:-malloc_context_size=2}
export -f run_one summary findings messages
printf '%-26s %6s %6s %11s %7s %6s %6s %7s %6s %6s %8s\n' target wall_s cpu_s execs exec/s cov_at_start cov features corpus grew_at findings |
  sed 's/cov_at_start/cov0  /'
printf '%s\n' "$@" | xargs -P "${FUZZ_JOBS:-$(nproc)}" -I{} bash -c 'run_one {} '"$seconds"
total=0
for target; do total=$((total + $(findings "$target" | wc -l))); done
[ "$total" = 0 ] || { echo "findings: build/fuzz/findings (what to do with one: fuzz/README.md)" >&2; exit 1; }
