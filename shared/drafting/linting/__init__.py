"""The parts of the lint."""
