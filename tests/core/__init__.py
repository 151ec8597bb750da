"""The proof of what knows no feature."""
