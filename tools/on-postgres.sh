#!/usr/bin/env bash
# on-postgres.sh COMMAND...: runs a command with GULOU_TEST_DATABASE naming a private PostgreSQL, which ends with it.
set -u
cd "$(dirname "$0")/.."
folder=$(mktemp -d /tmp/gulou-postgres-XXXXXX)
end() {
  MODE=immediate tools/postgres.sh stop "$folder" 2>/dev/null
  rm -rf "$folder"
}
trap end EXIT
if ! GULOU_TEST_DATABASE=$(tools/postgres.sh start "$folder"); then
  echo "PostgreSQL does not start: see $folder"
  trap - EXIT
  echo "0 passed, 1 failed"
  exit 1
fi
export GULOU_TEST_DATABASE
"$@"
