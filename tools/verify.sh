#!/usr/bin/env bash
# Verifies a release: the signature of SHA256SUMS, the hash of every file in it, and that no other file is there.
#
#   tools/verify.sh FOLDER KEY
#
# KEY is a file with the public key of whoever made the release, one line that begins with "ssh-ed25519". Take it from
# another place than the release. It prints the hashes and ends with status 0, or says what is wrong and ends with 1.
set -euo pipefail

die() {
  printf 'verify: error: %s\n' "$1" >&2
  exit 1
}
[ $# = 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
command -v ssh-keygen >/dev/null || die 'ssh-keygen is not installed; it comes with OpenSSH'
signers=$(mktemp)
trap 'rm -f "$signers"' EXIT
# Options before the key type would change what a line allows, so only bare keys are taken.
grep -E '^ssh-ed25519 [A-Za-z0-9+/=]+( |$)' "$2" | sed 's/^/release namespaces="blindfit-release" /' >"$signers" ||
  die 'the key file holds no Ed25519 public key'
cd "$1"
[ -f SHA256SUMS ] || die 'there is no SHA256SUMS'
[ -f SHA256SUMS.sig ] || die 'there is no SHA256SUMS.sig: this release is not signed'
ssh-keygen -Y verify -f "$signers" -I release -n blindfit-release -s SHA256SUMS.sig <SHA256SUMS >/dev/null 2>&1 ||
  die 'the signature of SHA256SUMS is invalid, or another key made it'
sha256sum --check --strict --quiet SHA256SUMS >&2 || die 'a file is not the one that was released'
listed=$(sed 's/^[0-9a-f]\{64\}  //' SHA256SUMS | LC_ALL=C sort)
found=$(find . -type f ! -path ./SHA256SUMS ! -path ./SHA256SUMS.sig | sed 's|^\./||' | LC_ALL=C sort)
extra=$(comm -13 <(printf '%s\n' "$listed") <(printf '%s\n' "$found"))
[ -z "$extra" ] || die "a file is there that was not released: $(printf '%s' "$extra" | head -n 1)"
cat SHA256SUMS
printf 'verify: signature and all %d files are as released\n' "$(wc -l <SHA256SUMS)"
