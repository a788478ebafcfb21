#!/bin/sh
# Builds the page into web/dist: the WebAssembly module, the Svelte page with its worker, and the brotli forms.
#
#   web/build.sh             the page, as the facilitator embeds it
#   web/build.sh fixtures    every state from fixture data, into build/web-fixtures, for the page's own tests
#   web/build.sh deps        only what svelte-check needs: packages and generated files
#
# OUT names another folder than dist for the page, VITE_CONFIG another configuration than vite.config.ts.
# BROTLI sets the brotli quality, 0 to 11 (default 9; releases use 11). NPM_CI=0 keeps node_modules as it is.
set -eu
cd "$(dirname "$0")"

if [ "${NPM_CI:-1}" != 0 ] || [ ! -d node_modules ]; then
  # Skipped when the lock file is the one that was installed last.
  if ! cmp -s package-lock.json node_modules/.installed-lock.json; then
    npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.installed-lock.json
  fi
fi

mkdir -p src/generated
# The loader must come from the toolchain that builds the module.
cp "$(go env GOROOT)/lib/wasm/wasm_exec.js" src/generated/wasm_exec.js

case "${1:-page}" in
deps) ;;
fixtures)
  npx vite build --mode fixtures --outDir ../build/web-fixtures --emptyOutDir --logLevel warn
  ;;
page)
  GOOS=js GOARCH=wasm go build -trimpath -buildvcs=false -ldflags='-s -w -buildid=' \
    -o src/generated/blindfit.wasm ../wasm
  out="${OUT:-dist}"
  note=$(cat dist/placeholder)
  npx vite build --emptyOutDir --logLevel warn --outDir "$out" ${VITE_CONFIG:+--config "$VITE_CONFIG"}
  [ "$out" != dist ] || printf '%s\n' "$note" >dist/placeholder
  go run ./internal/precompress -quality "${BROTLI:-9}" "$out"
  ;;
*)
  echo "web/build.sh: error: unknown target; use page, fixtures or deps" >&2
  exit 2
  ;;
esac
