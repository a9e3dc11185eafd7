#!/usr/bin/env bash
# Cases in files by the command line: in another platform's CSV, put right and taken once; out as CSV, XLSX and JSON, in an
# account's name and by its rights. Run from the repository's root after `make`; GULOU names the program (build/gulou).
set -u
gulou=${GULOU:-build/gulou}
work=$(mktemp -d /tmp/gulou-cases-XXXXXX)
trap 'rm -rf "$work"' EXIT
unset GULOU_DATA GULOU_CONFIG LC_ALL LC_MESSAGES
export LANG=en_US.UTF-8
passed=0
failed=0

ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); printf 'FAILED %s\n' "$1"; sed 's/^/    /' "$work/out" "$work/err"; }
# expect CODE TEXT NAME command...: the exit code, and a text on either stream
expect() {
  local code=$1 text=$2 name=$3
  shift 3
  "$@" >"$work/out" 2>"$work/err" </dev/null
  local got=$?
  if [ "$got" -eq "$code" ] && grep -qF -- "$text" "$work/out" "$work/err"; then ok; else bad "$name (exit $got, wanted $code)"; fi
}
check() { local name=$1; shift; : >"$work/out"; if "$@" >"$work/err" 2>&1; then ok; else bad "$name"; fi; }
same() { printf 'wanted %s\ngot    %s\n' "$2" "$1"; [ "$1" = "$2" ]; }
sql() { sqlite3 "$work/data/gulou.db" "$1"; }
into() { "$gulou" cases import --data "$work/data" --as centre --platform city-12345 "$@"; }
out() { "$gulou" cases export --data "$work/data" --as centre "$@"; }

expect 0 '--platform' 'help' "$gulou" cases --help
expect 0 '导入其他平台的件' 'in Chinese too' "$gulou" cases --help
expect 2 'Usage' 'a missing file is wrong usage' "$gulou" cases import
expect 2 'cases' 'neither in nor out' "$gulou" cases frobnicate "$work/x.csv" --data "$work/data"
expect 3 'no data folder' 'nowhere' "$gulou" cases export --data "$work/none" --as centre "$work/x.csv"
check 'and no folder was made for it' test ! -e "$work/none"

"$gulou" demo --no-history --data "$work/data" >/dev/null 2>&1
sql "INSERT INTO partners (jurisdiction, partner, kind, name, key_hash, key_hint, per_minute, active, created_at, used_at)
  SELECT jurisdiction, 'city-12345', 'platform', '市 12345', 'ab', 'abcd', 60, 1, 0, 0 FROM server_settings LIMIT 1" || failed=$((failed + 1))
cat >"$work/in.csv" <<'CSV'
编号,内容,地点,类别,纬度,经度,姓名,电话,上报时间,备注
C-1,公园里垃圾堆放多日没人清,江厝路街头公园,HJ-01,26.1079,119.2741,林女士,000-555-0100,2026-11-20 08:30,忽略
C-2,路灯不亮,江厝路街头公园,,26.1079,119.2741,,,,
C-3,,江厝路街头公园,,,,,,,
C-4,井盖缺失,江厝路,,95,119,,,,
CSV

# who, and whether they may
expect 1 'Say with --as' 'nobody does it' "$gulou" cases import --data "$work/data" --platform city-12345 "$work/in.csv"
expect 1 'no account “nobody”' 'somebody unknown does it' "$gulou" cases export --data "$work/data" --as nobody "$work/x.csv"
expect 1 'Only the district centre' 'a street does not import' "$gulou" cases import --data "$work/data" --as wufeng --platform city-12345 "$work/in.csv"
expect 1 'no platform' 'an unknown platform' "$gulou" cases import --data "$work/data" --as centre --platform nobody "$work/in.csv"
check 'nothing was taken' same "$(sql 'SELECT COUNT(*) FROM cases')" 0

# in
expect 1 'row 4, text' 'a file is judged, row by row' into --dry-run "$work/in.csv"
expect 1 'row 5, lat' 'and column' into --dry-run "$work/in.csv"
expect 1 '2 new, 0 known, 2 refused. Nothing was changed' 'what it would be is told' into --dry-run "$work/in.csv"
check 'a look takes nothing' same "$(sql 'SELECT COUNT(*) FROM cases')" 0
LANG=C expect 1 '试读 4 行：可收 2' 'Chinese where nobody asked for English' into --dry-run "$work/in.csv"
expect 1 '2 taken, 0 known, 2 refused' 'the good rows are taken' into --refused "$work/refused.xlsx" "$work/in.csv"
check 'two cases' same "$(sql 'SELECT COUNT(*) FROM cases')" 2
check 'by the channel of platforms' same "$(sql "SELECT COUNT(*) FROM cases c JOIN platform_cases p ON p.number = c.number WHERE p.platform = 'city-12345' AND c.category = 'E0102' AND p.theirs = 'C-1'")" 1
check 'what is refused is for nobody else to read' same "$(stat -c %a "$work/refused.xlsx")" 600
expect 1 '0 new, 0 known, 2 refused' 'the refused rows are a file of their own' into --dry-run "$work/refused.xlsx"
expect 1 'Columns that were not used: 备注' 'a column that means nothing is named' into --dry-run "$work/in.csv"
sed -i 's/^C-3,,/C-3,井盖松动,/; s/,95,119,/,26.1079,119.2741,/' "$work/in.csv"
expect 0 '2 taken, 2 known, 0 refused' 'put right, the rest is taken' into "$work/in.csv"
expect 0 '0 taken, 4 known, 0 refused' 'once' into "$work/in.csv"
printf '[{"number":"J-1","text":"树枝折断挡路","lat":26.1079,"lon":119.2741}]' >"$work/in.json"
expect 0 '1 taken' 'JSON is the same' into "$work/in.json"
expect 1 'Cannot read' 'a file that is not there' into "$work/none.csv"
expect 1 'Cannot read' 'a folder is no file' into "$work"
head -c 9000000 /dev/zero >"$work/large.csv"
expect 1 'more than 8 MB' 'a file that is too large' into "$work/large.csv"
printf 'PK\003\004 nonsense' >"$work/broken.xlsx"
expect 1 'may be damaged' 'a file that is none' into "$work/broken.xlsx"

# out
expect 0 '5 cases are in' 'CSV' out "$work/out.csv"
check 'all of them' same "$(grep -c '^"[0-9]\{13\}"' "$work/out.csv")" 5
check 'for its owner alone' same "$(stat -c %a "$work/out.csv")" 600
check 'without contacts' sh -c "! grep -q '林女士\|555-0100' '$work/out.csv'"
expect 0 '1 cases are in' 'by kind' out --category E0102 "$work/one.json"
check 'as the page gives it' same "$(grep -o '"code":"E0102"' "$work/one.json" | head -1)" '"code":"E0102"'
expect 0 '0 cases are in' 'by day' out --to 2020-01-01 "$work/none.csv"
expect 0 '5 cases are in' 'XLSX, whatever the name' out --format xlsx "$work/cases.out"
check 'which is one' same "$(head -c 2 "$work/cases.out")" PK
expect 1 'does not tell the format' 'a name without a format' out "$work/cases"
expect 1 'state' 'a state that is none' out --state NOWHERE "$work/x.csv"
expect 1 'Cannot write' 'a place that cannot be written' out "$work/none/x.csv"
check 'who took how many is kept' same "$(sql "SELECT group_concat(detail, '; ') FROM (SELECT detail FROM account_events WHERE action = 'export' AND subject = 'terminal' ORDER BY rowid LIMIT 2)")" 'csv 5; json 1 category=E0102'

# beside the server, whoever runs the district
exec 8>>"$work/data/lock"
flock -n 8
printf 'number,text,lat,lon\nC-9,"=HYPERLINK(""http://evil.example"",""x"")",26.1079,119.2741\n' >"$work/evil.csv"
expect 0 '1 taken' 'in, beside a server' into "$work/evil.csv"
expect 0 '6 cases are in' 'out, beside a server' out "$work/out2.csv"
exec 8>&-
check 'and nothing in it is a formula' grep -q "\"'=HYPERLINK" "$work/out2.csv"
expect 0 'Everything agrees' 'verify' "$gulou" verify --data "$work/data"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
