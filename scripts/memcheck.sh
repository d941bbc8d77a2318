#!/bin/sh
# Runs the Rust core's tests under valgrind's memcheck. Fails on invalid accesses, use of uninitialized memory, and leaks.
# Needs valgrind (Debian: apt-get install valgrind). It takes minutes, so CI runs the short soak instead: run it by hand with
# `npm run memcheck`. `-- --record` saves the numbers in docs/data/memcheck.json.
set -eu
# A few cases per property test are enough, since all take the same paths and memcheck is fifty times slower.
export PROPTEST_CASES="${PROPTEST_CASES:-16}"
cd "$(dirname "$0")/.."

report=$(mktemp) output=$(mktemp) rows=$(mktemp)
trap 'rm -f "$report" "$output" "$rows"' EXIT
# The output is parsed below, so it must have no colors.
built=$(CARGO_TERM_COLOR=never cargo test --locked --no-default-features --no-run 2>&1) || {
  echo "$built" >&2
  exit 1
}

for binary in $(echo "$built" | sed -n 's/.*Executable .*(\(.*\))/\1/p'); do
  echo "memcheck: $binary"
  valgrind --suppressions=scripts/memcheck.supp --error-exitcode=99 \
    --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect \
    --num-callers=40 --fair-sched=yes --log-file="$report" "$binary" --color never >"$output" || {
    cat "$output" "$report" >&2
    echo "memcheck found errors in $binary, or its tests failed: see above" >&2
    exit 1
  }
  tests=$(sed -n 's/^test result: ok\. \([0-9]*\) passed.*/\1/p' "$output")
  errors=$(sed -n 's/.*ERROR SUMMARY: \([0-9,]*\) errors.*/\1/p' "$report")
  # Without lost blocks this line is missing.
  lost=$(sed -n 's/.*definitely lost: \([0-9,]*\) bytes.*/\1/p' "$report")
  echo "$(basename "$binary" | sed 's/-[0-9a-f]*$//') ${tests:-0} ${errors:-unknown} ${lost:-0}" >>"$rows"
done
# Fails if nothing was found above, as when cargo's output has changed.
node scripts/memcheck.mjs "$rows" "$@"
