#!/usr/bin/env bash
# The supply chain as its own tools judge it: `npm run audit:supply`. Licences, bans, duplicates and sources of all crates
# (deny.toml), and the known advisories of crates and npm packages. It needs the network and `cargo install cargo-deny --locked`,
# so the workflow runs it; .ci/run holds what can be held offline by __test__/supply.test.mjs.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v cargo-deny >/dev/null || cargo install cargo-deny --locked
cargo deny --locked check bans licenses sources
# Without the network, `AUDIT_OFFLINE=1` leaves the advisories out.
[ -z "${AUDIT_OFFLINE:-}" ] || exit 0
cargo deny --locked check advisories

git ls-files '*package-lock.json' | while read -r lockfile; do
  echo "npm audit: $lockfile"
  npm audit --prefix "$(dirname "$lockfile")" --package-lock-only
done
