"""What every feature stands on. Knows none of them."""
