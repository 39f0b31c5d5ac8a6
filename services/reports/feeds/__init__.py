"""Feeds: what is coming, as calendars, and how states have changed, as Atom; for who would rather be told than ask."""
