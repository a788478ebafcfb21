#!/usr/bin/env bash
# Builds the programs into build/bin, or into the folder given. The page in web/dist is embedded as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-build/bin}
mkdir -p "$out"
# No cgo: the programs are static and run on any machine of their kind. No other flags either, so that the tests
# and this build share what is compiled; releases have theirs.
CGO_ENABLED=0 go build -o "$out/" ./cmd/...
