"""The embedded PostgreSQL: started for whoever asks, shared by all who use the same data, stopped by the last of them.

- Every process that called `start` on the same data holds a share of the server (a file lock, which even kill -9 gives back).
  `Server.stop`, the end of its `with` block or the end of the program gives the share back; the last one stops PostgreSQL.
- A server whose last owner was killed keeps running: the next `start` adopts it, and stops it in its turn.
- From the first `start` on, SIGTERM and SIGHUP raise SystemExit in the main thread where the program had left them their default
  action, which would end it without a word to PostgreSQL. A program with handlers of its own (`serve`) calls `stop` when it has drained.
- PostgreSQL lives in a session of its own: Ctrl-C in the terminal reaches the portal alone, which still has its database to drain.
  Under systemd, `KillMode=mixed` does the same.
- No port is ever opened: the one way in is a socket in a folder closed to other users.
"""

from app.core.postgres.errors import PostgresError
from app.core.postgres.server import Server, start

__all__ = ["PostgresError", "Server", "start"]
