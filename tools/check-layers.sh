#!/usr/bin/env bash
# Who includes whom, against layers.txt; third-party headers stay in one file or room.
set -u
cd "$(dirname "$0")/.."
bad=0
for room in $(sed -n 's/^\([a-z]*\):.*/\1/p' layers.txt | sort | uniq -d); do
  echo "layers.txt has more than one line for $room"
  bad=$((bad + 1))
done
while IFS= read -r line; do
  file=${line%%:*}
  header=$(sed -n 's/.*#include "\([^"]*\)".*/\1/p' <<<"$line")
  room=$(cut -d/ -f2 <<<"$file")
  [ "$file" = src/main.c ] && room=main
  case $header in */*) ;; *) continue ;; esac
  from=${header%%/*}
  [ "$from" = "$room" ] && continue
  allowed=$(sed -n "s/^$room: *//p" layers.txt)
  if ! grep -qw -- "$from" <<<"$allowed"; then
    echo "$file includes $header: layers.txt does not let $room see $from"
    bad=$((bad + 1))
  fi
done < <(grep -rn '#include "' src --include='*.[ch]' | sed 's/:[0-9]*:/:/')
# library header -> where it may be included
set -f
while read -r header where; do
  while IFS= read -r file; do
    ok=
    for place in $where; do case $file in $place) ok=1 ;; esac; done
    [ -n "$ok" ] || { echo "$file includes <$header>: only $where may"; bad=$((bad + 1)); }
  done < <(grep -rlE "#include <$header>" src --include='*.[ch]')
done <<'E2'
jansson.h src/base/json_read.c
sqlite3.h src/db/sqlite*.c
libpq-fe.h src/db/postgres*
microhttpd.h src/http/*
sodium.h src/*
geos_c.h src/geo/*
linear.h src/text/*
vips/vips.h src/photoworker/*
seccomp.h src/photoworker/*
curl/curl.h src/depot/s3.c src/net/fetch.c src/net/smtp.c
gmime/gmime.h src/channels/mail_read.c
mosquitto.h src/channels/mqtt.c
zip.h src/sheets/xlsx_zip.c
xlsxwriter.h src/sheets/xlsx_write.c
expat.h src/base/xml.c
E2
[ "$bad" -eq 0 ] && echo "1 passed, 0 failed" || { echo "0 passed, $bad failed"; exit 1; }
