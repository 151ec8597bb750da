"""What is decided about signing in: passwords, tries, sessions, addresses. Pure: no clock, no database, no framework."""
