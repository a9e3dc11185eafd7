#!/usr/bin/env bash
# Many damaged pictures through one pool: fuzz_picture.sh [COUNT] [SEED]. The seed is printed, to replay a failure.
set -eu
count=${1:-500}
seed=${2:-$RANDOM}
make -s unit ONLY=photos/mutations >/dev/null
echo "$count mutations, seed $seed"
PICTURE_MUTATIONS=$count PICTURE_SEED=$seed build/debug/tests/photos/mutations_test
