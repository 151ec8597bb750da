"""The box "Journée": what it shows follows from the boxes of its units, and it is theirs that change. Pure."""

from collections.abc import Sequence

from components.bookings.cell import Cell, CellState

PARTLY = "en partie"
LEAST_UNITS = 2
AGREED = {
    CellState.ADDED: "ajoutée",
    CellState.REMOVED: "retirée",
    CellState.REMOVED_BILLED: "retirée, facturée",
    CellState.KEPT: "Réservée",
}  # as "la journée" is
# What waits to be validated comes before what is settled.
WAITING_TICKED = (CellState.HELD, CellState.ADDED)
WAITING_UNTICKED = (CellState.LAPSED, CellState.REMOVED_BILLED, CellState.REMOVED, CellState.BEYOND, CellState.LATE)


def box_of(cells: Sequence[Cell | None]) -> Cell | None:
    """The box of a day whose units show these; None on a day that has fewer than two of them.

    It is ticked as soon as all that can still be ticked is: what can no longer be had makes it "en partie", and one more tap unticks the rest.
    """
    there = [cell for cell in cells if cell is not None]
    if len(there) < LEAST_UNITS:
        return None
    had = [cell for cell in there if cell.look.ticked]
    partial = 0 < len(had) < len(there)
    open_ = [cell.state for cell in there if cell.look.tappable]
    if not open_:
        return _locked(there, partial=partial)
    state = _ticked_state(open_) if all(state.look.ticked for state in open_) else _unticked_state(open_)
    return Cell(state=state, note=PARTLY if partial else AGREED.get(state, ""), partial=partial)


def _ticked_state(states: Sequence[CellState]) -> CellState:
    return next((state for state in WAITING_TICKED if state in states), CellState.BOOKED)


def _unticked_state(states: Sequence[CellState]) -> CellState:
    return next((state for state in WAITING_UNTICKED if state in states), CellState.FREE)


def _locked(cells: Sequence[Cell], *, partial: bool) -> Cell:
    """Nothing can change. The units beside it tell why."""
    states = {cell.state for cell in cells}
    if len(states) == 1:
        (state,) = states
        notes = {cell.note for cell in cells}
        return Cell(state=state, note=AGREED.get(state, "") or (notes.pop() if len(notes) == 1 else ""))
    return Cell(state=CellState.KEPT, note=PARTLY.capitalize()) if partial else Cell(state=CellState.LOCKED)
