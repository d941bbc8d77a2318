#!/bin/sh
# Runs the Rust core's tests under valgrind's memcheck and fails on an invalid access, on the use of memory that was never
# written, and on a leak. Needs valgrind (Debian: apt-get install valgrind). It takes minutes, so CI runs the short soak
# instead, and this is run by hand: `npm run memcheck`.
set -eu
# Each case of a property test takes the same paths through memory: few are enough where each costs fifty times its time.
export PROPTEST_CASES="${PROPTEST_CASES:-16}"
cd "$(dirname "$0")/.."

report=$(mktemp)
trap 'rm -f "$report"' EXIT
built=$(cargo test --locked --no-default-features --no-run 2>&1) || { echo "$built" >&2; exit 1; }

for binary in $(echo "$built" | sed -n 's/.*Executable .*(\(.*\))/\1/p'); do
  echo "memcheck: $binary"
  valgrind --quiet --suppressions=scripts/memcheck.supp --error-exitcode=99 \
    --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect \
    --num-callers=40 --fair-sched=yes --log-file="$report" "$binary" --quiet || {
    cat "$report" >&2
    echo "memcheck found faults in $binary, or its tests failed: see above" >&2
    exit 1
  }
done
echo "memcheck: no error and no leak"
