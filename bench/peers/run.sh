#!/usr/bin/env bash
# Gulou beside Request Tracker 5 and Fossil, as Debian packages them: same machine, same run, the same load (wrk), in turn.
#   bench/peers/run.sh [ITEMS] [ROUNDS] [SECONDS]     (10000, 3, 8)
# Installs what is missing, fills each with ITEMS by its own means, measures ROUNDS times, writes build/peers.txt, removes
# everything. How each is set up, and why that is fair, stands where it is started.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD items=${1:-10000} rounds=${2:-3} seconds=${3:-8}
work=${PEERS_WORK:-/var/tmp/gulou-peers} out=$root/build/peers.txt raw=$root/build/peers.raw
rt_port=12470 fossil_port=12472 gulou_port=12474
mkdir -p build "$work"
: >"$raw"

end() {
  for pid in "$work"/*.pid; do [ -f "$pid" ] && kill "$(cat "$pid")" 2>/dev/null || true; done
  sleep 1
  [ -z "${PEERS_KEEP:-}" ] || return 0 # what is filled, and RT's database, stay for another run
  [ -d "$work/rt/pg" ] && MODE=immediate "$root/tools/postgres.sh" stop "$work/rt/pg" 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT
say() { echo "$(date -u +%T) $*" >&2; }

# --- install ---
install_peers() {
  local missing=()
  for package in request-tracker5 rt5-db-postgresql starman fossil wrk postgresql-15; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  echo 'request-tracker5 request-tracker5/dbconfig-install boolean false' | debconf-set-selections # no database of the system's
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# --- Request Tracker: PostgreSQL (one of the two its documentation recommends; every commit on disk, 128 MB of shared buffers, its own
# indexes), Starman with eight preforked workers for two cores, REST 2 with a token; mail switched off, so nobody's is measured.
start_rt() {
  local r=$work/rt
  mkdir -p "$r/conf.d"
  export RT_SITE_CONFIG=$r/RT_SiteConfig.pm RT_SITE_CONFIG_DIR=$r/conf.d
  if [ ! -f "$r/token" ]; then
    FSYNC=on tools/postgres.sh start "$r/pg" >"$r/url"
    local port
    port=$(sed 's/.*:\([0-9]*\)\/.*/\1/' "$r/url")
    cat >"$RT_SITE_CONFIG" <<RT
Set(\$rtname, 'bench'); Set(\$Organization, 'bench.example');
Set(\$WebDomain, '127.0.0.1'); Set(\$WebPort, $rt_port); Set(\$WebBaseURL, 'http://127.0.0.1:$rt_port'); Set(\$WebPath, '');
Set(\$DatabaseType, 'Pg'); Set(\$DatabaseHost, '127.0.0.1'); Set(\$DatabasePort, '$port'); Set(\$DatabaseName, 'rt');
Set(\$DatabaseUser, 'rt'); Set(\$DatabasePassword, 'rt'); Set(\$DatabaseAdmin, 'gulou');
Set(\$MailCommand, 'testfile'); Set(\$LogToSyslog, undef); Set(\$LogToSTDERR, 'error'); Set(\$Timezone, 'UTC');
1;
RT
    rt-setup-database-5 --action init --dba gulou --dba-password x </dev/null >"$r/setup.log" 2>&1
    say "filling Request Tracker with $items tickets"
    perl bench/peers/rt_setup.pl "$items" 2 >"$r/token" 2>"$r/fill.log"
    psql "$(sed 's#/gulou$#/rt#' "$r/url")" -qc 'VACUUM ANALYZE' 2>/dev/null || psql "$(cat "$r/url" | sed 's#/gulou$#/rt#')" -qc 'ANALYZE'
  fi
  /usr/share/request-tracker5/libexec/rt-server --server Starman --port $rt_port --workers 8 >"$r/server.log" 2>&1 &
  echo $! >"$work/rt.pid"
  wait_for http://127.0.0.1:$rt_port/
  curl -s -c "$r/jar" -b "$r/jar" -o /dev/null http://127.0.0.1:$rt_port/
  curl -s -c "$r/jar" -b "$r/jar" -o /dev/null -d 'user=root&pass=password' http://127.0.0.1:$rt_port/NoAuth/Login.html
  rt_cookie=$(awk '/RT_SID/ {print $(NF-1) "=" $NF}' "$r/jar")
}

# --- Fossil: WAL, synchronous as it sets it, a signed-in user, tickets by its own form. Filled by its own command line.
copy_tickets() {
  local columns
  columns=$(sqlite3 "$1" "SELECT group_concat(name) FROM pragma_table_info('ticket') WHERE name NOT IN ('tkt_id', 'tkt_uuid')")
  sqlite3 "$1" "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
    INSERT INTO ticket (tkt_uuid, $columns) SELECT lower(hex(randomblob(20))), $columns FROM n JOIN ticket ON tkt_id = 1 + i % 200 WHERE $2 > 0"
}

start_fossil() {
  local f=$work/fossil
  mkdir -p "$f"
  export HOME=$f USER=bench
  if [ ! -f "$f/filled" ]; then
    fossil init --admin-user bench "$f/bench.fossil" >/dev/null
    fossil user password bench secret -R "$f/bench.fossil" >/dev/null
    sqlite3 "$f/bench.fossil" 'PRAGMA journal_mode=WAL' >/dev/null
    say "filling Fossil with $items tickets"
    # PEERS_FAST=1: 200 by its command line, the others as copies of their rows, which spares Fossil their artifacts
    local first=${PEERS_FAST:+200}
    first=${first:-$items}
    for ((n = 1; n <= first; n++)); do
      fossil ticket add title "Report $n" type Incident severity Minor status Open comment "Litter in the park at Jiangcuo Road, report $n" -R "$f/bench.fossil" >/dev/null
    done
    copy_tickets "$f/bench.fossil" $((items - first))
    touch "$f/filled"
  fi
  fossil server --port $fossil_port --localhost "$f/bench.fossil" >"$f/log" 2>&1 &
  echo $! >"$work/fossil.pid"
  wait_for http://127.0.0.1:$fossil_port/login
  curl -s -c "$f/jar" -d 'u=bench&p=secret&in=Login' -o /dev/null http://127.0.0.1:$fossil_port/login
  fossil_cookie=$(awk '/fossil-/ {print $(NF-1) "=" $NF}' "$f/jar")
  fossil_csrf=$(curl -s -H "Cookie: $fossil_cookie" http://127.0.0.1:$fossil_port/tktnew | grep -o 'name="csrf" value="[^"]*' | head -1 | cut -d'"' -f4)
  fossil_item=$(sqlite3 "$f/bench.fossil" 'SELECT tkt_uuid FROM ticket LIMIT 1 OFFSET 5000')
}

# --- Gulou: as it comes, SQLite in its data folder with synchronous=FULL, demo accounts, no past. Each resident has an address of
# their own, as behind a proxy, and words and a place of their own, as a city's reports have (the others do nothing with either). Every case is
# decided by the brain before it is stored.
start_gulou() {
  local g=$work/gulou
  mkdir -p "$g"
  build/gulou serve --data "$g/data" --demo --no-history --port $gulou_port --proxies 127.0.0.1 --connections-per-ip 1000 >"$g/log" 2>&1 &
  echo $! >"$work/gulou.pid"
  wait_for http://127.0.0.1:$gulou_port/healthz
  curl -s -c "$g/jar" -H 'Content-Type: application/json' -d '{"login":"wufeng","password":"gulou-demo-2026"}' -o /dev/null http://127.0.0.1:$gulou_port/api/session
  gulou_cookie=$(awk '/gulou_session/ {print $(NF-1) "=" $NF}' "$g/jar")
  if [ ! -f "$g/filled" ]; then
    say "filling Gulou with $items cases"
    while [ "$(stored gulou)" -lt "$items" ]; do create gulou 16 2 >/dev/null; done
    touch "$g/filled"
  fi
  gulou_item=$(sqlite3 "$g/data/gulou.db" "SELECT number FROM cases WHERE owner = '350102009' LIMIT 1 OFFSET 500")
}

wait_for() { for _ in $(seq 300); do curl -s -o /dev/null "$1" && return; sleep 0.2; done; say "$1 does not answer"; exit 1; }

stored() {
  case $1 in
  rt) psql "$(sed 's#/gulou$#/rt#' "$work/rt/url")" -Atc 'SELECT count(*) FROM tickets' ;;
  fossil) sqlite3 -cmd '.timeout 10000' "$work/fossil/bench.fossil" 'SELECT count(*) FROM ticket' ;;
  gulou) sqlite3 -cmd '.timeout 10000' "$work/gulou/data/gulou.db" 'SELECT count(*) FROM cases' ;;
  esac
}

# load PEER CLIENTS SECONDS: with LOAD_… set; prints "seconds good all broken"
load() {
  local port=${1}_port
  LOAD_SEED=$RANDOM$RANDOM wrk -t1 -c"$2" -d"$3"s --timeout 60s -s bench/peers/load.lua "http://127.0.0.1:${!port}" | sed -n 's/^RESULT //p'
}

create() {
  case $1 in
  rt) LOAD_METHOD=POST LOAD_GOOD=201 LOAD_PATHS=/REST/2.0/ticket LOAD_HEADERS=$'Content-Type: application/json\nAuthorization: token '"$(head -1 "$work/rt/token")" \
    LOAD_BODY='{"Queue":"General","Subject":"Report %N","Requestor":"resident@example.org","Content":"Litter in the park at Jiangcuo Road, report %N","ContentType":"text/plain"}' load "$@" ;;
  fossil) LOAD_METHOD=POST LOAD_GOOD=302 LOAD_PATHS=/tktnew LOAD_HEADERS=$'Content-Type: application/x-www-form-urlencoded\nCookie: '"$fossil_cookie"$'\nReferer: http://127.0.0.1:'$fossil_port/tktnew \
    LOAD_BODY="title=Report+%N&csrf=$fossil_csrf&type=Incident&severity=Minor&mutype=Plain+Text&foundin=&private_contact=&icomment=Litter+in+the+park+at+Jiangcuo+Road,+report+%N&submit=Submit" load "$@" ;;
  gulou) LOAD_METHOD=POST LOAD_GOOD=201 LOAD_PATHS=/api/cases LOAD_HEADERS=$'Content-Type: application/json\nX-Forwarded-For: %I\nIdempotency-Key: %N' \
    LOAD_TEXTS=districts/gulou/corpus.csv LOAD_BODY='{"text":"%T %N","position":{"lat":26.%A,"lon":119.%B,"source":"pin"}}' load "$@" ;;
  esac
}

# The fifty newest items. Of Gulou the page's own document and the list it then asks for count together as one page.
list() {
  case $1 in
  rt) LOAD_GOOD=200 LOAD_LEAST=50000 LOAD_HEADERS="Cookie: $rt_cookie" LOAD_PATHS="/Search/Results.html?Query=Status%3D'new'&Rows=50&OrderBy=id&Order=DESC" load "$@" ;;
  fossil) LOAD_GOOD=200 LOAD_LEAST=5000 LOAD_HEADERS="Cookie: $fossil_cookie" LOAD_PATHS="/rptview/2" load "$@" ;;
  gulou) LOAD_GOOD=200 LOAD_LEAST=500 LOAD_HEADERS="Cookie: $gulou_cookie" LOAD_PATHS="/command/desk /api/cases?view=open&sort=newest&limit=50" load "$@" ;;
  esac
}
item() {
  case $1 in
  rt) LOAD_GOOD=200 LOAD_LEAST=20000 LOAD_HEADERS="Cookie: $rt_cookie" LOAD_PATHS="/Ticket/Display.html?id=5000" load "$@" ;;
  fossil) LOAD_GOOD=200 LOAD_LEAST=3000 LOAD_HEADERS="Cookie: $fossil_cookie" LOAD_PATHS="/tktview/$fossil_item" load "$@" ;;
  gulou) LOAD_GOOD=200 LOAD_LEAST=500 LOAD_HEADERS="Cookie: $gulou_cookie" LOAD_PATHS="/command/cases/$gulou_item /api/cases/$gulou_item" load "$@" ;;
  esac
}

# Proportional set size of a process and all below it, in MB; of RT its database as well
memory() {
  local pids kids total=0
  pids=$(cat "$work/$1.pid")
  [ "$1" = rt ] && pids="$pids $(head -1 "$work/rt/pg/data/postmaster.pid")"
  kids=$pids
  while [ -n "$kids" ]; do
    kids=$(for pid in $kids; do pgrep -P "$pid" || true; done)
    pids="$pids $kids"
  done
  for pid in $pids; do total=$((total + $(awk '/^Pss:/ {print $2}' "/proc/$pid/smaps_rollup" 2>/dev/null || echo 0))); done
  echo $((total / 1024))
}

measure() { # WHAT PEER CLIENTS SECONDS
  local before=0 after=0 result
  [ "$1" = create ] && before=$(stored "$2")
  result=$("$1" "$2" "$3" "$4")
  [ "$1" = create ] && after=$(stored "$2")
  echo "$1 $2 $3 $result $((after - before))" | tee -a "$raw" >&2
}

install_peers
start_rt
start_fossil
# its report of all tickets, limited to the fifty newest as the others' lists are
sqlite3 "$work/fossil/bench.fossil" "INSERT OR REPLACE INTO reportfmt (rn, owner, title, mtime, cols, sqlcode)
  SELECT 2, owner, 'Newest', mtime, cols, sqlcode || ' ORDER BY tkt_mtime DESC LIMIT 50' FROM reportfmt WHERE rn = 1"
start_gulou
for ((round = 1; round <= rounds; round++)); do
  for peer in rt fossil gulou; do
    span=$seconds
    [ $peer = rt ] && span=$((seconds * 3)) # so that more than a handful of its answers fall into the span
    measure create $peer 1 "$span"
    measure create $peer 16 "$span"
    measure list $peer 16 "$span"
    measure item $peer 16 "$span"
  done
done
for peer in rt fossil gulou; do echo "memory $peer 0 $(memory $peer)" >>"$raw"; done
node bench/peers/report.mjs "$raw" "$items" | tee "$out"
