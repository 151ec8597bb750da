"""What happens later: the outbox carried out by arq workers or inside the server, and one schedule."""
