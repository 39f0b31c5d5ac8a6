"""What lets an operator see: structured logs, metrics and trace context."""
