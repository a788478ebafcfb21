#!/usr/bin/env bash
# Runs every check and test in stages, prints the seconds of each, by the clock and of processors, and ends with 1 if one failed.
# A stage that failed ends the run only if later ones need what it makes. The output of each stage is kept in build/test.
#
#   tools/test.sh             all stages
#   tools/test.sh STAGE…      some of them, in this order: check go race postgres wasm onnx page release documents e2e pictures
#
# e2e, pictures, documents and release test what the stage page has built. CHROME names a browser. TEST_TIMEOUT is the time
# that the tests of one package may take (40m): waits within tests are bounded by it and by nothing else. BLINDFIT_DATA names
# a folder with mpg.csv, diamonds.csv and titanic.csv, for the tests on real tables.
set -euo pipefail
cd "$(dirname "$0")/.."
# As the programs are built; what is compiled for one serves the other.
export CGO_ENABLED=0
all=(check go race postgres wasm onnx page release documents e2e pictures)
chosen=("$@")
for name in "${chosen[@]}"; do
  [[ " ${all[*]} " == *" $name "* ]] || { printf 'test: error: unknown stage "%s"; the stages are: %s\n' "$name" "${all[*]}" >&2; exit 2; }
done
[ $# -gt 0 ] || chosen=("${all[@]}")
runs() { [[ " ${chosen[*]} " == *" $1 "* ]]; }
CHROME=$(tools/preflight.sh test "${chosen[@]}")
export CHROME
timeout=${TEST_TIMEOUT:-40m}
if [ -n "${BLINDFIT_DATA:-}" ]; then
  BLINDFIT_DATA=$(cd "$BLINDFIT_DATA" && pwd)
  export BLINDFIT_DATA
fi
logs=build/test
rm -rf "$logs"
mkdir -p "$logs"

summary=()
failed=()
# processors: prints the seconds that processors have worked for commands that ended.
processors() {
  times >"$logs/times" # a pipe would ask another shell
  awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, part, /[ms]/); sum += 60 * part[1] + part[2] } printf "%d\n", sum }' "$logs/times"
}

# stage NAME COMMAND…: runs a command, keeps its output and notes whether it failed. Never part of a condition: in one, bash
# would go on after errors within the command.
stage() {
  local name=$1 status started=$SECONDS worked
  processors >"$logs/worked" # in this shell, whose commands are counted
  read -r worked <"$logs/worked"
  shift
  printf '\n== %s\n' "$name"
  set +e
  (
    set -e
    "$@"
  ) 2>&1 | tee "$logs/$name.log"
  status=${PIPESTATUS[0]}
  set -e
  local word=passed
  if [ "$status" -ne 0 ]; then
    word=FAILED
    failed+=("$name")
  fi
  processors >"$logs/worked"
  summary+=("$(printf '%-20s %5d s  %6d s of processors  %s' "$name" $((SECONDS - started)) $(($(<"$logs/worked") - worked)) "$word")")
  printf '== %s %s in %d s\n' "$name" "$word" $((SECONDS - started))
}

# finish prints the summary and ends the run.
finish() {
  printf '\n== summary\n'
  printf '%s\n' "${summary[@]}"
  printf '%-20s %5d s\n' all "$SECONDS"
  if [ -z "${BLINDFIT_DATA:-}" ] && runs go; then
    printf 'Skipped, as BLINDFIT_DATA names no folder with real tables: the real-table part of\n'
    grep -rl --include='*_test.go' --exclude-dir=node_modules --exclude-dir=build BLINDFIT_DATA . | sed 's|^\./|  |' | sort
  fi
  [ ${#failed[@]} -eq 0 ] || { printf 'test: error: failed: %s (their output is in %s)\n' "${failed[*]}" "$logs" >&2; exit 1; }
  exit 0
}

go_tests() {
  go build ./...
  # First with keys as long as in use; the laws ran in check. Then those that have tests for short keys, with these.
  local long short
  mapfile -t long < <(go list ./... | grep -v '/internal/house$')
  mapfile -t short < <(grep -rl --include='*.go' --exclude-dir={node_modules,build} '^//go:build.*testkeys' . | xargs -n 1 dirname | sort -u)
  # More packages at a time than cores: trainings wait for one another more than they compute.
  go test -p 4 -timeout "$timeout" "${long[@]}"
  go test -p 4 -timeout "$timeout" -tags testkeys "${short[@]}"
  (cd examples/phe && go vet ./... && go test ./...) # a module of its own, as a user would write it
}

# What needs a database server. The servers are real, started by the tests and removed again.
postgres() {
  go test -timeout "$timeout" -tags testkeys,postgres ./server/store/postgres/...
  go test -timeout "$timeout" -tags testkeys,postgres -run '^Test(Replicas|Database|Partial)' ./server/round ./cmd/facilitator ./internal/swarm
  go test -timeout "$timeout" -tags testkeys,postgres -run '^TestSequencesOnPostgres$' ./server/simulation
}

wasm() {
  local packages
  mapfile -t packages < <(sed 's|^|./|' tools/wasm-packages.txt)
  PATH="$(go env GOROOT)/lib/wasm:$PATH" GOOS=js GOARCH=wasm go test -timeout "$timeout" -tags testkeys "${packages[@]}"
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

onnx() { go test -count=1 -timeout "$timeout" -tags onnx ./ml/onnx; } # exported models in onnxruntime

release() {
  tools/reproduce.sh
  go test -count=1 -timeout "$timeout" -tags e2e -run '^Test(Release|Module)' ./internal/house
}

# Every command that the documents tell people to type.
documents() { go test -count=1 -timeout "$timeout" -tags e2e -run '^TestDocuments' ./internal/house; }

# Whole trainings in a browser, more at a time than cores: they wait for one another more than they compute. Pictures of every
# state, and every state in every language, are apart from them: drawing is slow on a busy machine.
e2e() { go test -count=1 -timeout "$timeout" -parallel 3 -tags e2e -v -skip '^TestEvery(State|Language)$' ./web/...; }
pictures() { go test -count=1 -timeout "$timeout" -tags e2e -run '^TestEvery(State|Language)$' ./web/e2e; }

if runs check; then stage check tools/check.sh; fi
[ ${#failed[@]} -eq 0 ] || finish
if runs go; then stage go go_tests; fi
if runs race; then stage race tools/race.sh short; fi
if [ $# -eq 0 ]; then
  stage postgres-wasm-onnx together postgres wasm onnx # each alone leaves a core idle
else
  for name in postgres wasm onnx; do
    if runs $name; then stage $name $name; fi
  done
fi
if runs page; then stage page page; fi
[[ " ${failed[*]} " != *" page "* ]] || finish
for name in release documents e2e pictures; do
  if runs $name; then stage $name $name; fi
done
finish
