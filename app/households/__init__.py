"""Households, their adults and their children."""
