"""Building blocks shared by every page."""
