"""Jobs on a real PostgreSQL, a real Redis and a real mail server."""
