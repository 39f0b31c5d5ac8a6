"""The thin adapter to Kafka: client errors are translated here, and the rest of the house knows only events."""
