#!/usr/bin/env bash
# Installs the Debian packages of tools/packages.txt that are missing. Needs root (or sudo) only when something is.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=$(sed -e 's/#.*//' -e 's/[[:space:]]//g' tools/packages.txt | sort -u)
missing=()
for package in $wanted; do
  # a newer Node by other means serves as well as Debian's
  case $package in
    nodejs) command -v node >/dev/null 2>&1 && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] && continue ;;
    npm) command -v npm >/dev/null 2>&1 && continue ;;
  esac
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
echo "installing: ${missing[*]}"
sudo=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "run once as root: apt-get install ${missing[*]}" >&2; exit 1; }
  sudo=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"${sudo[@]}" apt-get update -q
# The tests start a PostgreSQL of their own; installing it shall leave no server running on this machine.
if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
  "${sudo[@]}" apt-get install -y -q --no-install-recommends postgresql-common
  [ ! -f /etc/postgresql-common/createcluster.conf ] ||
    "${sudo[@]}" sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
fi
"${sudo[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"
