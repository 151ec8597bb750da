"""What the screens of the desk that gather are made of."""

from components.reports.journal_entry import JournalEntry

__all__ = ["JournalEntry"]
