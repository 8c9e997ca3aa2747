#!/bin/bash
# The promise of the README, kept: on a bare Debian 12, root, a clean clone, ./dev demo and ./dev test run.
# Needs root and debootstrap; takes the package sources of this machine. FOLDER may hold an earlier base.
#   .ci/bare-debian.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
root=${1:-$(mktemp -d)}
mkdir -p "$root"
base=$root/base.tar
live=$root/live
clock() { date +%s; }
source_uris() { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
  sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]+) .*/\2/p'; }
if [ ! -f "$base" ]; then
  begin=$(clock)
  debootstrap --variant=minbase bookworm "$live" "$(source_uris | head -1)" >"$root/debootstrap.log"
  tar -C "$live" -cf "$base" .
  echo "debootstrap: $(($(clock) - begin)) s"
else
  mkdir -p "$live"
  tar -C "$live" -xf "$base"
fi
finish() { umount "$live/proc" "$live/dev" 2>/dev/null || true; }
trap finish EXIT
cp /etc/resolv.conf "$live/etc/" 2>/dev/null || true
cp /etc/hosts "$live/etc/" 2>/dev/null || true
# The package sources of this machine, with the keys that they name.
rm -f "$live/etc/apt/sources.list"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
  [ ! -s "$file" ] || cp "$file" "$live/etc/apt/${file#/etc/apt/}"
done
cp -r /etc/apt/apt.conf.d/. "$live/etc/apt/apt.conf.d/"
mount -t proc proc "$live/proc"
mount --bind /dev "$live/dev"
git clone -q --no-local . "$live/root/smimecheck"
for command in demo test; do
  begin=$(clock)
  chroot "$live" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin bash -c "cd /root/smimecheck && ./dev $command"
  echo "./dev $command: $(($(clock) - begin)) s"
done
