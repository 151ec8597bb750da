"""The journal: who did what, to what, from which values to which."""
