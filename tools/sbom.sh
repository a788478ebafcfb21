#!/usr/bin/env bash
# Writes what a release is made of into a folder, as CycloneDX JSON: sbom-go.json, the Go modules that the programs and the
# page's module are compiled from, and sbom-npm.json, the packages that the page is built and tested with. The same sources
# give the same bytes: no time, no serial number, nothing about the checkout or the tool's own build.
#
#   tools/sbom.sh FOLDER
set -euo pipefail
out=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
raw=$(mktemp -d)
trap 'rm -rf "$raw"' EXIT
sbom=$(go tool -modfile=tools/sbom/go.mod -n cyclonedx-gomod)
"$sbom" mod -json -std -noserial -notimestamp -type application -output "$raw/go.json" . 2>"$raw/log" || { cat "$raw/log" >&2; exit 1; }
(cd web && npm sbom --package-lock-only --sbom-format cyclonedx --sbom-type application) >"$raw/npm.json"
for kind in go npm; do
  node -e '
    const fs = require("node:fs");
    const bom = JSON.parse(fs.readFileSync(process.argv[1], "utf8"));
    delete bom.serialNumber;
    // The main component is the release itself, whose version and address the folder has.
    const { type, "bom-ref": ref } = bom.metadata.component;
    const name = ref.replace(/^pkg:golang\/|[@?].*$/g, "");
    bom.metadata = { component: { "bom-ref": name, type, name } };
    for (const dependency of bom.dependencies) if (dependency.ref === ref) dependency.ref = name;
    bom.components.sort((a, b) => (a["bom-ref"] < b["bom-ref"] ? -1 : 1));
    fs.writeFileSync(process.argv[2], JSON.stringify(bom, null, 1) + "\n");
  ' "$raw/$kind.json" "$out/sbom-$kind.json"
done
