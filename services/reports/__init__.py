"""Reports: projects facts into tallies and a status per promise. Owns nothing that cannot be rebuilt."""
