#!/bin/sh
# The browser that the tests of the public page drive: installed when we may, else said how; those tests then skip.
for candidate in chromium chromium-browser google-chrome; do
    command -v "$candidate" >/dev/null 2>&1 && exit 0
done

how="The tests in a browser will be skipped. To have them: apt install chromium"

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "$how" >&2
    exit 0
fi

echo "Installing Chromium for the tests in a browser"
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null || echo "$how" >&2
