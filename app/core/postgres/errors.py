"""What can go wrong with the embedded server, told to whoever starts the portal."""


class PostgresError(Exception):
    """The message is one French sentence that says what happened and, when something can be done, what."""
