"""What agents may do, and their second factor: no database, no clock, no framework."""
