"""Dossiers as the adults of the household see them, and where they stand for the desk."""

from app.dossiers.queries.dossier import Dossier, Sent, address_of, dossier_of, of_account, of_household, offered, received, waiting_of
from app.dossiers.queries.facts import Facts, facts_of

__all__ = ["Dossier", "Facts", "Sent", "address_of", "dossier_of", "facts_of", "of_account", "of_household", "offered", "received", "waiting_of"]
