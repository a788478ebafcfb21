#!/usr/bin/env bash
# Builds static programs with the page inside for every supported system into build/release, with SHA256SUMS.
set -euo pipefail
cd "$(dirname "$0")/.."
out=build/release
rm -rf "$out"
mkdir -p "$out"
BROTLI=11 web/build.sh
for system in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64; do
  printf -- '-- %s\n' "$system"
  export GOOS=${system%/*} GOARCH=${system#*/}
  folder=$out/blindfit-$GOOS-$GOARCH
  # vcs stamps off: the same sources give the same bytes in any folder.
  mkdir -p "$folder"
  CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags='-s -w -buildid=' -o "$folder/" ./cmd/...
  cp README.md LICENSE "$folder/"
done
unset GOOS GOARCH
(cd "$out" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum >SHA256SUMS)
printf 'release is in %s\n' "$out"
