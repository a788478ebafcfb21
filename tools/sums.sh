#!/usr/bin/env bash
# Writes SHA256SUMS over every file of a folder, and SHA256SUMS.sig when BLINDFIT_RELEASE_KEY names an Ed25519 key
# in the format of OpenSSH (made by: ssh-keygen -t ed25519 -f FILE). tools/verify.sh is the other side.
#
#   tools/sums.sh FOLDER
set -euo pipefail

die() {
  printf 'sums: error: %s\n' "$1" >&2
  [ $# -lt 2 ] || printf 'sums: hint: %s\n' "$2" >&2
  exit 1
}

key=${BLINDFIT_RELEASE_KEY:-}
if [ -n "$key" ]; then
  key=$(realpath -- "$key") || die 'BLINDFIT_RELEASE_KEY names no file'
fi
cd "$1"
rm -f SHA256SUMS SHA256SUMS.sig
sums=$(find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum | sed 's|  \./|  |')
[ -n "$sums" ] || die 'the folder holds no file'
printf '%s\n' "$sums" >SHA256SUMS

if [ -z "$key" ]; then
  printf 'sums: SHA256SUMS is not signed: BLINDFIT_RELEASE_KEY names no key\n'
  exit
fi
command -v ssh-keygen >/dev/null || die 'ssh-keygen is not installed' 'sudo apt-get install -y openssh-client'
kind=$(ssh-keygen -l -f "$key") || die 'the release key cannot be read'
case $kind in
*'(ED25519)') ;;
*) die 'the release key is not an Ed25519 key' 'make one with: ssh-keygen -t ed25519 -f FILE' ;;
esac
ssh-keygen -q -Y sign -f "$key" -n blindfit-release SHA256SUMS
printf 'sums: SHA256SUMS is signed; the public key is\n%s\n' "$(ssh-keygen -y -f "$key")"
