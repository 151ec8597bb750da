"""The proof of the catalogue: calendar, cut-offs, loading."""
