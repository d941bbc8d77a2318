#!/usr/bin/env bash
# Builds the addons that a Debian machine can build for other systems, without Rust targets from rustup:
#   scripts/build-cross.sh [x64-gnu|arm64-gnu|x64-musl|arm64-musl|x64-windows …]     default: all five
# Writes them to cross/. cargo-zigbuild links (minimum glibc 2.17). Debian's rustc-web, unpacked but not installed, has the
# standard library for arm64, and its sources for the others. docs/releasing.md says which were run.
set -euo pipefail
cd "$(dirname "$0")/.."

work=${FACESIGN_CROSS_DIR:-/tmp/facesign-cross}
root=$work/root
out=$PWD/cross
all=(x64-gnu arm64-gnu x64-musl arm64-musl x64-windows)
mkdir -p "$work" "$root" "$out"

tools() {
  [ -x "$work/zig/bin/cargo-zigbuild" ] && return
  python3 -m venv "$work/zig"
  "$work/zig/bin/pip" install --quiet cargo-zigbuild==0.24.0 ziglang==0.17.1
}

# apt for arm64 with its own directories, so that the machine's package lists don't change.
apt_arm64() {
  mkdir -p "$work"/apt/{state/lists/partial,cache/archives/partial}
  cp /var/lib/dpkg/status "$work/apt/state/status"
  apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State="$work/apt/state" \
    -o Dir::State::status="$work/apt/state/status" -o Dir::Cache="$work/apt/cache" "$@"
}

unpack() { for deb in "$work"/debs/$1; do dpkg -x "$deb" "$root"; done; }

debian_rust() {
  [ -x "$root/usr/bin/rustc" ] && return
  mkdir -p "$work/debs"
  apt-get -qq update
  (cd "$work/debs" && apt-get -qq download rustc-web libstd-rust-web-dev libstd-rust-web-1.96 rust-web-src libllvm22)
  unpack '*.deb'
}

debian_rust_arm64() {
  [ -d "$root/usr/lib/rustlib/aarch64-unknown-linux-gnu" ] && return
  apt_arm64 update
  (cd "$work/debs" && apt_arm64 download libstd-rust-web-dev)
  unpack '*_arm64.deb'
}

# zig calls itself through the PATH.
zigbuild() {
  PATH="$work/zig/bin:$PATH" CARGO_TARGET_DIR="$work/target" nice -n 19 cargo zigbuild --locked --release "$@"
}

with_debian_rust() {
  RUSTC="$root/usr/bin/rustc" LD_LIBRARY_PATH="$root/usr/lib/x86_64-linux-gnu" "$@"
}

built() {
  cp "$work/target/$1/release/$2" "$out/facesign.$3.node"
  ls -l "$out/facesign.$3.node"
}

# Debian has no standard library for these targets, so it is built from source.
with_own_std() {
  debian_rust
  mkdir -p "$root/usr/lib/rustlib/src/rust"
  ln -sfn "$(echo "$root"/usr/src/rustc-*/library)" "$root/usr/lib/rustlib/src/rust/library"
  RUSTC_BOOTSTRAP=1 with_debian_rust zigbuild -Zbuild-std=std,panic_abort,panic_unwind --target "$1"
}

musl() {
  RUSTFLAGS='-C target-feature=-crt-static' with_own_std "$1"
  built "$1" libfacesign_api_native.so "$2"
}

# Uses zig's mingw instead of Microsoft's linker, which the published build uses. Node's functions are looked up at run time,
# but the linker wants their library, and the two of gcc's stack protector: empty ones are enough.
windows() {
  mkdir -p "$work/libnode"
  : > "$work/libnode/libnode.dll"
  for name in node ssp ssp_nonshared; do printf '!<arch>\n' > "$work/libnode/lib$name.a"; done
  LIBNODE_PATH="$work/libnode" RUSTFLAGS="-L $work/libnode" with_own_std "$1"
  built "$1" facesign_api_native.dll "$2"
}

build() {
  case $1 in
    x64-gnu)
      zigbuild --target x86_64-unknown-linux-gnu.2.17
      built x86_64-unknown-linux-gnu libfacesign_api_native.so linux-x64-gnu ;;
    arm64-gnu)
      debian_rust && debian_rust_arm64
      with_debian_rust zigbuild --target aarch64-unknown-linux-gnu.2.17
      built aarch64-unknown-linux-gnu libfacesign_api_native.so linux-arm64-gnu ;;
    x64-musl) musl x86_64-unknown-linux-musl linux-x64-musl ;;
    arm64-musl) musl aarch64-unknown-linux-musl linux-arm64-musl ;;
    x64-windows) windows x86_64-pc-windows-gnu win32-x64-gnu ;;
    *) echo "build-cross: unknown target: $1 (${all[*]})" >&2; exit 2 ;;
  esac
}

tools
[ $# -gt 0 ] || set -- "${all[@]}"
for target; do
  printf '\n== %s\n' "$target"
  build "$target"
done
