#!/usr/bin/env bash
# Builds into build/release: static programs with the pages inside for every supported system, each page as one file, all as they
# are served, their modules by themselves, what they were built with and are made of, and SHA256SUMS over all of it; signed if
# BLINDFIT_RELEASE_KEY names an Ed25519 key. The same sources give the same bytes with the same Go and Node (tools/reproduce.sh release).
set -euo pipefail
cd "$(dirname "$0")/.."
out=build/release
rm -rf "$out"
mkdir -p "$out"
BROTLI=11 web/build.sh
web/build.sh single
cp web/src/generated/blindfit.wasm web/src/generated/trustee.wasm "$out/"
cp -R web/dist "$out/page"
find "$out/page" \( -name placeholder -o -name '*.br' \) -delete
for program in modelowner dataowner facilitator trustee; do
  CGO_ENABLED=0 go run -buildvcs=false "./cmd/$program" man "$out/man1"
done
for system in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64; do
  printf -- '-- %s\n' "$system"
  export GOOS=${system%/*} GOARCH=${system#*/}
  folder=$out/blindfit-$GOOS-$GOARCH
  # vcs stamps off: the same sources give the same bytes in any folder.
  mkdir -p "$folder"
  CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags='-s -w -buildid=' -o "$folder/" ./cmd/...
  cp -R README.md LICENSE "$out/man1" "$folder/"
done
unset GOOS GOARCH
for arch in amd64 arm64; do tools/image.sh "$out" "$arch"; done
rm -r "$out/man1"
printf 'go %s\nnode %s\nnpm %s\n' "$(go env GOVERSION)" "$(node --version)" "$(npm --version)" >"$out/BUILT-WITH"
tools/sbom.sh "$out"
tools/sums.sh "$out"
printf 'release is in %s\n' "$out"
