#!/usr/bin/env bash
# Runs an arm64 program on an x64 Debian machine, under qemu-user, which it unpacks into its own folder:
#   scripts/qemu-arm64.sh <root of its libraries> <program> [arguments]
set -euo pipefail

host=${FACESIGN_CROSS_DIR:-/tmp/facesign-cross}/qemu
if [ ! -x "$host/root/usr/bin/qemu-aarch64" ]; then
  mkdir -p "$host"
  (cd "$host" && apt-get -qq download qemu-user libcapstone4 && for deb in *.deb; do dpkg -x "$deb" root; done)
fi
LD_LIBRARY_PATH="$host/root/usr/lib/x86_64-linux-gnu" exec nice -n 19 "$host/root/usr/bin/qemu-aarch64" -L "$@"
