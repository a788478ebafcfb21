#!/usr/bin/env bash
# Runs every check and test in stages and prints the seconds of each; the first failing stage ends the run.
# The output of each stage is kept in build/test.
#
# CHROME names a browser. BLINDFIT_DATA names a folder with mpg.csv, diamonds.csv and titanic.csv, for the
# tests on real tables.
set -euo pipefail
cd "$(dirname "$0")/.."
# As the programs are built; what is compiled for one serves the other.
export CGO_ENABLED=0
CHROME=$(tools/preflight.sh)
export CHROME
if [ -n "${BLINDFIT_DATA:-}" ]; then
  BLINDFIT_DATA=$(cd "$BLINDFIT_DATA" && pwd)
  export BLINDFIT_DATA
fi
logs=build/test
rm -rf "$logs"
mkdir -p "$logs"

summary=()
stage() {
  local name=$1 status started=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  set +e
  (
    set -e
    "$@"
  ) 2>&1 | tee "$logs/$name.log"
  status=${PIPESTATUS[0]}
  set -e
  if [ "$status" -ne 0 ]; then
    printf '\n== %s FAILED after %d s (its output: %s)\n' "$name" $((SECONDS - started)) "$logs/$name.log"
    exit 1
  fi
  summary+=("$(printf '%-20s %5d s' "$name" $((SECONDS - started)))")
  printf '== %s passed in %d s\n' "$name" $((SECONDS - started))
}

native() {
  go build ./...
  # More packages at a time than cores: trainings wait for one another more than they compute.
  go test -p 4 ./...
  go test -p 4 -tags testkeys ./...
  (cd examples/phe && go vet ./... && go test ./...) # a module of its own, as a user would write it
}

# What needs a database server. The servers are real, started by the tests and removed again.
postgres() {
  go test -tags testkeys,postgres ./server/store/postgres/...
  go test -tags testkeys,postgres -run '^Test(Replicas|Database|Partial)' ./server/round ./cmd/facilitator ./internal/swarm
  go test -tags testkeys,postgres -run '^TestSequencesOnPostgres$' ./server/simulation
}

wasm() {
  local packages
  mapfile -t packages < <(sed 's|^|./|' tools/wasm-packages.txt)
  PATH="$(go env GOROOT)/lib/wasm:$PATH" GOOS=js GOARCH=wasm go test -tags testkeys "${packages[@]}"
}

# together FUNCTION…: runs them side by side and shows the output of each at its end; fails where one fails.
together() {
  local name failed=0
  declare -A running
  for name in "$@"; do
    (
      set -e
      "$name"
    ) >"$logs/$name.log" 2>&1 &
    running[$name]=$!
  done
  for name in "$@"; do
    wait "${running[$name]}" || { printf -- '-- %s failed\n' "$name"; failed=1; }
    cat "$logs/$name.log"
  done
  return $failed
}

page() {
  # First the page that leaks on purpose, for the test of the leak scan: what it leaves behind is built over.
  GOFLAGS="$(go env GOFLAGS) -tags=plantedleak" BROTLI=0 OUT=../build/web-leak web/build.sh
  BROTLI=11 web/build.sh
  web/build.sh single
  web/build.sh fixtures
  tools/programs.sh
}

onnx() { go test -count=1 -tags onnx ./ml/onnx; } # exported models in onnxruntime

release() {
  tools/reproduce.sh
  go test -count=1 -tags e2e -run '^Test(Release|Module)' ./internal/house
}

# Every command that the documents tell people to type.
documents() { go test -count=1 -tags e2e -run '^TestDocuments' ./internal/house; }

e2e() { go test -count=1 -tags e2e -timeout 12m -v ./web/...; }

stage check tools/check.sh
stage go native
stage databases-wasm-onnx together postgres wasm onnx
stage page page
stage release release
stage documents documents
stage e2e e2e

printf '\n== summary\n'
printf '%s\n' "${summary[@]}"
printf '%-20s %5d s\n' all "$SECONDS"
if [ -z "${BLINDFIT_DATA:-}" ]; then
  printf 'Skipped, as BLINDFIT_DATA names no folder with real tables: the real-table part of\n'
  grep -rl --include='*_test.go' BLINDFIT_DATA . | sed 's|^\./|  |' | sort
fi
