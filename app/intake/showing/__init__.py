"""What the pages of the intake say, in words and components."""
