#!/usr/bin/env bash
# The command line as scripts use it: exit codes, import, export, migrate, backup, restore. Run from the repository's
# root after `make`; GULOU names the program (build/gulou). Ends with `N passed, N failed`.
set -u
gulou=${GULOU:-build/gulou}
district=districts/gulou
work=$(mktemp -d /tmp/gulou-cli-XXXXXX)
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

expect 0 'gulou 0' 'the version is told' "$gulou" version
expect 0 'backup' 'help lists the commands' "$gulou" --help
for command in import export backup restore migrate move archive verify train replay version; do
  expect 0 '--help' "help of $command" "$gulou" "$command" --help
done
expect 2 'COMMAND' 'no command is wrong usage' "$gulou"
expect 2 'no command' 'an unknown command is wrong usage' "$gulou" frobnicate
expect 2 'no option' 'an unknown option is wrong usage' "$gulou" import --dta "$work/d" $district
expect 2 'Usage' 'a missing word is wrong usage' "$gulou" import --data "$work/d"
expect 2 'needs a value' 'an option without its value is wrong usage' "$gulou" migrate --data
expect 2 '--data' 'a missing data folder is wrong usage' "$gulou" migrate
expect 3 'no data folder' 'export from nowhere' "$gulou" export --data "$work/none" "$work/x"
expect 3 'no data folder' 'backup from nowhere' "$gulou" backup --data "$work/none" "$work/x"
expect 3 'Cannot open' 'a data folder that cannot be made' "$gulou" migrate --data /proc/none/data

mkdir "$work/notdb"; head -c 8192 /dev/urandom >"$work/notdb/gulou.db"
expect 3 'not a database' 'a data folder whose database is none' "$gulou" migrate --data "$work/notdb"

# import and export
expect 0 'Imported Gulou' 'the starter district is imported' "$gulou" import --data "$work/data" $district
check 'only its owner may look into a data folder' test "$(stat -c %a "$work/data")" = 700
expect 0 'files' 'export' "$gulou" export --data="$work/data" "$work/exported"
for file in $district/*.csv $district/*.ini $district/*.geojson; do
  check "$file comes back byte for byte" cmp "$file" "$work/exported/$(basename "$file")"
done
cp -r $district "$work/spoilt"
printf 'P0101,one too few\nNOPE,没有\n' >>"$work/spoilt/corpus.csv"
line=$(wc -l <"$work/spoilt/corpus.csv")
expect 1 "corpus.csv line $line" 'a bad file is told with its line' "$gulou" import --data "$work/data" "$work/spoilt"
expect 1 'errors; nothing was changed' 'a bad file makes no data folder' "$gulou" import --data "$work/fresh" "$work/spoilt"
check 'nothing was made' test ! -e "$work/fresh"
"$gulou" export --data "$work/data" "$work/after" >/dev/null 2>&1
check 'the old district is untouched' diff -r "$work/exported" "$work/after"
LANG=C expect 1 "corpus.csv 第 $line 行" 'Chinese where nobody asked for English' "$gulou" import --data "$work/data" "$work/spoilt"
expect 1 'Cannot read' 'a folder that is not there' "$gulou" import --data "$work/data" "$work/nowhere"

# options from the environment and from a file; flags win
GULOU_DATA="$work/data" expect 0 'schema is version' 'data from the environment' "$gulou" migrate
printf '# all of it\ndata = %s\n' "$work/data" >"$work/gulou.ini"
expect 0 'schema is version' 'data from a file' "$gulou" migrate --config "$work/gulou.ini"
GULOU_DATA="$work/none" expect 0 'schema is version' 'flags win over the environment' "$gulou" migrate --data "$work/data"
printf 'dta = x\n' >"$work/bad.ini"
expect 2 "$work/bad.ini:1" 'an unknown key of the file is told with its line' "$gulou" migrate --config "$work/bad.ini"

# one runs the district, others may look on
exec 8>>"$work/data/lock"
flock -n 8
expect 3 'is using the data folder' 'migrate beside a server is refused' "$gulou" migrate --data "$work/data"
expect 0 'Imported' 'import beside a server' "$gulou" import --data "$work/data" $district
mkdir -p "$work/data/photos/3f" "$work/data/photos/tmp"
printf 'one photo' >"$work/data/photos/3f/3f01.jpg"
printf 'half a photo' >"$work/data/photos/tmp/part"
expect 0 '1 photo files, checked' 'backup beside a server' "$gulou" backup --data "$work/data" "$work/backup"
cp "$work/err" "$work/backup-err"
check 'the photo is in the backup' cmp "$work/data/photos/3f/3f01.jpg" "$work/backup/photos/3f/3f01.jpg"
check 'a photo in the making is not' test ! -e "$work/backup/photos/tmp"
check 'without a terminal, progress is lines' grep -q '100 %' "$work/backup-err"
expect 1 'is not empty' 'a backup overwrites nothing' "$gulou" backup --data "$work/data" "$work/backup"
expect 1 'is using the data folder' 'a folder in use is not restored from' "$gulou" restore "$work/data" --data "$work/stolen"
exec 8>&-

# restore
expect 0 '1 photo files, checked' 'restore' "$gulou" restore "$work/backup" --data "$work/restored"
"$gulou" export --data "$work/restored" "$work/restored-files" >/dev/null 2>&1
check 'the restored district is the same' diff -r "$work/exported" "$work/restored-files"
check 'the photo is restored' cmp "$work/data/photos/3f/3f01.jpg" "$work/restored/photos/3f/3f01.jpg"
expect 1 'is not empty' 'restore overwrites nothing' "$gulou" restore "$work/backup" --data "$work/restored"
expect 1 'no data folder' 'restore from what is no backup' "$gulou" restore "$work/spoilt" --data "$work/r2"
cp -r "$work/backup" "$work/damaged"
size=$(stat -c %s "$work/damaged/gulou.db")
dd if=/dev/urandom of="$work/damaged/gulou.db" bs=4096 seek=2 count=$((size / 4096 - 4)) conv=notrunc status=none
expect 1 'gulou.db is damaged' 'a damaged backup is refused' "$gulou" restore "$work/damaged" --data "$work/r3"
check 'and leaves no database to start with' test ! -e "$work/r3/gulou.db"

# move, without a server: between two folders (tests/move/ has PostgreSQL)
expect 2 'sqlite:FOLDER' 'a place that is none' "$gulou" move --from "$work/data" --to "sqlite:$work/moved"
expect 2 'the same' 'onto itself' "$gulou" move --from "sqlite:$work/data" --to "sqlite:$work/data"
expect 0 'every chain whole' 'from folder to folder' "$gulou" move --from "sqlite:$work/data" --to "sqlite:$work/moved"
"$gulou" export --data "$work/moved" "$work/moved-files" >/dev/null 2>&1
check 'the moved district is the same' diff -r "$work/exported" "$work/moved-files"
check 'its photo came too' cmp "$work/data/photos/3f/3f01.jpg" "$work/moved/photos/3f/3f01.jpg"
expect 1 'already holds' 'a second time it is refused' "$gulou" move --from "sqlite:$work/data" --to "sqlite:$work/moved"

# train and replay
live() { sqlite3 "$work/data/gulou.db" "SELECT model FROM models WHERE verdict = 'live'"; }
expect 2 '--data DIR' 'train what?' "$gulou" train
expect 2 '--data DIR' 'a table without a place for the model' "$gulou" train --train "$district/corpus.csv"
expect 3 'no data folder' 'train nothing' "$gulou" train --data "$work/none"
check 'and no folder was made for it' test ! -e "$work/none"
expect 1 'No model has been trained' 'replay before any training' "$gulou" replay --data "$work/data"
expect 0 'it went live' 'the first model goes live' "$gulou" train --data "$work/data"
cp "$work/out" "$work/trained"
check 'it was checked with what it never learnt' grep -q 'macro-F1' "$work/trained"
first=$(live)
check 'its file stands under its seal' test "$(head -c -32 "$work/data/models/$first.model" | sha256sum | cut -c1-16)" = "$first"
expect 0 'nothing new to learn' 'the same again changes nothing' "$gulou" train --data "$work/data"
awk -F, 'NR == 1 { print; next } { label[NR] = $1; text[NR] = substr($0, length($1) + 2) }
  END { for (i = 2; i <= NR; i++) print label[i < NR / 2 + 1 ? i + int(NR / 2) : i - int(NR / 2)] "," text[i] }' "$district/corpus.csv" >"$work/wrong.csv"
expect 1 'so it was refused' 'a worse model is refused, with why' "$gulou" train --data "$work/data" --from "$work/wrong.csv"
check 'and the one before stays' test "$(live)" = "$first"
refused=$(sqlite3 "$work/data/gulou.db" "SELECT model FROM models WHERE verdict = 'refused'")
expect 0 'is live' 'by hand even that' "$gulou" train --data "$work/data" --use "$refused"
expect 0 'is live' 'and back' "$gulou" train --data "$work/data" --use "$first"
check 'the one before is live again' test "$(live)" = "$first"
expect 1 'There is no model' 'a model nobody knows' "$gulou" train --data "$work/data" --use 0123456789abcdef
head -800 "$district/corpus.csv" >"$work/half.csv"
"$gulou" train --data "$work/data" --from "$work/half.csv" >/dev/null 2>&1 &
training=$!
sleep 0.4
kill -9 $training 2>/dev/null
wait $training 2>/dev/null
check 'a training that is killed leaves the live model' test "$(live)" = "$first"
expect 0 '0 decisions looked at' 'replay with the live model' "$gulou" replay --data "$work/data"
expect 0 '"replayed":0' 'replay for scripts' "$gulou" replay --json --data "$work/data" --model "$first"
expect 0 'The model is in' 'a model from any table' "$gulou" train --train "$district/corpus.csv" --out "$work/model.bin"
expect 0 '0 decisions looked at' 'replay with a file' "$gulou" replay --data "$work/data" --model "$work/model.bin"
head -c 100000 /dev/urandom >"$work/evil.bin"
expect 1 'broken or not ours' 'a hostile model file is refused' "$gulou" replay --data "$work/data" --model "$work/evil.bin"
printf 'spoilt' | dd of="$work/data/models/$first.model" bs=1 seek=70000 conv=notrunc status=none
expect 1 'broken or not ours (checksum)' 'a spoilt model is not used' "$gulou" replay --data "$work/data"
expect 1 'broken or not ours (checksum)' 'nor put live' "$gulou" train --data "$work/data" --use "$first"
expect 0 'it went live' 'but learnt again' "$gulou" train --data "$work/data"
check 'the same samples give the same model' test "$(live)" = "$first"
expect 0 '0 decisions looked at' 'which is whole' "$gulou" replay --data "$work/data"

# verify
expect 0 'Everything agrees' 'a fresh district verifies clean' "$gulou" verify --data "$work/data"
expect 0 '"clean":true' 'verify for scripts' "$gulou" verify --json --data "$work/data"
expect 3 'no data folder' 'verify nothing' "$gulou" verify --data "$work/none"
expect 2 'SIZE:ROOT' 'a witness whose head is malformed' "$gulou" verify --data "$work/data" --head 12
expect 2 '64 hex digits' 'a witness whose key is malformed' "$gulou" verify --data "$work/data" --key 00ff
sqlite3 "$work/data/gulou.db" "INSERT INTO case_events VALUES ('350102', 'GL1', 1, 5, 'SUBMIT', '{}', 'ab', 0);
  INSERT INTO log_heads VALUES ('350102', 1, 'cd', 5, 'ef')"
expect 1 'event-altered' 'a forged event is named' "$gulou" verify --data "$work/data"
expect 1 'signature-wrong' 'a forged head is named' "$gulou" verify --data "$work/data"
expect 1 '"fault":"row-missing","jurisdiction":"350102","number":"GL1"' 'and for scripts' "$gulou" verify --json --data "$work/data"

# archive: a demo's cases, four years later by the demo's clock
"$gulou" demo --data "$work/old" >/dev/null 2>&1
sqlite3 "$work/old/gulou.db" "INSERT INTO server_settings (jurisdiction, name, value) SELECT jurisdiction, 'demo_clock_shift', '126144000000' FROM server_settings LIMIT 1"
events() { sqlite3 "$1/gulou.db" 'SELECT COUNT(*) FROM case_events'; }
before=$(events "$work/old")
expect 0 'would be archived' 'what would be archived is counted' "$gulou" archive --data "$work/old" --dry-run
check 'and nothing is changed' test "$(events "$work/old")" = "$before"
expect 0 'cases archived' 'old cases are archived' "$gulou" archive --data "$work/old"
check 'their events left the file' test "$(events "$work/old")" -lt "$((before / 2))"
expect 0 "$before events" 'verify reads them where they are' "$gulou" verify --data "$work/old"
expect 0 'checked' 'the archive is backed up' "$gulou" backup --data "$work/old" "$work/old-backup"
expect 0 'checked' 'and restored' "$gulou" restore "$work/old-backup" --data "$work/old-again"
expect 0 'Everything agrees' 'whole' "$gulou" verify --data "$work/old-again"
expect 1 'are archived' 'a store with archived cases is not moved' "$gulou" move --from "sqlite:$work/old-again" --to "sqlite:$work/old-moved"
expect 2 'four digits' 'a year has four digits' "$gulou" archive --data "$work/old-again" --undo 26
for file in "$work"/old-again/archive/20*.db; do
  year=$(basename "$file" .db)
  expect 0 "of $year are home again" 'a year comes home' "$gulou" archive --data "$work/old-again" --undo "$year"
done
check 'with every event' test "$(events "$work/old-again")" = "$before"
rm "$work"/old/archive/20*.db
expect 1 '' 'an archive that is gone is noticed' "$gulou" verify --data "$work/old"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
