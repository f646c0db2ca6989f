"""The benchmark behind ``make bench``: what the builder costs, as ratios to things that any machine can repeat."""
