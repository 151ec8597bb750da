"""Which child may reserve what, and when."""
