#!/usr/bin/env bash
# Runs every unit test program below $1 (or only those whose path contains one of the words that follow); ends with
# `N passed, N failed`.
set -u
root=$1
shift
wanted() {
  local program=$1 word
  shift
  [ $# -eq 0 ] && return 0
  for word in "$@"; do [[ "$program" == *"$word"* ]] && return 0; done
  return 1
}
passed=0
failed=0
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
while IFS= read -r program; do
  wanted "$program" "$@" || continue
  out=$(timeout 120 "$program" 2>&1)
  code=$?
  ok=$(grep -c '^\[       OK \]' <<<"$out")
  bad=$(grep '^\[  FAILED  \]' <<<"$out" | grep -vc 'test(s)')
  [ "$code" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  passed=$((passed + ok))
  failed=$((failed + bad))
  if [ "$bad" -gt 0 ]; then printf '%s\n' "$out" | tail -80; printf 'FAILED %s (exit %s)\n' "$program" "$code"; fi
done < <(find "$root" -type f -name '*_test' | sort)
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
