#!/usr/bin/env bash
# Checks the supply chain: `npm run audit:supply`. Licenses, bans, duplicates and sources of all crates (deny.toml), and known
# advisories of crates and npm packages. It needs the network; `AUDIT_OFFLINE=1` skips the advisories.
set -euo pipefail
cd "$(dirname "$0")/.."

# It runs for seconds, so it needn't be optimized, which takes longer.
command -v cargo-deny >/dev/null || cargo install cargo-deny --locked --debug
cargo deny --locked check --deny warnings bans licenses sources
cargo deny --locked --manifest-path fuzz/Cargo.toml check sources
[ -z "${AUDIT_OFFLINE:-}" ] || exit 0
cargo deny --locked check advisories

git ls-files '*package-lock.json' | while read -r lockfile; do
  echo "npm audit: $lockfile"
  npm audit --prefix "$(dirname "$lockfile")" --package-lock-only
done
