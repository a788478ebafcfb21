#!/usr/bin/env bash
# The checks that run no program of ours: format, module files, vet, linters, dead code, the page and its unit tests, import laws.
set -euo pipefail
cd "$(dirname "$0")/.."
# As the programs are built; what is compiled for one serves the other.
export CGO_ENABLED=0
tags=testkeys,e2e,onnx,postgres,infra
mapfile -t wasm < <(sed 's|^|./|' tools/wasm-packages.txt)
wasm+=(./wasm ./wasm/trustee ./internal/bench/page) # programs of the page

step() { printf -- '-- %s\n' "$*"; }

step gofmt
unformatted=$(find . -name '*.go' -not -path './web/node_modules/*' -not -path './build/*' -exec gofmt -l {} +)
if [ -n "$unformatted" ]; then
  printf 'gofmt would change:\n%s\n' "$unformatted"
  exit 1
fi

step go mod tidy
for module in . tools tools/avo tools/image tools/kubernetes tools/golangci tools/versitygw examples/phe; do
  (cd "$module" && go mod tidy -diff) || { printf 'hint: run "go mod tidy" in %s\n' "$module"; exit 1; }
done

step 'assembly is as its generator writes it'
assembly=$(mktemp)
(cd tools/avo && go vet . && go run . -out "$assembly")
# The first line names the file.
tail -n +2 "$assembly" | cmp - <(tail -n +2 crypto/phe/vector/sum_amd64.s)
rm -f "$assembly"

# The page is checked at the same time: that waits for files, and for one core.
web/build.sh deps
page=$(mktemp)
trap 'rm -f "$page"' EXIT
(cd web && npm run --silent check && npm run --silent lint && npm run --silent format:check && npm run --silent test) >"$page" 2>&1 &
checking=$!

step go vet
go vet ./...
go vet -tags "$tags" ./...
GOOS=js GOARCH=wasm go vet -tags testkeys "${wasm[@]}"

step staticcheck
go tool -modfile=tools/go.mod staticcheck -tags "$tags" ./...
staticcheck=$(go tool -modfile=tools/go.mod -n staticcheck)
GOOS=js GOARCH=wasm "$staticcheck" -tags testkeys "${wasm[@]}"

step golangci-lint
lint=$(go tool -modfile=tools/golangci/go.mod -n golangci-lint) # builds it, once for every version
"$lint" run ./...
GOOS=js GOARCH=wasm "$lint" run ./wasm ./wasm/trustee ./crypto/phe/jskernel ./internal/bench/page

step deadcode
dead=$(go tool -modfile=tools/go.mod deadcode -test -tags "$tags,soak,plantedleak" ./...)
if [ -n "$dead" ]; then
  printf '%s\n' "$dead"
  exit 1
fi

step 'second implementation of the protocol'
python3 protocol/testdata/verify.py

step 'page: svelte-check, eslint, prettier, vitest'
wait "$checking" || { cat "$page"; exit 1; }
cat "$page"

step import laws
go test -count=1 ./internal/house
