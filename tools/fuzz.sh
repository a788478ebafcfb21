#!/usr/bin/env bash
# Runs every native fuzz target of the project for FUZZTIME (30s), one after the other. New targets are found by
# their name; a crashing input is kept by Go under the package's testdata/fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
time=${FUZZTIME:-30s}
count=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
while IFS=: read -r file name; do
  count=$((count + 1))
  printf '\n== %s in %s\n' "$name" "$(dirname "$file")"
  set +e
  go test -tags testkeys -run '^$' -fuzz "^$name\$" -fuzztime "$time" "./$(dirname "$file")" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  set -e
  # When the time is up while an input runs, the go command may call that a failure and says nothing else: no input
  # is named and none is kept.
  if [ "$status" -ne 0 ] && ! { grep -q '^ *context deadline exceeded$' "$log" && ! grep -q 'Failing input\|panic:' "$log"; }; then
    exit "$status"
  fi
done < <(grep -roE --include='*_test.go' --exclude-dir=node_modules --exclude-dir=build '^func Fuzz[A-Za-z0-9_]*' . |
  sed -E 's|^\./||; s|:func |:|' | sort)
printf '\n%d fuzz targets ran %s each\n' "$count" "$time"
