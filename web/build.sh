#!/bin/sh
# Builds the pages into web/dist: the WebAssembly modules, the Svelte pages with their workers, and the brotli forms.
#
#   web/build.sh             the page, as the facilitator embeds it
#   web/build.sh single      each page as one file that opens from disk, into build/release: blindfit.html, blindfit-trustee.html
#   web/build.sh fixtures    every state from fixture data, into build/web-fixtures, for the page's own tests
#   web/build.sh deps        only what svelte-check needs: packages and generated files
#
# OUT names another folder for the page or the one file, VITE_CONFIG another configuration than vite.config.ts.
# BROTLI sets the brotli quality, 0 to 11 (default 9; make build and releases use 11, which takes a minute for a new
# module and is kept in build/brotli). NPM_CI=0 keeps node_modules as it is.
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
# Phases, kinds and codes have one source, in Go.
go run ./internal/constants .. >src/generated/constants.ts
# So have the sentences that the program says.
go run ./internal/messages .. >src/generated/messages.ts

# Packages whose speed does not matter to a round are built without inlining: the module stays within its size limit. The
# arithmetic, the losses of models, the masks, ciphers and the runtime are not among them. Of the curves only X25519 and Ed25519 are
# used, not those of NIST, which crypto/hpke brings along.
own=github.com/blindfit/blindfit
plain=
for package in encoding/json encoding/csv encoding/base64 reflect fmt net/url net/netip time strconv internal/strconv errors context \
  os io io/fs path path/filepath bufio syscall crypto/hpke crypto/ecdh crypto/internal/fips140/ecdh crypto/internal/fips140/ecdsa \
  crypto/internal/fips140/nistec/... gonum.org/v1/gonum/lapack/... gonum.org/v1/gonum/mat $own/protocol/... $own/dataowner/... \
  $own/internal/... $own/wasm/... $own/trustee/... $own/ml/spec $own/ml/formula $own/ml/guess $own/ml/plan $own/ml/rounds $own/ml/published $own/ml/cells $own/ml/schema \
  $own/ml/describe $own/ml/survival $own/ml/cox $own/ml/model $own/ml/dp $own/ml/optim $own/ml/meta encoding/hex encoding/base32 encoding/binary bytes slices strings \
  unicode/... sort unique internal/poll internal/bisect internal/godebug; do
  plain="$plain -gcflags=$package=-l"
done

# Nothing of the folder or of the checkout's state is in the module: whoever builds the same sources gets the same bytes.
# There is one module for the page of data owners, and one for the trustee's.
module() {
  # shellcheck disable=SC2086 # a list of flags
  GOOS=js GOARCH=wasm go build -trimpath -buildvcs=false -ldflags='-s -w -buildid=' $plain -o "src/generated/$1.wasm" "$2"
  go run ./internal/compact -names runtime.,main.,github.com/blindfit/ -drop crypto/internal/fips140/nistec "src/generated/$1.wasm"
}
modules() {
  module blindfit ../wasm
  module trustee ../wasm/trustee
}

case "${1:-page}" in
deps) ;;
fixtures)
  npx vite build --mode fixtures --outDir ../build/web-fixtures --emptyOutDir --logLevel warn
  ;;
page)
  modules
  out="${OUT:-dist}"
  note=$(cat dist/placeholder)
  npx vite build --emptyOutDir --logLevel warn --outDir "$out" ${VITE_CONFIG:+--config "$VITE_CONFIG"}
  [ "$out" != dist ] || printf '%s\n' "$note" >dist/placeholder
  go run ./internal/precompress -quality "${BROTLI:-9}" -cache ../build/brotli "$out"
  ;;
single)
  modules
  out="${OUT:-../build/release}"
  mkdir -p "$out"
  for page in index trustee; do
    PAGE=$page npx vite build --mode single --emptyOutDir --logLevel warn --outDir ../build/web-single
    if [ $page = index ]; then name=blindfit.html; else
      name=blindfit-$page.html
      mv ../build/web-single/$page.html ../build/web-single/index.html
    fi
    go run ./internal/single ../build/web-single "$out/$name"
  done
  ;;
*)
  echo "web/build.sh: error: unknown target; use page, single, fixtures or deps" >&2
  exit 2
  ;;
esac
