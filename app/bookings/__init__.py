"""Drafts, held places and bookings."""
