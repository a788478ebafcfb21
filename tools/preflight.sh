#!/usr/bin/env bash
# Sees to it that a machine has what the tests and the demo need, before any work starts.
#
#   tools/preflight.sh test [STAGE…]   for these stages of tools/test.sh, or all: browsers, PostgreSQL's server, a C compiler,
#                                      curl and ssh-keygen, as far as a stage needs them; for infra, which is tools/infra.sh,
#                                      proxies, a pooler and promtool
#   tools/preflight.sh demo            for the demonstration, which runs without a browser if there is none
#
# Go, Node and npm must be installed already. Missing Debian packages are installed where that is possible
# without asking (root, apt). Elsewhere the one command that installs them is printed and the exit status
# is 2. CHROME names a browser of another place or make. Prints the path of the browser on standard
# output, or nothing when the demo has to do without.
set -euo pipefail
mode=${1:-test}
shift || true
stages=" ${*:-race postgres page release documents e2e pictures} "
# needed STAGE…: reports whether one of the stages is to run.
needed() {
  local name
  [ "$mode" = test ] || return 1
  for name in "$@"; do [[ $stages != *" $name "* ]] || return 0; done
  return 1
}

say() { printf 'preflight: %s\n' "$*" >&2; }
die() { say "error: $1"; [ $# -lt 2 ] || say "hint: $2"; exit 2; }

# at_least HAVE WANT: compares dotted versions.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

command -v go >/dev/null || die 'Go is not installed' 'install Go 1.26 or later'
have=$(go env GOVERSION)
at_least "${have#go}" 1.26 || die "$have is too old" 'install Go 1.26 or later'
command -v node >/dev/null || die 'Node is not installed' 'install Node 20 or later, with npm'
have=$(node --version)
at_least "${have#v}" 20 || die "Node $have is too old" 'install Node 20 or later'
command -v npm >/dev/null || die 'npm is not installed' 'install npm, which comes with Node'

# browser: prints the browser's path, or fails.
browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return
  done
  return 1
}

missing=()
if [ -n "${CHROME:-}" ]; then
  command -v "$CHROME" >/dev/null || die "CHROME names \"$CHROME\", which is not a program"
elif [ "$mode" = demo ] || needed documents e2e pictures; then
  browser >/dev/null || missing+=(chromium)
fi
if needed e2e; then # the other two engines; WebKit needs a screen
  command -v firefox-esr >/dev/null || command -v firefox >/dev/null || missing+=(firefox-esr)
  command -v WebKitWebDriver >/dev/null || missing+=(webkit2gtk-driver)
  command -v Xvfb >/dev/null || missing+=(xvfb)
fi
if needed documents e2e release; then
  command -v curl >/dev/null || missing+=(curl)
  command -v ssh-keygen >/dev/null || missing+=(openssh-client)
fi
if needed check && ! command -v python3 >/dev/null; then missing+=(python3); fi
if needed race && ! command -v "${CC:-gcc}" >/dev/null; then missing+=(gcc libc6-dev); fi
# The tests start servers of their own; Debian keeps the programs for that off the path.
if needed infra; then
  # Packages by the program that each is needed for. Services that they would start are not wanted.
  for pair in nginx:nginx-light caddy:caddy haproxy:haproxy pgbouncer:pgbouncer promtool:prometheus; do
    PATH=$PATH:/usr/sbin command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
fi
if needed postgres documents infra; then
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
fi

if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing ${missing[*]}"
    {
      apt-get update -q -o Acquire::Retries=3 && DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q -o Acquire::Retries=3 --no-install-recommends "${missing[@]}"
    } >&2 || die "failed to install ${missing[*]}" 'install them by hand, or name a browser with CHROME=/path/to/browser'
  elif [ "$mode" = demo ]; then
    say 'no browser is installed, so no browser takes part: all three data owners join from the command line'
    say 'hint: sudo apt-get install -y chromium, or name a browser with CHROME=/path/to/browser'
    exit 0
  else
    say "error: missing: ${missing[*]}"
    say 'hint: this command installs what is missing; or name a browser with CHROME=/path/to/browser'
    say "sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
    exit 2
  fi
fi
command -v "${CHROME:-$(browser)}" || [ "$mode" = test ] # some stages need none
