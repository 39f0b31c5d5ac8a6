"""The public page "Följ med i hur det går!": Swedish, readable without JavaScript."""
