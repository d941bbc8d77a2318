#!/bin/sh
# Runs the Rust core's tests under valgrind's memcheck and fails on an invalid access, on the use of memory that was never
# written, and on a leak. Needs valgrind (Debian: apt-get install valgrind). It takes minutes, so CI runs the short soak
# instead, and this is run by hand: `npm run memcheck`. With `-- --record` the numbers go into docs/data/memcheck.json.
set -eu
# Each case of a property test takes the same paths through memory: few are enough where each costs fifty times its time.
export PROPTEST_CASES="${PROPTEST_CASES:-16}"
cd "$(dirname "$0")/.."

report=$(mktemp) output=$(mktemp) rows=$(mktemp)
trap 'rm -f "$report" "$output" "$rows"' EXIT
# Its words are read below: colours would be between them.
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
    echo "memcheck found faults in $binary, or its tests failed: see above" >&2
    exit 1
  }
  tests=$(sed -n 's/^test result: ok\. \([0-9]*\) passed.*/\1/p' "$output")
  errors=$(sed -n 's/.*ERROR SUMMARY: \([0-9,]*\) errors.*/\1/p' "$report")
  # Where every block was freed, there is no word of lost ones.
  lost=$(sed -n 's/.*definitely lost: \([0-9,]*\) bytes.*/\1/p' "$report")
  echo "$(basename "$binary" | sed 's/-[0-9a-f]*$//') ${tests:-0} ${errors:-unknown} ${lost:-0}" >>"$rows"
done
# A build whose words have changed would be nothing that was looked at.
node scripts/memcheck.mjs "$rows" "$@"
