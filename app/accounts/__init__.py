"""Signing in, one account per adult."""
