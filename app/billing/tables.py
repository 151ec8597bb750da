"""How the invoices of a household reach it."""

from uuid import uuid4

from piccolo.columns import UUID, ForeignKey, OnDelete, Timestamptz
from piccolo.table import Table

from app.core import clock
from app.filings.tables import Filing
from app.households.tables import Guardian, Household


class PaperlessBillingOptIn(Table, tablename="paperless_billing_opt_in"):
    """From when to when a household takes its invoices by mail, and the demandes that say so. None is open: they are on paper. Choosing others to
    receive them ends one and begins the next."""

    id = UUID(primary_key=True, default=uuid4)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.restrict)
    joined_in = ForeignKey(references=Filing, null=False, on_delete=OnDelete.restrict)
    joined_at = Timestamptz(default=clock.now)
    left_in = ForeignKey(references=Filing, default=None, null=True, on_delete=OnDelete.restrict)
    left_at = Timestamptz(default=None, null=True)


class PaperlessBillingReceiver(Table, tablename="paperless_billing_receiver"):
    """An adult who is told by mail of each invoice of that time."""

    opt_in = ForeignKey(references=PaperlessBillingOptIn, null=False, on_delete=OnDelete.cascade, primary_key=True)
    guardian = ForeignKey(references=Guardian, null=False, on_delete=OnDelete.cascade)
