"""Measures of speed and weight, printed by `make bench`. Nothing here is asserted: a figure is shown beside its target."""
