"""Speed, as ratios in one run: the product beside a bare spine of the same parts. `make bench`."""
