"""What an import remembers, households that may be the same, merges that can be undone, invitations sent together."""

from uuid import uuid4

from piccolo.columns import JSONB, UUID, BigSerial, Boolean, Bytea, ForeignKey, Integer, OnDelete, SmallInt, Text, Timestamptz
from piccolo.table import Table

from app.accounts.tables import Account
from app.core import clock
from app.households.tables import Child, Household


class HouseholdKey(Table, tablename="household_key"):
    """How files name a household: by the code of the software before this one (`is_code`), otherwise by a mark of its first adult and how to reach them.
    A merged household answers to several."""

    external_key = Text(primary_key=True, default="")
    is_code = Boolean(default=True)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.cascade)


class ChildKey(Table, tablename="child_key"):
    external_key = Text(primary_key=True, default="")
    child = ForeignKey(references=Child, null=False, on_delete=OnDelete.cascade)


class ImportMark(Table, tablename="import_mark"):
    """What files last said of a household, of an adult or of a child there (`subject`), each value as a mark (`rules/settling.py`)."""

    subject = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.cascade)
    marks = JSONB(default="{}")


class FamilyImport(Table, tablename="family_import"):
    """A file that an agent sent, and how far it is: `rules/states.py`. The file itself goes as soon as it was imported or given up."""

    id = UUID(primary_key=True, default=uuid4)
    file_name = Text(default="")
    state = Text(default="received")
    skip_errors = Boolean(default=False)
    lines_read = Integer(default=0)
    tally = JSONB(default="{}")
    sent_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    sent_at = Timestamptz(default=clock.now)
    changed_at = Timestamptz(default=clock.now)


class FamilyImportPiece(Table, tablename="family_import_piece"):
    """A piece of the file, sealed."""

    id = UUID(primary_key=True, default=uuid4)
    family_import = ForeignKey(references=FamilyImport, null=False, on_delete=OnDelete.cascade)
    position = Integer(default=0)
    content = Bytea(default=b"")


class FamilyImportFinding(Table, tablename="family_import_finding"):
    id = BigSerial(primary_key=True)
    family_import = ForeignKey(references=FamilyImport, null=False, on_delete=OnDelete.cascade)
    line = Integer(default=0)
    kind = Text(default="")
    column_name = Text(default="")
    sentence = Text(default="")


class LikelyPair(Table, tablename="likely_pair"):
    """Two households that may be one, as they were last looked at; the first id is the smaller. `denied_at`: an agent said that they are not."""

    first = ForeignKey(references=Household, null=False, on_delete=OnDelete.cascade, primary_key=True)
    second = ForeignKey(references=Household, null=False, on_delete=OnDelete.cascade)
    score = SmallInt(default=0)
    reasons = JSONB(default="[]")
    found_at = Timestamptz(default=clock.now)
    denied_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    denied_at = Timestamptz(default=None, null=True)


class HouseholdMerge(Table, tablename="household_merge"):
    """`absorbed` was emptied into `kept`; it stays as a shell, which its undoing fills again. `doubles`: who was in both, and who stays of them."""

    id = UUID(primary_key=True, default=uuid4)
    kept = ForeignKey(references=Household, null=False, on_delete=OnDelete.restrict)
    absorbed = ForeignKey(references=Household, null=False, on_delete=OnDelete.restrict)
    merged_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    merged_at = Timestamptz(default=clock.now)
    doubles = JSONB(default="{}")
    undone_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    undone_at = Timestamptz(default=None, null=True)


class MergeStep(Table, tablename="merge_step"):
    """A row that a merge changed: which one (`row_key`, as it was left), and the columns that changed, before and after. They are put back by `position`,
    the last first."""

    id = BigSerial(primary_key=True)
    merge = ForeignKey(references=HouseholdMerge, null=False, on_delete=OnDelete.cascade)
    position = Integer(default=0)
    table_name = Text(default="")
    row_key = JSONB(default="{}")
    before = JSONB(default="{}")
    after = JSONB(default="{}")


class InvitationBatch(Table, tablename="invitation_batch"):
    id = UUID(primary_key=True, default=uuid4)
    asked_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    asked_at = Timestamptz(default=clock.now)


class BatchInvitation(Table, tablename="batch_invitation"):
    """Somebody whom a batch invites, once. `outcome`: null until their turn; then sent, or why not."""

    batch = ForeignKey(references=InvitationBatch, null=False, on_delete=OnDelete.cascade, primary_key=True)
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade)
    outcome = Text(default=None, null=True)
