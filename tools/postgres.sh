#!/usr/bin/env bash
# A private PostgreSQL for tests and benches: `postgres.sh start FOLDER` makes a cluster there (UTF-8, collation C), starts
# it on a free port as an ordinary user (it refuses root) and prints its URL; `postgres.sh stop FOLDER` ends it.
# `kill` ends it as a dying machine does (kill -9), `again FOLDER` starts what is there on its old port.
# FSYNC=on keeps every commit on disk (benches); tests do without.
set -euo pipefail
word=${1:-} folder=${2:-}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "PostgreSQL is not installed" >&2; exit 3; }
as() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
run_on() { # PORT
  as "$bin/pg_ctl" -D "$folder/data" -l "$folder/data/server.log" -w -t 30 -o \
    "-p $1 -k $folder/socket -c listen_addresses=127.0.0.1 -c fsync=${FSYNC:-off} -c max_connections=300 -c shared_buffers=128MB -c max_wal_size=2GB" \
    start >/dev/null 2>&1
}
case $word in
start)
  mkdir -p "$folder"
  if [ "$(id -u)" -eq 0 ]; then
    chmod 711 "$folder"
    install -d -o postgres -m 700 "$folder/data" "$folder/socket"
  else
    mkdir -p "$folder/socket"
  fi
  as "$bin/initdb" -D "$folder/data" -U gulou -A trust -E UTF8 --locale=C >"$folder/initdb.log" 2>&1
  for try in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 7 + $$ + try) % 20000))
    run_on "$port" && break
    port=
  done
  [ -n "$port" ] || { tail -5 "$folder/data/server.log" >&2; exit 1; }
  as "$bin/createdb" -h 127.0.0.1 -p "$port" -U gulou gulou
  echo "postgres://gulou@127.0.0.1:$port/gulou"
  ;;
kill)
  pid=$(head -1 "$folder/data/postmaster.pid")
  kill -9 "$pid"
  ;;
again)
  port=$(sed -n 4p "$folder/data/postmaster.pid")
  rm -f "$folder/data/postmaster.pid" # its children end by themselves; until then the port or memory is refused
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    run_on "$port" && exit 0
    sleep 0.3
  done
  tail -5 "$folder/data/server.log" >&2
  exit 1
  ;;
stop)
  as "$bin/pg_ctl" -D "$folder/data" -m "${MODE:-fast}" -w stop >/dev/null
  ;;
*)
  echo "usage: postgres.sh start|stop|kill|again FOLDER" >&2
  exit 2
  ;;
esac
