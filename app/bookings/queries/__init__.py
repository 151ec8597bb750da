"""Reads of the reservations: what a household may reserve, the cells of its grid, its récapitulatif."""
