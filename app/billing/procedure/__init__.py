"""The démarches about how invoices arrive: by mail, and back to paper."""

from app.billing.procedure.joining import JOINING
from app.billing.procedure.leaving import LEAVING

__all__ = ["JOINING", "LEAVING"]
