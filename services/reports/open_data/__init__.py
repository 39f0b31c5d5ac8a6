"""Open data: what reports knows that everybody may know, as tables at stable addresses."""
