#!/usr/bin/env bash
# A private PostgreSQL for tests and benches: `postgres.sh start FOLDER` makes a cluster there (UTF-8, collation C), starts
# it on a free port as an ordinary user (it refuses root) and prints its URL; `postgres.sh stop FOLDER` ends it.
# `standby FOLDER OF` makes a synchronous standby of the one in OF and prints its URL; `promote FOLDER` makes it the one.
# `kill` ends it as a dying machine does (kill -9), `again FOLDER` starts what is there on its old port.
# FSYNC=on keeps every commit on disk (benches); tests do without.
set -euo pipefail
word=${1:-} folder=${2:-}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "PostgreSQL is not installed" >&2; exit 3; }
as() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
make_room() {
  mkdir -p "$folder"
  if [ "$(id -u)" -eq 0 ]; then
    chmod 711 "$folder"
    install -d -o postgres -m 700 "$folder/data" "$folder/socket"
  else
    mkdir -p "$folder/socket"
  fi
}
run_on_free_port() {
  for try in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 7 + $$ + try) % 20000))
    run_on "$port" && return 0
  done
  tail -5 "$folder/data/server.log" >&2
  return 1
}
run_on() { # PORT
  as "$bin/pg_ctl" -D "$folder/data" -l "$folder/data/server.log" -w -t 30 -o \
    "-p $1 -k $folder/socket -c listen_addresses=127.0.0.1 -c fsync=${FSYNC:-off} -c max_connections=300 -c shared_buffers=128MB -c max_wal_size=2GB" \
    start >/dev/null 2>&1
}
case $word in
start)
  make_room
  as "$bin/initdb" -D "$folder/data" -U gulou -A trust -E UTF8 --locale=C >"$folder/initdb.log" 2>&1
  run_on_free_port
  as "$bin/createdb" -h 127.0.0.1 -p "$port" -U gulou gulou
  echo "postgres://gulou@127.0.0.1:$port/gulou"
  ;;
standby)
  of=$(sed -n 4p "$3/data/postmaster.pid")
  make_room
  as "$bin/pg_basebackup" -d "host=127.0.0.1 port=$of user=gulou application_name=standby" -D "$folder/data" -R -X stream -c fast
  run_on_free_port
  as "$bin/psql" -h 127.0.0.1 -p "$of" -U gulou -q -d gulou -c "ALTER SYSTEM SET synchronous_standby_names = 'standby'" -c "SELECT pg_reload_conf()" >/dev/null
  echo "postgres://gulou@127.0.0.1:$port/gulou"
  ;;
promote)
  as "$bin/pg_ctl" -D "$folder/data" -w promote >/dev/null
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
  echo "usage: postgres.sh start|stop|kill|again|standby|promote FOLDER [OF]" >&2
  exit 2
  ;;
esac
