#!/usr/bin/env bash
# Fails if an addon needs a newer glibc than allowed:  scripts/glibc-floor.sh <file> <version>
set -euo pipefail
file=$1 floor=$2
needed=$(objdump --dynamic-syms "$file" | grep --only-matching 'GLIBC_[0-9.]*' | cut -d_ -f2 | sort --version-sort --unique | tail -n 1)
echo "$file needs glibc ${needed:-of no version}, the maximum is $floor"
[ "$(printf '%s\n' "$needed" "$floor" | sort --version-sort | tail -n 1)" = "$floor" ]
