"""How Löftet is set up and run."""
