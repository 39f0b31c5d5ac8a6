"""Every metric of every service, by name, in one place.

A label never holds what grows without bound (ids, paths, addresses): routes are templates, outcomes are words.
"""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_RECORDS: Final = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000)

# --- Every process --------------------------------------------------------------------------------------------
# What readiness rests on, by the check's name ("kafka", "mongodb", "relay"): 1 when well. Asked anew at each scrape.
# Also 0 for what stops no request yet: a file of keys that cannot be read while those before it are still believed.
well = Gauge("loftet_well", "Whether what a process rests on is well.", ["check"], multiprocess_mode="livemin")

# --- HTTP ---------------------------------------------------------------------------------------------------
# Answered requests, by route template ("unmatched" when no route is meant), method and class of status ("2xx").
http_requests_total = Counter(
    "loftet_http_requests_total", "Answered HTTP requests.", ["service", "route", "method", "status"]
)
# From the request's head being read to the answer being ready to be sent.
http_seconds = Histogram(
    "loftet_http_seconds", "Time to answer an HTTP request.", ["service", "route", "method"], buckets=_SECONDS
)

# --- Consumers ----------------------------------------------------------------------------------------------
# Records taken from a topic. outcome: applied, skipped (a type not wanted), dead_lettered.
consumed_total = Counter(
    "loftet_consumed_total", "Records consumed, by what became of them.", ["service", "topic", "outcome"]
)
# Records between the position and the end of the partition, those in hand included, also while these take long or
# hang; zero when all is well.
consumer_lag = Gauge("loftet_consumer_lag", "Records not yet consumed.", ["service", "topic", "partition"])
# How far each partition is read: the offset that is next. It stands still where nothing is read, whatever others do.
consumer_position = Gauge("loftet_consumer_position", "Offset to be consumed next.", ["service", "topic", "partition"])
# 1 where the latest records that were read could not be handled, and are tried again until they can.
consumer_failing = Gauge(
    "loftet_consumer_failing", "Whether records cannot be handled.", ["service", "topic", "partition"]
)
# Records that could not be understood and were put aside. Any increase wants a look.
dead_letters_total = Counter("loftet_dead_letters_total", "Records put aside as dead letters.", ["service", "topic"])
# Those of them that could not even be read: no JSON, another form, a header that is missing, a type of newer code. The
# rest was read and can never be accepted, which is its sender's mistake.
decode_failures_total = Counter(
    "loftet_decode_failures_total", "Records that could not be decoded.", ["service", "topic"]
)
# How long one batch took from poll to durable, and how many records it held.
batch_seconds = Histogram(
    "loftet_batch_seconds", "Time to make a batch of records durable.", ["service"], buckets=_SECONDS
)
batch_size = Histogram("loftet_batch_size", "Records in a batch.", ["service"], buckets=_RECORDS)

# --- Relay --------------------------------------------------------------------------------------------------
# Events published from the documents that hold them, repeats included.
relay_sent_total = Counter("loftet_relay_sent_total", "Events published by the relay.", ["relay"])
# Events that can never be sent and that the dead letters did not take either. Any increase wants a look at once.
relay_skipped_total = Counter("loftet_relay_skipped_total", "Events skipped by the relay for good.", ["relay"])
# When the latest change was made of which every event is on Kafka: how far a relay has come. Seconds since 1970.
relay_position_seconds = Gauge("loftet_relay_position_seconds", "When the latest relayed change was made.", ["relay"])
# How long the oldest change that was read has waited for Kafka's acknowledgement of its events; 0: none waits.
# While Kafka lets no producer in, at least how long that has lasted: what waits cannot be told then.
relay_age_seconds = Gauge("loftet_relay_age_seconds", "Age of the oldest change that is not relayed.", ["relay"])

# --- Reports ------------------------------------------------------------------------------------------------
# Commitments assessed, by what asked for it: an event, or time alone.
assessments_total = Counter("loftet_assessments_total", "Commitments assessed.", ["cause"])
# Promises whose state changed, by the new state.
status_changes_total = Counter("loftet_status_changes_total", "Promises whose state changed.", ["state"])

# --- Notifications ------------------------------------------------------------------------------------------
# Attempts to deliver. channel: mail, webhook, other, and none where the party has no endpoint. outcome: delivered,
# retried, failed, suppressed.
deliveries_total = Counter("loftet_deliveries_total", "Attempts to deliver a notification.", ["channel", "outcome"])
# Deliveries that were tried in vain and wait for another attempt, by channel, at most 1,000 told of each; of mail
# only those that wait for the mail relay, not for the one mailbox that they go to.
deliveries_waiting = Gauge("loftet_deliveries_waiting", "Deliveries tried in vain that wait.", ["channel"])
