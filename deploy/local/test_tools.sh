#!/bin/sh
# What the tests take from Debian: a browser for the public page, kcat for what goes straight onto Kafka, and pango for
# PDFs. Installed when we may, else said how; the tests that need them then skip.
have() {
    command -v "$1" >/dev/null 2>&1
}

missing=""
have chromium || have chromium-browser || have google-chrome || missing="chromium fonts-dejavu-core"
have kcat || missing="$missing kcat"
have promtool || missing="$missing prometheus" # for promtool, which tries the alerts
"${PYTHON:-python3}" -c 'import ctypes.util, sys; sys.exit(not ctypes.util.find_library("pangoft2-1.0"))' 2>/dev/null ||
    missing="$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
[ -z "$missing" ] && exit 0

how="Some tests will be skipped. To have them all: apt install $missing"

if [ "$(id -u)" -ne 0 ] || ! have apt-get; then
    echo "$how" >&2
    exit 0
fi

echo "Installing for the tests: $missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086  (several packages)
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null || echo "$how" >&2
