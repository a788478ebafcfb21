#!/usr/bin/env bash
# Builds what the benchmark needs and runs it. What is given goes to the program; see internal/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
CHROME=$(tools/preflight.sh)
export CHROME
BROTLI=${BROTLI:-11} web/build.sh # as make build does
tools/programs.sh
out=build/bench
mkdir -p "$out"
cp internal/bench/page/{index.html,bench.js,worker.js,package.json,package-lock.json} crypto/phe/jskernel/{simd,kernel}.js "$out/"
cp "$(go env GOROOT)/lib/wasm/wasm_exec.js" "$out/"
(cd "$out" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
cp "$out/node_modules/paillier-bigint/dist/bundle.umd.js" "$out/paillier-bigint.js"
GOOS=js GOARCH=wasm go build -trimpath -ldflags='-s -w' -o "$out/bench.wasm" ./internal/bench/page
go build -o build/bin/bench ./internal/bench
exec build/bin/bench "$@"
