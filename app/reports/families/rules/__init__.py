"""What an agent typed, and what is told of a family. Pure."""
