#!/usr/bin/env bash
# Searches with libFuzzer for input that breaks a rule of the core: `npm run fuzz -- [target] [seconds for each]`.
# Needs a nightly toolchain and `cargo install cargo-fuzz`. Its corpus stays in target/; see fuzz/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."

only=${1:-all}
seconds=${2:-60}
# cargo-fuzz has no --locked, and would rewrite an outdated lockfile.
cargo fetch --locked --manifest-path fuzz/Cargo.toml
cargo +nightly fuzz build --target-dir target/fuzz

for folder in fuzz/corpus/*; do
  name=$(basename "$folder")
  if [ "$only" != all ] && [ "$only" != "$name" ]; then continue; fi
  learned="target/fuzz-corpus/$name"
  mkdir -p "$learned"
  echo "fuzz: $name for $seconds s"
  # libFuzzer writes new input to the first folder and only reads the second.
  cargo +nightly fuzz run --target-dir target/fuzz "$name" "$learned" "$folder" -- \
    -max_total_time="$seconds" -max_len=1024 -timeout=10 -print_final_stats=1
done
