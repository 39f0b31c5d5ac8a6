"""The HTTP base of all services: one way to answer, refuse, authorise, page, repeat and document."""
