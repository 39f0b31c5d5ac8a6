"""The pure part of reports: windows of time, day tallies, and the status that follows from them.

Nothing here reads a clock, a store or a topic: facts, tallies and the moment come in as arguments.
"""
