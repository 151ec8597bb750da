"""Server-side components: what a page is made of, without database or web server."""

from components.base import Component, SwapTarget

__all__ = ["Component", "SwapTarget"]
