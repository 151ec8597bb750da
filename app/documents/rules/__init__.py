"""What is taken, under which name it is shown, and where a pièce stands."""
