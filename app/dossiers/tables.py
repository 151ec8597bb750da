"""The papers of a dossier. Its answers are a draft, then a demande, of the démarche: they have no table of their own."""

from uuid import uuid4

from piccolo.columns import JSONB, UUID, Bytea, ForeignKey, LazyTableReference, OnDelete, Text, Timestamptz
from piccolo.table import Table

from app.accounts.tables import Account
from app.catalogue.tables import SchoolYear
from app.core import clock


class PaperForm(Table, tablename="paper_form"):
    """A fillable PDF that the commune brings, instead of the portal's own. `ties`: what each of its fields stands for (`papers/paper.py`)."""

    paper = Text(primary_key=True, default="")
    content = Bytea(default=b"")
    ties = JSONB(default=[])


class PaperReading(Table, tablename="paper_reading"):
    """What was read in a paper that a family sent, until it confirms or gives up: one per paper of a dossier. Sealed: `papers/queries.py`."""

    id = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=LazyTableReference("HouseholdChild", module_path="app.households.tables"), null=False, on_delete=OnDelete.cascade)  # type: ignore[var-annotated]
    child = UUID(default=uuid4)
    first_year = ForeignKey(references=SchoolYear, null=False, on_delete=OnDelete.cascade)
    paper = Text(default="")
    entries = Bytea(default=b"")
    read_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    read_at = Timestamptz(default=clock.now)
