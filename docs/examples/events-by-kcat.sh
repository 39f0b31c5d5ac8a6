#!/bin/sh
# What happened, put straight onto Kafka; what became of it, read back; and what was refused, mended.
set -eu

now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
run=kcat-$(date -u +%Y%m%d-%H%M%S)
data='{"municipality": "9999", "kind": "patrol", "actual": {"start": "'$now'", "end": "'$now'"}}'

# put ID: a record with the event's attributes as headers, its data as the value, the municipality's code as the key.
put() {
    kcat -P -b "$KAFKA" -t loftet.inbound.polisen-exempel -k 9999 -H ce_specversion=1.0 -H "ce_id=$1" \
        -H ce_source=/polisen-exempel/insatser -H ce_type=se.loftet.activity.reported.v1 \
        -H ce_party=polisen-exempel -H content-type=application/json
}

# lines TOPIC FORMAT: everything that a topic holds now.
lines() {
    kcat -C -e -q -b "$KAFKA" -t "$1" -o beginning -f "$2"
}

# answer ID RESULT: waits for the acknowledgement that tells of the result.
answer() {
    until lines loftet.acknowledgements.polisen-exempel '%s\n' | grep "\"$1\".*\"result\":\"$2\""; do sleep 1; done
}

echo "$data" | put "$run-1"
answer "$run-1" accepted

echo "$data" | sed s/patrol/patrull/ | put "$run-2"
answer "$run-2" rejected

# The dead letter: its headers, which end with the reason, and the original as it came.
lines loftet.dead-letters.activities '%h\n%s\n' | grep -A 1 "ce_id=$run-2"

echo "$data" | put "$run-2"
answer "$run-2" accepted
