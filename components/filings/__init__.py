"""What the pages of démarches are made of."""
