#!/usr/bin/env bash
# make bench: every figure of one run, with the machine it ran on; written to build/bench.txt too.
set -euo pipefail
cd "$(dirname "$0")/.."
cases=${CASES:-20000}
fill=${FILL:-100000}
folder=$(mktemp -d /tmp/gulou-bench-XXXXXX)
trap 'rm -rf "$folder"' EXIT
{
  echo "gulou $(cat VERSION) $(git rev-parse --short HEAD 2>/dev/null || true), $(date -u +%F)"
  echo "$(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), load $(cut -d' ' -f1 /proc/loadavg)"
  echo
  echo "== durable intake: HTTP -> decision -> commit, against the bare engine writing the same rows ($cases cases)"
  build/release/bench/intake_bench -n "$cases" build/gulou "$folder/intake" 2>/dev/null
  url=$(FSYNC=on tools/postgres.sh start "$folder/postgres")
  build/release/bench/intake_bench -d "$url" -n "$cases" build/gulou "$folder/intake-postgres" 2>/dev/null
  tools/postgres.sh stop "$folder/postgres"
  echo
  echo "== one decision of the brain"
  build/release/bench/decide_bench
  echo
  echo "== where is it? (the areas of a point; names in a message and in a rant)"
  build/release/bench/places_bench districts/gulou/areas.geojson
  echo
  echo "== have we heard of this? (twins among the recent cases)"
  build/release/bench/twins_bench
  echo
  echo "== the server on $fill cases"
  build/release/bench/intake_bench -n "$fill" -r 1 build/gulou "$folder/intake" 256 >/dev/null 2>&1
  node bench/house.mjs build/gulou "$folder/intake"
} | tee build/bench.txt
