"""Verification: every published status, reckoned anew from the open data alone.

A second reading of the rules in the house's own words (see `docs/open-data.md`), written without the code that it
checks: it reads files, and knows nothing of services, events or databases. Where both come to the same, either is right
or both were misled in the same way by the words.
"""
