"""What the screens of the desk that gather are made of."""

from components.reports.boards import BoardTools, DayCell, DayRow, DayTable, Places, WeekCell, WeekDay, WeekGroup, WeekRow, WeekTable
from components.reports.journal_entry import JournalEntry
from components.reports.roll import Person, Roll, RollLine

__all__ = [
    "BoardTools", "DayCell", "DayRow", "DayTable", "JournalEntry", "Person", "Places", "Roll", "RollLine", "WeekCell", "WeekDay", "WeekGroup", "WeekRow",
    "WeekTable",
]  # fmt: skip
