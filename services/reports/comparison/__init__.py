"""Comparison over municipalities and years: what kinds of promises are kept, where; nothing that isn't comparable."""
