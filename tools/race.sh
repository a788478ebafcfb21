#!/usr/bin/env bash
# Runs tests under Go's race detector, which needs cgo and a C compiler.
#
#   tools/race.sh          every package: an hour on two cores
#   tools/race.sh short    those whose own work is to share memory between goroutines: two minutes
set -euo pipefail
cd "$(dirname "$0")/.."
command -v "${CC:-cc}" >/dev/null || command -v gcc >/dev/null || {
  printf 'race: error: there is no C compiler\nrace: hint: sudo apt-get install -y gcc libc6-dev\n' >&2
  exit 2
}
export CGO_ENABLED=1
case "${1:-all}" in
short) packages=(./server/guard ./server/admission ./server/events ./server/metrics ./protocol/client ./internal/durable ./internal/programs) ;;
all) packages=(./...) ;;
*)
  echo 'race: error: unknown word; use short or nothing' >&2
  exit 2
  ;;
esac
exec go test -race -tags testkeys -timeout "${TEST_TIMEOUT:-60m}" "${packages[@]}"
