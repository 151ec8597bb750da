"""Pièces justificatives, as their family sees them."""

from components.documents.piece_slot import DocumentReading, GivenDocument, PieceSlot

__all__ = ["DocumentReading", "GivenDocument", "PieceSlot"]
