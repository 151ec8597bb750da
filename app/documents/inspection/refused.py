"""What ends an inspection."""

from app.documents.rules.refusals import Refusal


class RefusedFile(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
