#!/bin/sh
# What happened, told over HTTP as CloudEvents in their three forms. Each answer is printed on a line of its own.
set -eu

now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
run=curl-$(date -u +%Y%m%d-%H%M%S)
data='{"municipality": "9999", "kind": "patrol", "actual": {"start": "'$now'", "end": "'$now'"}}'

post() {
    curl -sS --fail-with-body --retry 5 -w '\n' "$ACTIVITIES/events" -H "Authorization: Bearer $POLICE" "$@"
}

# Structured: the whole event is the body.
post -H "Content-Type: application/cloudevents+json" -d '{
    "specversion": "1.0", "id": "'"$run"'-1", "source": "/polisen-exempel/insatser",
    "type": "se.loftet.activity.reported.v1", "data": '"$data"'}'

# A batch: a list of events, each answered by itself. The first is the one above, so it is a duplicate.
post -H "Content-Type: application/cloudevents-batch+json" -d '[
    {"specversion": "1.0", "id": "'"$run"'-1", "source": "/polisen-exempel/insatser",
     "type": "se.loftet.activity.reported.v1", "data": '"$data"'},
    {"specversion": "1.0", "id": "'"$run"'-2", "source": "/polisen-exempel/insatser",
     "type": "se.loftet.activity.reported.v1", "data": '"$data"'}]'

# Binary: the attributes are headers, and the body is the data alone.
post -H "Content-Type: application/json" -H "ce-specversion: 1.0" -H "ce-id: $run-3" \
    -H "ce-source: /polisen-exempel/insatser" -H "ce-type: se.loftet.activity.reported.v1" -d "$data"
