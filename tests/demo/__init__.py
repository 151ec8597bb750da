"""The proof of the demo."""
