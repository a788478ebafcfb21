#!/usr/bin/env bash
# Proves the files in deploy/ on real software: nginx, Caddy, HAProxy, pgbouncer, PostgreSQL with a standby, promtool and
# Let's Encrypt's test authority. The tests start all of it on loopback and end it again. What is missing of Debian's packages
# is installed where that is possible without asking (root, apt); the authority comes from the Go module proxy.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
tools/preflight.sh test infra >/dev/null
# At the version that the tests were written for.
pebble=github.com/letsencrypt/pebble/v2
version=v2.10.3
bin=$PWD/build/infra
mkdir -p "$bin"
for program in pebble pebble-challtestsrv; do
  [ -x "$bin/$program" ] || GOBIN=$bin go install "$pebble/cmd/$program@$version"
done
(cd tools/kubernetes && go build -o "$bin/" .)
# Debian keeps the servers off the path of users.
PATH=$bin:$PATH:/usr/sbin go test -count=1 -timeout "${TEST_TIMEOUT:-15m}" -tags testkeys,infra,postgres -run '^TestInfra' "$@" ./cmd/facilitator ./server/store/postgres
