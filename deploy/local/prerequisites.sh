#!/bin/sh
# Says in one line each what this machine lacks for `make up`, and how to get it. Exit 1 when something is missing.
missing=0

lacks() {
    echo "Missing: $1. $2" >&2
    missing=1
}

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    lacks "Python 3.11 or later" "Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python; then perhaps: make PYTHON=/path/to/python3 up"
elif ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    lacks "Python's venv" "Debian, Ubuntu: apt install python3-venv"
elif ! "$python" -c 'import ctypes, ctypes.util, sys
for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"):
    ctypes.CDLL(ctypes.util.find_library(name) or sys.exit(1))' 2>/dev/null; then
    # What draws the text of PDFs; all else runs without it. The fonts lie beside the code.
    echo "No PDFs without pango. Debian, Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango" >&2
fi

# Java and Maven are for the broker; with one that runs already they are not needed.
if [ -z "${LOFTET_KAFKA_BOOTSTRAP:-}" ]; then
    # `java -version` says: openjdk version "17.0.15" 2025-04-15
    java=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
    [ "${java:-0}" -ge 17 ] ||
        lacks "Java 17 or later" "Debian, Ubuntu: apt install openjdk-17-jre-headless; macOS: brew install openjdk"
    command -v mvn >/dev/null 2>&1 ||
        lacks "Maven" "Debian, Ubuntu: apt install maven; macOS: brew install maven"
fi

exit $missing
