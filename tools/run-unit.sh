#!/usr/bin/env bash
# Runs every unit test program below $1 (or only those whose path contains one of the words that follow), as many at once
# as there are processors; ends with `N passed, N failed`.
set -u
root=$1
shift
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
export results

wanted() {
  local program=$1 word
  shift
  [ $# -eq 0 ] && return 0
  for word in "$@"; do [[ "$program" == *"$word"* ]] && return 0; done
  return 1
}

# one program: its line `passed failed` goes to a file of its own, what it said only when it failed
run_one() {
  local program=$1 out code ok bad
  out=$(timeout 180 "$program" 2>&1)
  code=$?
  ok=$(grep -c '^\[       OK \]' <<<"$out")
  bad=$(grep '^\[  FAILED  \]' <<<"$out" | grep -vc 'test(s)')
  [ "$code" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  if [ "$bad" -gt 0 ]; then { printf '%s\n' "$out" | tail -80; printf 'FAILED %s (exit %s)\n' "$program" "$code"; } >>"$results/said.$$"; fi
  echo "$ok $bad" >"$results/count.$$"
}
export -f run_one

while IFS= read -r program; do
  wanted "$program" "$@" && printf '%s\0' "$program"
done < <(find "$root" -type f -name '*_test' -size +0 | sort) | xargs -0 -r -n 1 -P "$(nproc)" bash -c 'run_one "$1"' _
cat "$results"/said.* 2>/dev/null
cat "$results"/count.* 2>/dev/null | awk '{ ok += $1; bad += $2 } END { printf "%d passed, %d failed\n", ok, bad; exit !(bad == 0 && ok > 0) }'
