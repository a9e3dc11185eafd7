#!/usr/bin/env bash
# Every suite, one after another; each has a time budget. Ends with one line `N passed, N failed`.
set -u
cd "$(dirname "$0")/.."
passed=0
failed=0
report=()

# suite NAME SECONDS COMMAND...: the command's last `N passed, N failed` counts; a failing exit without one counts as one failure
suite() {
  local name=$1 budget=$2 out code start took line ok bad
  shift 2
  start=$SECONDS
  echo "== $name"
  out=$(mktemp)
  timeout --kill-after=10 "$budget" "$@" >"$out" 2>&1
  code=$?
  took=$((SECONDS - start))
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$out" | tail -1)
  if [ -z "$line" ]; then
    ok=$(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$out" | tail -1)
    bad=$(sed -n 's/^# fail \([0-9]*\)$/\1/p' "$out" | tail -1)
  else
    ok=${line%% passed*}
    bad=${line#* passed, }
    bad=${bad%% failed*}
  fi
  ok=${ok:-0}
  bad=${bad:-0}
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  [ "$code" -eq 124 ] && echo "   out of time: more than $budget s"
  if [ "$bad" -gt 0 ]; then
    grep -E -A14 '^ *not ok|FAILED' "$out" | grep -v 'node:internal' | head -120
    tail -60 "$out"
  else
    grep '^second try:' "$out"
  fi
  rm -f "$out"
  passed=$((passed + ok))
  failed=$((failed + bad))
  report+=("$(printf '%-28s %4s passed %3s failed  %4ss of %ss' "$name" "$ok" "$bad" "$took" "$budget")")
}

jobs=$(nproc)
suite "house rules" 60 make --no-print-directory check
suite "build the program" 600 make --no-print-directory -j"$jobs" all
suite "build the tests" 600 make --no-print-directory -j"$jobs" VARIANT=debug unit-programs build/debug/gulou build/debug/gulou-image
suite "build the benches" 300 make --no-print-directory -j"$jobs" bench-programs # they age unseen otherwise
suite "unit" 480 tools/run-unit.sh build/debug/tests
(cd tests && [ -f package-lock.json ] && { [ -d node_modules ] || npm install --no-save >/dev/null; })

# The rest mostly waits, for servers, commits and pages: two lanes at once. Each lane's suites tell what they have at its end.
lane() {
  local said
  said=$(mktemp)
  {
    "$1"
    printf '%s\n' "${report[@]:$common}" >"$said.report"
    echo "$passed $failed" >"$said.count"
  } >"$said" 2>&1 &
  lanes+=("$said")
}
answers() {
  for script in tests/cli/*_test.sh; do
    [ -x "$script" ] && suite "command line: $(basename "$script" _test.sh)" 240 "$script"
  done
  suite "starter district" 60 tools/node-tests.sh tests/district/
  suite "web" 120 npm --prefix web test --silent
  suite "api" 600 tools/node-tests.sh tests/api/
  suite "channels" 600 tools/node-tests.sh --test-concurrency=2 tests/channels/
  # said again on another engine or store, by the program as it ships: what the sanitizers see, they have seen
  export GULOU_TEST_BUILD=release
  suite "photos in an S3 store" 300 tools/node-tests.sh tests/depot/
}
pages_and_kills() {
  suite "browser" 1080 tools/node-tests.sh --test-concurrency=1 tests/browser/
  # What is lost or doubled once is lost: these three have no second try.
  suite "power and kills" 300 node --test --test-reporter=tap tests/crash/
  suite "several servers" 300 node --test --test-reporter=tap --test-concurrency=1 tests/scale/
  suite "moving between engines" 240 tools/on-postgres.sh node --test --test-reporter=tap tests/move/
  # The second engine. Left out, because nothing of theirs touches the store or they only repeat it: base, text, geo, domain,
  # brain, http, photos, cli, demo (sixty days of history), verify (its tampering is written for SQLite), and the API's tests of input, guessing and pages.
  suite "unit on PostgreSQL" 300 tools/on-postgres.sh tools/run-unit.sh build/debug/tests /db/ /store/ /actions/ /auth/ /jobs/ district/store insight/figures learning/learn_test
  GULOU_TEST_BUILD=release suite "api on PostgreSQL" 300 tools/on-postgres.sh tools/node-tests.sh tests/api/story.test.mjs tests/api/conflict.test.mjs tests/api/requests.test.mjs
}
common=${#report[@]}
before_passed=$passed before_failed=$failed
passed=0
failed=0
lanes=()
lane answers
lane pages_and_kills
wait
passed=$before_passed
failed=$before_failed
for said in "${lanes[@]}"; do
  cat "$said"
  mapfile -t -O "${#report[@]}" report <"$said.report"
  read -r ok bad <"$said.count" || { ok=0 bad=1; }
  passed=$((passed + ok))
  failed=$((failed + bad))
  rm -f "$said" "$said.report" "$said.count"
done

echo
printf '%s\n' "${report[@]}"
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
