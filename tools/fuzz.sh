#!/usr/bin/env bash
# fuzz.sh SECONDS [NAME]: runs the fuzzers that `make fuzz` built, each for so long; ends with `N passed, N failed`.
set -u
cd "$(dirname "$0")/.."
seconds=$1
only=${2:-}
passed=0
failed=0
mkdir -p build/fuzz/crashes
for source in tests/fuzz/fuzz_*.c; do
  name=$(basename "$source" .c)
  name=${name#fuzz_}
  [ -z "$only" ] || [ "$only" = "$name" ] || continue
  corpus=build/fuzz/corpus/$name
  seeds=tests/fuzz/seeds/$name
  mkdir -p "$corpus"
  # the longest input is 4 KiB, or what the program's own head says: ` *   max_len 16384`
  longest=$(sed -n 's/^ \*  *max_len \([0-9]*\)$/\1/p' "$source" | head -1)
  echo "== $name"
  if ASAN_OPTIONS=detect_leaks=1 "build/fuzz/fuzz_$name" -max_len="${longest:-4096}" -max_total_time="$seconds" -timeout=10 \
    -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 -artifact_prefix="build/fuzz/crashes/$name-" \
    "$corpus" $([ -d "$seeds" ] && echo "$seeds") 2>"build/fuzz/$name.log"; then
    sed -n 's/^stat::number_of_executed_units: */   runs: /p' "build/fuzz/$name.log"
    passed=$((passed + 1))
  else
    tail -60 "build/fuzz/$name.log"
    failed=$((failed + 1))
  fi
done
if [ -z "$only" ] || [ "$only" = picture ]; then
  echo "== picture"
  if tests/fuzz/fuzz_picture.sh 300; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
