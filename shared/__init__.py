"""What the three services have in common. Imports no service."""
