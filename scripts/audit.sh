#!/usr/bin/env bash
# Checks the supply chain: `npm run audit:supply`. Licenses, bans, duplicates and sources of all crates (deny.toml), and known
# advisories of crates and npm packages. It needs the network and `cargo install cargo-deny --locked`, so the workflow runs it;
# .ci/run checks offline what it can with checks/supply.test.mjs.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v cargo-deny >/dev/null || cargo install cargo-deny --locked
cargo deny --locked check bans licenses sources
# `AUDIT_OFFLINE=1` skips the advisories, which need the network.
[ -z "${AUDIT_OFFLINE:-}" ] || exit 0
cargo deny --locked check advisories

git ls-files '*package-lock.json' | while read -r lockfile; do
  echo "npm audit: $lockfile"
  npm audit --prefix "$(dirname "$lockfile")" --package-lock-only
done
