#!/usr/bin/env bash
# Compares what the project depends on with the databases of known vulnerabilities: govulncheck for Go, npm audit for the
# page's packages. Ends with 1 if either finds one. A database that cannot be reached from here is named and does not fail:
# nothing was found because nothing was looked up.
set -euo pipefail
cd "$(dirname "$0")/.."
found=0 unchecked=()
log=$(mktemp)
trap 'rm -f "$log"' EXIT

govulncheck=$(go tool -modfile=tools/go.mod -n govulncheck)

# scan NAME ARGUMENTS: runs govulncheck with the arguments.
scan() {
  local name=$1 status=0
  shift
  printf -- '-- govulncheck of %s\n' "$name"
  "$govulncheck" "$@" >"$log" 2>&1 || status=$?
  case $status in
  0) ;;
  3) found=1 && cat "$log" ;;
  *)
    grep -q 'fetching vulnerabilities' "$log" || { cat "$log"; exit 1; }
    unchecked+=("$name: $(grep -m 1 'fetching vulnerabilities' "$log")")
    ;;
  esac
}
scan 'the project' -test ./...
scan examples/phe -C examples/phe -test ./...
for tool in staticcheck golangci-lint; do
  file=tools/go.mod
  [ "$tool" != golangci-lint ] || file=tools/golangci/go.mod
  scan "$tool" -mode binary "$(go tool -modfile="$file" -n "$tool")"
done

printf -- '-- npm audit in web\n'
if ! (cd web && npm audit) >"$log" 2>&1; then
  if grep -q 'audit endpoint returned an error\|ENOTFOUND\|ECONNREFUSED\|ETIMEDOUT' "$log"; then
    unchecked+=("web: $(grep -m 1 'endpoint\|ENOTFOUND\|ECONNREFUSED\|ETIMEDOUT' "$log")")
  else
    found=1
    cat "$log"
  fi
fi

if [ ${#unchecked[@]} -gt 0 ]; then
  printf 'vulnerabilities: NOT CHECKED, the database cannot be reached from here:\n'
  printf '  %s\n' "${unchecked[@]}"
fi
if [ "$found" = 1 ]; then
  printf 'vulnerabilities: error: known vulnerabilities were found, see above\n' >&2
  exit 1
fi
[ ${#unchecked[@]} -gt 0 ] || printf 'vulnerabilities: none known\n'
