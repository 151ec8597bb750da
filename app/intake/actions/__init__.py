"""The verbs of intake: importing, looking for duplicates, merging, inviting."""

from app.intake.actions.importing import Asked, Imported, import_families

__all__ = ["Asked", "Imported", "import_families"]
