#!/usr/bin/env bash
# node-tests.sh [OPTION...] PATH...: `node --test`, and each file of which a test failed once more, alone.
# What waits for servers, commits and pages fails now and then for the machine's sake (decision 31). A file that then holds counts as
# passed and is named in a line `second try: ...`; what fails twice has failed. Ends with `N passed, N failed`.
set -u
first=$(mktemp)
second=$(mktemp)
trap 'rm -f "$first" "$second"' EXIT
figure() { sed -n "s/^# $1 \([0-9]*\)\$/\1/p" "$2" | tail -1; }

node --test --test-reporter=tap "$@" >"$first" 2>&1
code=$?
cat "$first"
ok=$(figure pass "$first")
bad=$(figure fail "$first")
ok=${ok:-0}
bad=${bad:-0}
[ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
if [ "$bad" -gt 0 ]; then
  # where a test stands, or, of one that a helper of its file began, which file has its name
  mapfile -t files < <({
    grep -oE "location: '[^']+\.test\.mjs" "$first" | cut -d"'" -f2
    sed -nE 's/^ *not ok [0-9]+ - //p' "$first" | sed 's/ # .*//' | grep -rlFf - --include='*.test.mjs' "$PWD/${*: -1}"
  } | sort -u)
  if [ "${#files[@]}" -gt 0 ]; then
    echo "second try: $bad failed in ${files[*]#"$PWD"/}"
    if node --test --test-reporter=tap --test-concurrency=1 "${files[@]}" >"$second" 2>&1; then
      echo "second try: held"
      ok=$((ok + bad))
      bad=0
    else
      cat "$second"
      bad=$(figure fail "$second")
      [ "${bad:-0}" -gt 0 ] || bad=1
    fi
  fi
fi
echo "$ok passed, $bad failed"
[ "$bad" -eq 0 ]
