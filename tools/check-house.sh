#!/usr/bin/env bash
# House rules that a machine can see: unfinished words, long functions and files, SQL outside the store, banned calls.
set -u
cd "$(dirname "$0")/.."
bad=0
complain() { echo "$1"; bad=$((bad + 1)); }

while IFS= read -r hit; do complain "unfinished: $hit"; done \
  < <(grep -rnIE '\b(TODO|FIXME|XXX|HACK)\b|not implemented|coming soon|暂未实现|敬请期待' src web/citizen web/command web/field web/shared districts 2>/dev/null | head -20)
while IFS= read -r hit; do complain "banned call: $hit"; done \
  < <(grep -rnE '\b(strcpy|strcat|sprintf|gets|strtok|system|popen)\(' src --include='*.c' | head -20)
while IFS= read -r hit; do complain "SQL outside the store: $hit"; done \
  < <(grep -rnE '"(SELECT|INSERT|UPDATE|DELETE) ' src --include='*.c' | grep -v '^src/db/' | grep -v '^src/store/table_rows.c' | head)
while read -r lines file; do
  [ "$file" = total ] || [ "$lines" -le 600 ] || complain "$file has $lines lines: does it still hold one thing?"
done < <(find src -name '*.[ch]' -print0 | xargs -0 wc -l)
# a function body longer than 100 lines (a closing brace in column one ends it)
while IFS= read -r hit; do complain "long function: $hit"; done \
  < <(find src -name '*.c' -print0 | xargs -0 awk 'FNR==1{start=0} /^[a-zA-Z].*\)$/ {name=$0} /^\{/ {start=FNR} /^\}/ {if (start && FNR-start>100) print FILENAME ":" start ": " FNR-start " lines: " name; start=0}')
[ "$bad" -eq 0 ] && echo "1 passed, 0 failed" || { echo "0 passed, $bad failed"; exit 1; }
