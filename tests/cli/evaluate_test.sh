#!/usr/bin/env bash
# gulou evaluate as an IT officer uses it: figures, refusals, and that no test file is opened before learning has ended.
# Run from the repository's root after `make`; GULOU names the program. Ends with `N passed, N failed`.
set -u
gulou=${GULOU:-build/gulou}
work=$(mktemp -d /tmp/gulou-evaluate-XXXXXX)
trap 'rm -rf "$work"' EXIT
unset GULOU_CONFIG LC_ALL LC_MESSAGES
export LANG=en_US.UTF-8
passed=0
failed=0

ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); printf 'FAILED %s\n' "$1"; sed 's/^/    /' "$work/out" "$work/err"; }
# expect CODE TEXT NAME command...: the exit code, and a text on either stream
expect() {
  local code=$1 text=$2 name=$3
  shift 3
  timeout 60 "$@" >"$work/out" 2>"$work/err" </dev/null
  local got=$?
  if [ "$got" -eq "$code" ] && grep -qF -- "$text" "$work/out" "$work/err"; then ok; else bad "$name (exit $got, wanted $code)"; fi
}
check() { local name=$1; shift; if "$@"; then ok; else bad "$name"; fi; }

{
  echo 'id,subject,body,label,level'
  for i in $(seq 12); do
    echo "$i,路灯,$i 号楼路灯不亮很黑,灯,市政"
    echo "$i,垃圾,$i 号楼垃圾没人收很臭,垃圾,环卫"
    echo "$i,噪音,$i 号楼半夜施工噪音太大,噪音,环保"
  done
} >"$work/train.csv"
printf '\xef\xbb\xbfcategory,text\r\n灯,巷口路灯不亮\r\n垃圾,"公园垃圾，\n没人收"\r\n噪音,半夜噪音\r\n噪音,路灯不亮\r\n' >"$work/test.csv"

expect 0 'Trained on' 'training is told' "$gulou" evaluate --train "$work/train.csv" --test "$work/test.csv"
expect 0 '0.7500  accuracy (3 of 4)' 'three of four are right' "$gulou" evaluate --train "$work/train.csv" --test "$work/test.csv"
expect 0 '1  噪音  →  灯' 'the confusion is named' "$gulou" evaluate --train "$work/train.csv" --test "$work/test.csv"
expect 0 'messages/s on one thread' 'speed is told' "$gulou" evaluate --train "$work/train.csv" --test "$work/test.csv"
LANG=zh_CN expect 0 '训练完毕' 'Chinese where nobody asked for English' "$gulou" evaluate --train "$work/train.csv" --test "$work/test.csv"
expect 0 '"accuracy":0.750000' 'figures for scripts' "$gulou" evaluate --json --train "$work/train.csv" --test "$work/test.csv"
check 'which are one JSON object' node -e '
  const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))
  process.exit(r.accuracy_at_coverage["100"] === r.accuracy && r.train_messages === 36 && r.labels.length === 3 ? 0 : 1)' "$work/out"
expect 0 '环卫' 'another column is the label' "$gulou" evaluate --train "$work/train.csv" --folds 3 --label level
expect 0 'macro-F1 of the parts' 'cross-validation needs no test' "$gulou" evaluate --train "$work/train.csv" --folds 3
expect 0 'is kept in' 'the model is kept' "$gulou" evaluate --train "$work/train.csv" --out "$work/model.bin"
check 'and is a model' grep -q '^GLCLASS' "$work/model.bin"
expect 0 '       6   ' 'mistakes are named by their line' "$gulou" evaluate --train "$work/train.csv" --test "$work/test.csv" --mistakes 3

expect 2 'Nothing to examine' 'nothing is asked' "$gulou" evaluate
expect 2 'Nothing to examine' 'a test without training' "$gulou" evaluate --test "$work/test.csv"
expect 2 '--folds' 'two ways at once' "$gulou" evaluate --train "$work/train.csv" --test "$work/test.csv" --folds 3
expect 1 'Cannot read' 'a training file that is not there' "$gulou" evaluate --train "$work/none.csv" --folds 3
printf 'text,label\nx,A\ny,\n' >"$work/hole.csv"
expect 1 'hole.csv line 3: the label is empty' 'a row without a label' "$gulou" evaluate --train "$work/hole.csv" --folds 3
expect 1 'hole.csv: there is no column' 'a column that is not there' "$gulou" evaluate --train "$work/hole.csv" --folds 3 --label kind
printf 'text,label\nx,A\ny,A\n' >"$work/one.csv"
expect 1 'Too few samples' 'one label teaches nothing' "$gulou" evaluate --train "$work/one.csv" --out "$work/m"
expect 1 'Cannot write' 'a model that cannot be kept' "$gulou" evaluate --train "$work/train.csv" --out /proc/none/m

# the whole brain of a district, and places
printf 'label,text\nP0108,巷口路灯不亮\nE0106,公园里露营垃圾没人管\n' >"$work/exam.csv"
printf 'urgency,text\nU1,着火了\nU3,路灯不亮\n' >"$work/urgency.csv"
printf 'why,text\nnonsense,11111111\n' >"$work/abstain.csv"
expect 0 'One level up' 'the whole brain is examined, groups too' "$gulou" evaluate --district districts/gulou \
  --exam "$work/exam.csv" --exam-urgency "$work/urgency.csv" --exam-abstain "$work/abstain.csv"
check 'urgency with its misses' grep -q '1.0000  critical (U1) recognised as such (1 of 1)' "$work/out"
check 'abstention with its reason' grep -qE '^ +1 +0 +0  nonsense' "$work/out"
printf 'label,text\nZ9,路灯不亮\n' >"$work/strange.csv"
expect 1 'strange.csv line 2: the district has no category' 'a category nobody knows' "$gulou" evaluate --district districts/gulou --exam "$work/strange.csv"
printf 'id,text,area\n1,江厝路街头公园路灯不亮,350102009\n2,你好,\n' >"$work/places.csv"
expect 0 '(1 of 1)' 'a place is found by its words' "$gulou" evaluate --task place --district districts/gulou --test "$work/places.csv"
expect 0 '"wrong_sure":0' 'and for scripts' "$gulou" evaluate --task place --district districts/gulou --test "$work/places.csv" --json
printf 'same,category_a,text_a,place_a,minutes_apart,metres_apart,category_b,text_b,place_b\n%s\n%s\n' \
  '1,P0108,公园门口路灯不亮,街头公园,30,10,P0108,公园门口的路灯坏了不亮,街头公园' '0,P0108,路灯不亮,湖前路,30,3000,E0106,垃圾没人收,江厝路' >"$work/twins.csv"
expect 0 'recall' 'twins are examined' "$gulou" evaluate --task twin --district districts/gulou --test "$work/twins.csv"
expect 0 '"twins":1' 'and for scripts' "$gulou" evaluate --task twin --test "$work/twins.csv" --json
expect 2 'needs --test' 'places without a test' "$gulou" evaluate --task place --district districts/gulou
expect 2 'no task' 'a task nobody knows' "$gulou" evaluate --task plac

# No peeking. A test file that is not there is noticed only after training has ended and been told.
expect 1 'none.csv' 'a test file that is not there' "$gulou" evaluate --train "$work/train.csv" --test "$work/none.csv"
check 'is noticed after training' grep -q 'Trained on' "$work/out"
# A pipe blocks whoever opens it until somebody writes, and we write only when training is told: a peek would never end.
mkfifo "$work/pipe"
timeout 60 "$gulou" evaluate --train "$work/train.csv" --test "$work/pipe" >"$work/out" 2>"$work/err" &
peeker=$!
for _ in $(seq 300); do grep -q 'Trained on' "$work/out" && break; sleep 0.1; done
check 'training ends though the test cannot be opened yet' grep -q 'Trained on' "$work/out"
timeout 10 cp "$work/test.csv" "$work/pipe.content" && timeout 10 bash -c 'cat "$1" >"$2"' _ "$work/pipe.content" "$work/pipe"
wait "$peeker"
check 'and the test, opened afterwards, is marked' grep -q '3 of 4' "$work/out"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
