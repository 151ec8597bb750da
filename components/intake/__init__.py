"""What the pages of the intake are made of: a file's report, two households side by side."""

from components.intake.import_state import FindingLine, ImportState
from components.intake.pair import Pair, PairRow, Side

__all__ = ["FindingLine", "ImportState", "Pair", "PairRow", "Side"]
