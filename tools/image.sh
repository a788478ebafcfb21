#!/usr/bin/env bash
# Builds an image of the facilitator for container engines: tools/image.sh FOLDER ARCHITECTURE, such as build/release amd64. No
# container engine is needed. The page in web/dist is embedded as it is. The same sources give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:?a folder for the image}
arch=${2:?an architecture as Go names it: amd64 or arm64}
mkdir -p "$out"
out=$(cd "$out" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
GOOS=linux GOARCH=$arch CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags='-s -w -buildid=' -o "$dir/facilitator" ./cmd/facilitator
cd tools/image
go run -buildvcs=false . -program "$dir/facilitator" -arch "$arch" -release "$(cat ../../internal/release/VERSION)" -out "$out/blindfit-facilitator-image-$arch.tar"
