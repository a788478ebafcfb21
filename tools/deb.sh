#!/usr/bin/env bash
# Builds a Debian package of the facilitator with its systemd unit and manual pages: tools/deb.sh FOLDER ARCHITECTURE, such as
# build/release amd64. The page in web/dist is embedded as it is. The same sources give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:?a folder for the package}
arch=${2:?an architecture of Debian: amd64 or arm64}
mkdir -p "$out"
version=$(sed 's/^v//; s/-dev$/~dev/' internal/release/VERSION)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
install -d "$root/DEBIAN" "$root/usr/bin" "$root/usr/lib/systemd/system" "$root/usr/share/man/man1" "$root/usr/share/doc/blindfit-facilitator" "$root/etc/blindfit"
GOOS=linux GOARCH=$arch CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags='-s -w -buildid=' -o "$root/usr/bin/facilitator" ./cmd/facilitator
go run -buildvcs=false ./cmd/facilitator man "$root/usr/share/man/man1"
gzip -9n "$root"/usr/share/man/man1/*
sed 's|/usr/local/bin/facilitator|/usr/bin/facilitator|' deploy/facilitator.service >"$root/usr/lib/systemd/system/facilitator.service"
printf '# Flags of facilitator serve, one a line, such as\n# FACILITATOR_TLS_DOMAIN=facilitator.example.org\n# FACILITATOR_ADDR=:443\n' >"$root/etc/blindfit/facilitator.env"
cp LICENSE "$root/usr/share/doc/blindfit-facilitator/copyright"
cp deploy/nginx.conf deploy/Caddyfile deploy/haproxy.cfg deploy/alerts.yml deploy/prometheus.yml deploy/grafana.json "$root/usr/share/doc/blindfit-facilitator/"
printf '/etc/blindfit/facilitator.env\n' >"$root/DEBIAN/conffiles"
cat >"$root/DEBIAN/control" <<EOF
Package: blindfit-facilitator
Version: $version
Architecture: $arch
Maintainer: Blindfit <security@blindfit.example>
Section: net
Priority: optional
Recommends: ca-certificates
Installed-Size: $(du -sk "$root" --exclude=DEBIAN | cut -f1)
Description: server between data owners and a model owner
 The facilitator serves the data owners' page, keeps signed messages and
 ciphertexts, and multiplies numbers that it cannot read. It is neither
 enabled nor started by the installation.
EOF
# The unit is found at once, and restarted after an upgrade only if it runs.
cat >"$root/DEBIAN/postinst" <<'EOF'
#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  if [ -n "$2" ]; then systemctl try-restart facilitator.service; fi
fi
EOF
cat >"$root/DEBIAN/prerm" <<'EOF'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then systemctl disable --now facilitator.service; fi
EOF
find "$root" -type d -exec chmod 755 {} +
find "$root" -type f -exec chmod 644 {} +
chmod 755 "$root/DEBIAN/postinst" "$root/DEBIAN/prerm" "$root/usr/bin/facilitator"
# No time of the build is in the package.
SOURCE_DATE_EPOCH=0
export SOURCE_DATE_EPOCH
find "$root" -exec touch -h -d @0 {} +
dpkg-deb --build --root-owner-group -Zxz "$root" "$out/blindfit-facilitator_${version}_$arch.deb" >/dev/null
printf '%s\n' "$out/blindfit-facilitator_${version}_$arch.deb"
