#!/usr/bin/env bash
# Builds the module and the page a second time, from a copy of the sources in another folder, with another home, time
# zone and Go build cache, and compares every byte with what stands here: web/build.sh and web/build.sh single must
# have run. Whoever builds the sources of a release gets its bytes only as long as this passes.
#
#   tools/reproduce.sh            the module and the page, served and as one file
#   tools/reproduce.sh release    all of build/release, which make release wrote: some minutes
#
# The other cache is kept in build/reproduce-cache: what has changed is compiled in both, what has not in neither.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
there=$(mktemp -d "${TMPDIR:-/tmp}/another-place-XXXXXX")
trap 'rm -rf "$there"' EXIT

fail() {
  printf 'reproduce: error: %s\n' "$1" >&2
  printf 'reproduce: hint: a path, a date, a random number or the state of the checkout got into the build\n' >&2
  exit 1
}

mkdir -p "$there/home" "$there/src"
tar -cf - --exclude=./.git --exclude=./build --exclude=./web/node_modules --exclude=./web/src/generated \
  --exclude=./web/dist/index.html* --exclude=./web/dist/trustee.html* --exclude=./web/dist/assets . | tar -xf - -C "$there/src"
cp -R web/node_modules "$there/src/web/"

# again COMMAND...: runs a command in the other place, with nothing of this environment but the way to the tools.
again() {
  (cd "$there/src" && env -i PATH="$PATH" HOME="$there/home" TMPDIR="$there" TZ=Pacific/Chatham LC_ALL=C NPM_CI=0 npm_config_offline=true \
    npm_config_update_notifier=false GOCACHE="$here/build/reproduce-cache" GOMODCACHE="$modules" GOPROXY=off GOFLAGS=-mod=readonly GOTOOLCHAIN=local "$@")
}
modules=$(go env GOMODCACHE)

# same FOLDER: every file but brotli forms and signature, which are made of the others and not the other way round.
same() { diff -rq --exclude='*.br' --exclude=SHA256SUMS.sig "$1" "$there/src/$1" >&2 || fail "$1 differs between two builds of the same sources"; }

case "${1:-page}" in
page)
  again env BROTLI=0 web/build.sh
  again env OUT=../build/single web/build.sh single
  for module in blindfit trustee; do
    cmp "web/src/generated/$module.wasm" "$there/src/web/src/generated/$module.wasm" ||
      fail "the WebAssembly module $module differs between two builds of the same sources"
  done
  same web/dist
  for page in blindfit blindfit-trustee; do
    cmp "build/release/$page.html" "$there/src/build/single/$page.html" ||
      fail "the page in one file, $page.html, differs between two builds of the same sources"
  done
  printf 'reproduce: modules, pages and their files came out the same, byte for byte, in two places:\n'
  sha256sum web/src/generated/*.wasm build/release/blindfit*.html
  ;;
release)
  again tools/release.sh
  same build/release
  printf 'reproduce: every file of the release came out the same, byte for byte, in two places\n'
  ;;
*)
  echo 'reproduce: error: unknown target; use page or release' >&2
  exit 2
  ;;
esac
