#!/usr/bin/env bash
# Builds everything and runs the demonstration. OPEN=1 shows the page and waits for a person to join.
set -euo pipefail
cd "$(dirname "$0")/.."
CHROME=$(tools/preflight.sh demo)
export CHROME
web/build.sh
tools/programs.sh
mkdir -p build/demo
CGO_ENABLED=0 go build -o build/bin/demo ./examples/demo
# Not a child of this shell: an interrupt reaches the demonstration itself, which stops all that it started.
exec build/bin/demo
