#!/usr/bin/env bash
# Proves the files in deploy/ on real software: nginx, Caddy, HAProxy, pgbouncer, PostgreSQL with a standby, promtool,
# Let's Encrypt's test authority and a server of object storage. The tests start all of it on loopback and end it again. What is missing of Debian's packages
# is installed where that is possible without asking (root, apt); the authority and the object storage come from the Go module proxy. Elsewhere the run
# is left out with a sentence, but never where CI is set: there it fails.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
if ! tools/preflight.sh test infra >/dev/null; then
  # Where something could be installed, a failure to do so is one.
  if [ -n "${CI:-}" ] || { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }; then exit 2; fi
  echo 'infra: not run: what is missing cannot be installed here without asking; the command above installs it' >&2
  exit 0
fi
# The last release is built from its sources, which a shallow copy of the repository does not have.
read -r _ commit <internal/release/LAST
git -c safe.directory='*' cat-file -e "$commit^{commit}" 2>/dev/null || git -c safe.directory='*' fetch -q --depth=1 origin "$commit" || {
  printf 'infra: error: the sources of the last release, %s, are not in this repository: git fetch --unshallow\n' "$commit" >&2
  exit 2
}
# At the version that the tests were written for.
pebble=github.com/letsencrypt/pebble/v2
version=v2.10.3
bin=$PWD/build/infra
mkdir -p "$bin"
for program in pebble pebble-challtestsrv; do
  [ -x "$bin/$program" ] || GOBIN=$bin go install "$pebble/cmd/$program@$version"
done
(cd tools/kubernetes && go build -o "$bin/" .)
go build -modfile=tools/versitygw/go.mod -o "$bin/" github.com/versity/versitygw/cmd/versitygw
# Debian keeps the servers off the path of users.
PATH=$bin:$PATH:/usr/sbin go test -count=1 -timeout "${TEST_TIMEOUT:-40m}" -tags testkeys,infra,postgres -run '^TestInfra' "$@" ./cmd/facilitator ./server/store/postgres ./server/store/objects/s3
