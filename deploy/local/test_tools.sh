#!/bin/sh
# What the tests take from Debian: a browser for the public page, and kcat for what goes straight onto Kafka. Installed
# when we may, else said how; the tests that need them then skip.
have() {
    command -v "$1" >/dev/null 2>&1
}

missing=""
have chromium || have chromium-browser || have google-chrome || missing="chromium fonts-dejavu-core"
have kcat || missing="$missing kcat"
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
