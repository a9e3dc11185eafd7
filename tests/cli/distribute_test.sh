#!/usr/bin/env bash
# gulou migrate --distribute against a private PostgreSQL with a stand-in for Citus (citus_stand_in.sql): what is called,
# in which order, what a second run does, what is said where Citus is missing. Ends with `N passed, N failed`.
set -u
[ -n "${GULOU_TEST_DATABASE:-}" ] || exec tools/on-postgres.sh "$0" "$@"
gulou=${GULOU:-build/gulou}
here=$(dirname "$0")
work=$(mktemp -d /tmp/gulou-distribute-XXXXXX)
trap 'rm -rf "$work"' EXIT
unset GULOU_DATA GULOU_CONFIG GULOU_DATABASE LC_ALL LC_MESSAGES
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
check() { local name=$1; shift; if "$@" >"$work/err" 2>&1; then ok; else bad "$name"; fi; }
database() { LC_ALL=C psql "$GULOU_TEST_DATABASE" -qc "CREATE DATABASE $1 TEMPLATE template0" && echo "${GULOU_TEST_DATABASE%/*}/$1"; }
ask() { LC_ALL=C psql "$1" -qAtc "$2"; }

plain=$(database keys_plain)
expect 1 'Install Citus' 'without Citus it says what to install' "$gulou" migrate --distribute --database "$plain"
expect 0 'schema is version' 'and the schema is there all the same' "$gulou" migrate --database "$plain"
expect 1 'SQLite is one file' 'a file cannot be spread' "$gulou" migrate --distribute --data "$work/data"

cluster=$(database keys_cluster)
expect 0 'schema is version' 'the schema' "$gulou" migrate --database "$cluster"
LC_ALL=C psql "$cluster" -v ON_ERROR_STOP=1 -qf "$here/citus_stand_in.sql" >"$work/out" 2>&1 || bad 'the stand-in'
tables=$(ask "$cluster" "SELECT COUNT(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'stand_in_calls'")
expect 0 'still lie on the coordinator alone' 'migrate tells of tables that are not spread' "$gulou" migrate --database "$cluster"
expect 0 "All $tables tables are spread" 'all tables are spread' "$gulou" migrate --distribute --database "$cluster"
check 'the cases first, the others with them' test "$(ask "$cluster" "SELECT call FROM stand_in_calls WHERE no = 1")" = 'distributed cases by jurisdiction with none'
check 'every other table by jurisdiction with the cases' test "$(ask "$cluster" "SELECT COUNT(*) FROM stand_in_calls WHERE call LIKE 'distributed % by jurisdiction with cases'")" = $((tables - 2))
check 'one reference table' test "$(ask "$cluster" "SELECT string_agg(call, ',') FROM stand_in_calls WHERE call LIKE 'reference %'")" = 'reference schema_migrations'
check 'rows left behind are dropped, table by table' test "$(ask "$cluster" "SELECT COUNT(*) FROM stand_in_calls WHERE call LIKE 'emptied %'")" = "$tables"
check 'all lie together' test "$(ask "$cluster" "SELECT COUNT(DISTINCT colocationid) FROM pg_dist_partition WHERE partmethod = 'h'")" = 1
expect 0 'cases: was spread before' 'a second run changes nothing' "$gulou" migrate --distribute --database "$cluster"
check 'and calls nothing' test "$(ask "$cluster" "SELECT COUNT(*) FROM stand_in_calls")" = $((2 * tables))
expect 0 'schema is version' 'nothing is missing now' "$gulou" migrate --database "$cluster"
check 'and nothing is said of it' bash -c "! grep -q coordinator '$work/out'"

ask "$cluster" "DELETE FROM pg_dist_partition WHERE logicalrelid IN ('tasks'::regclass, 'photos'::regclass)"
expect 0 'photos, tasks' 'a new table is told by name' "$gulou" migrate --database "$cluster"
expect 0 'tasks: spread over the nodes' 'and spread by the next run' "$gulou" migrate --distribute --database "$cluster"
check 'only that one and the other' test "$(ask "$cluster" "SELECT COUNT(*) FROM stand_in_calls WHERE no > 2 * $tables")" = 4
ask "$cluster" "UPDATE pg_dist_partition SET partkey = 'number' WHERE logicalrelid = 'case_events'::regclass"
expect 1 'case_events is spread otherwise' 'a table spread by something else is refused' "$gulou" migrate --distribute --database "$cluster"
ask "$cluster" "UPDATE pg_dist_partition SET partkey = 'jurisdiction' WHERE logicalrelid = 'case_events'::regclass; DELETE FROM pg_dist_partition WHERE logicalrelid = 'spots'::regclass; ALTER TABLE spots DROP CONSTRAINT spots_pkey; ALTER TABLE spots ADD PRIMARY KEY (spot)"
expect 1 'Spreading table spots failed' 'what the cluster refuses is told, with where it stopped' "$gulou" migrate --distribute --database "$cluster"
ask "$cluster" "SET allow_system_table_mods = on; UPDATE pg_extension SET extversion = '11.1-1' WHERE extname = 'citus'"
expect 1 'Citus 11.1 is too old' 'an old Citus is refused' "$gulou" migrate --distribute --database "$cluster"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
