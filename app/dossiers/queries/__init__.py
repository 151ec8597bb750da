"""Dossiers as the adults of the household see them; nobody else does."""

from app.dossiers.queries.dossier import Dossier, Sent, address_of, dossier_of, of_account, offered, received, waiting_of
from app.dossiers.queries.facts import Facts, facts_of

__all__ = ["Dossier", "Facts", "Sent", "address_of", "dossier_of", "facts_of", "of_account", "offered", "received", "waiting_of"]
