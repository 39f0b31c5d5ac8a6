"""The thin adapter to MongoDB, and the relay that carries committed changes to Kafka."""
