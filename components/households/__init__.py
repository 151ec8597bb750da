"""A household as its adults read it."""

from components.households.person import Line, Pending, Person

__all__ = ["Line", "Pending", "Person"]
