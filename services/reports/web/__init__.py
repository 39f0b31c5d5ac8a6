"""The public page "Följ med i hur det går!": in Swedish and English, readable without JavaScript."""
