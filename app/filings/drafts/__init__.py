"""Démarches under way: what the adults of a household have answered so far, step by step, until it is sent."""
