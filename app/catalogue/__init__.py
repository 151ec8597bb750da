"""What the commune offers, until when, for how many."""
