"""How the journal reads: acts, things and details in words. What has none is shown by its code, so that nothing is hidden."""

import re
from collections.abc import Iterator, Mapping

from app.bookings import beyond
from app.bookings.rules import Refusal
from app.filings import procedures
from app.filings.rules import Status
from app.households.rules.fields import RULES, Field
from components import french

ROLES = {
    "family": "famille",
    "staff": "agent",
    "portal": "portail",
    "console": "console",
    "agent": "agent",
    "service": "service",
    "accueil": "accueil",
    "regie": "régie",
    "direction": "direction",
    "site": "responsable de site",
    "administration": "administration",
}

SUBJECTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "demandes": ("Demandes", ("filing",)),
    "familles": (
        "Familles",
        ("household", "guardian", "child", "contact", "pending_change", "barred_pickup", "custody_statement", "merge", "import", "invitation_batch"),
    ),
    "reservations": ("Réservations et inscriptions", ("booking", "draft", "enrolment", "cancellation")),
    "pieces": ("Pièces et dossiers", ("supporting_document", "admin_file", "dossier", "paper_reading")),
    "catalogue": ("Catalogue", ("commune", "catalogue_version", "closure")),
    "publications": ("Actualités, documents et messages", ("news_item", "message", "publication", "published_document")),
    "acces": ("Accès et équipe", ("account", "session", "email_change", "staff_member")),
    "exports": ("Exports", ("export",)),
}
"""What one narrows the journal to, by its word in the address: its label, and the kinds of things."""

ACTS = {
    "confidential read": "a lu une donnée confidentielle",
    "export": "a exporté une liste",
    "verified the audit trail": "a vérifié le journal",
    "edited the catalogue": "a modifié le catalogue",
    "take charge": "a changé qui s’occupe d’une demande",
    "take a filing": "a pris en charge une demande",
    "ask a filing": "a demandé un complément",
    "accept a filing": "a accepté une demande",
    "reject a filing": "a refusé une demande",
    "complete a filing": "a complété une demande",
    "withdraw a filing": "a annulé une demande",
    "replace a filing": "a remplacé une demande",
    "document given": "a envoyé une pièce",
    "document deleted": "a supprimé une pièce",
    "document infected": "a détruit une pièce infectée",
    "document rejected": "a refusé une pièce",
    "document verified": "a vérifié une pièce",
    "loaded the catalogue": "a chargé le catalogue",
    "publish news": "a publié une actualité",
    "take down news": "a retiré une actualité",
    "publish document": "a publié un document",
    "correct document": "a corrigé un document publié",
    "take down document": "a retiré un document publié",
    "send message": "a envoyé un message",
    "let the demo live": "a fait vivre la démonstration",
    "accounts:activated": "a créé son accès",
    "accounts:disabled": "a fermé un accès",
    "accounts:email_change_asked": "a demandé à changer d’adresse e-mail",
    "accounts:email_changed": "a changé d’adresse e-mail",
    "accounts:invited": "a invité une personne",
    "accounts:other_sessions_closed": "a fermé ses autres connexions",
    "accounts:password_changed": "a changé de mot de passe",
    "accounts:password_reset": "a choisi un nouveau mot de passe",
    "accounts:proof_refused": "s’est trompé en redonnant son mot de passe",
    "accounts:proved": "a redonné son mot de passe",
    "accounts:reset_asked": "a demandé un nouveau mot de passe",
    "accounts:session_closed": "a fermé une connexion",
    "accounts:sign_in_refused": "n’a pas pu se connecter",
    "accounts:signed_in": "s’est connecté",
    "accounts:signed_out": "s’est déconnecté",
    "enrolment ended": "a mis fin à une inscription",
    "enrolment moved": "a changé un enfant de groupe",
    "households:access_given": "a donné un accès à un adulte",
    "households:adult_added": "a ajouté un adulte",
    "households:category_changed": "a changé la catégorie d’un foyer",
    "households:change_accepted": "a accepté un changement de fiche",
    "households:change_asked": "a demandé un changement de fiche",
    "households:change_refused": "a refusé un changement de fiche",
    "households:change_withdrawn": "a retiré un changement de fiche",
    "households:child_added": "a ajouté un enfant",
    "households:child_attached": "a rattaché un enfant à son autre foyer",
    "households:collectors_chosen": "a choisi qui vient chercher l’enfant",
    "households:contact_added": "a ajouté un contact",
    "households:contact_changed": "a modifié un contact",
    "households:contact_children_changed": "a modifié les enfants d’un contact",
    "households:contact_removed": "a retiré un contact",
    "households:corrected": "a corrigé une fiche",
    "households:created": "a créé un foyer",
    "households:custody_stated": "a indiqué les semaines de garde",
    "households:field_written": "a modifié une fiche",
    "households:left": "a quitté le foyer",
    "households:name_changed": "a renommé un foyer",
    "households:parted": "a enregistré le départ d’un adulte",
    "households:phones_changed": "a changé de téléphone",
    "households:pickup_barred": "a interdit à une personne de venir chercher l’enfant",
    "households:pickup_lifted": "a levé l’interdiction de venir chercher l’enfant",
    "intake:import_abandoned": "a abandonné un import de familles",
    "intake:import_confirmed": "a confirmé un import de familles",
    "intake:import_received": "a envoyé un fichier de familles",
    "intake:imported": "a importé des familles",
    "intake:invited": "a invité un lot de familles",
    "intake:merged": "a fusionné deux foyers",
    "intake:not_the_same": "a dit que deux foyers ne sont pas les mêmes",
    "intake:perhaps_the_same": "a remis deux foyers parmi les doublons possibles",
    "intake:unmerged": "a défait une fusion de foyers",
    "staff:added": "a ajouté un agent",
    "staff:changed": "a changé les droits d’un agent",
    "staff:codes_renewed": "a créé de nouveaux codes de secours",
    "staff:ended": "a fermé l’accès d’un agent",
    "staff:factor_given": "a donné son second facteur",
    "staff:factor_refused": "s’est trompé de code",
    "staff:factor_set_up": "a créé son second facteur",
    "staff:reset_asked": "a demandé de retirer un second facteur",
    "staff:reset_confirmed": "a confirmé le retrait d’un second facteur",
    "staff:reset_withdrawn": "a renoncé au retrait d’un second facteur",
}

DETAILS = {
    "about": "à propos de",
    "code": "code",
    "filings": "demandes",
    "health": "avec les alertes de santé",
    "import": "import",
    "jour": "jour",
    "subject": "sujet",
    "version": "version",
    "waived": "retard non facturé",
    "role": "rôle",
    "sites": "sites",
    "reason": "motif",
    "field": "champ",
    "value": "valeur",
    "status": "état",
    "what": "quoi",
    "why": "pourquoi",
    "by": "par",
    "kind": "format",
    "lines": "lignes",
    "day": "jour",
    "on_paper": "code de secours",
    "household": "foyer",
    "child": "enfant",
    "account": "compte",
    "name": "nom",
    "category": "catégorie",
    "last_day": "dernier jour",
    "age_group": "groupe",
    "mark": "empreinte",
    "difference_cents": "différence pour la famille",
    "broken": "ligne altérée",
    "cancelled": "réservations annulées",
    "households": "foyers",
    "families": "familles",
    "created": "créées",
    "completed": "complétées",
    "refused": "laissées de côté",
    "number": "nombre",
    "school": "école",
    "absorbed": "foyer absorbé",
    "merge": "fusion",
    "other": "autre foyer",
}
VALUES = {
    "wrong": "adresse ou mot de passe faux",
    "closed": "accès fermé",
    "received": "à vérifier",
    "verified": "vérifiée",
    "free": "libre",
    "booked": "réservé",
    **ROLES,
    **{status.value: status.words.lower() for status in Status},
    **{field.value: RULES[field].label.lower() for field in Field},
}
BEFORE = "_before"
MOVED = re.compile(r"(\w+) → (\w+)(?: \((.+)\))?")
LINK = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def act(code: str) -> str:
    """A démarche is sent under its own code: "filing question-au-service"."""
    sent = code.removeprefix("filing ")
    return ACTS.get(code) or (f"a envoyé une demande ({_title(sent)})" if sent != code else code)


def _title(code: str) -> str:
    return next((each.title for each in procedures.known() if each.code == code), code)


def details(told: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Each by its name; what changed as "avant → après". Ids that only link things together say nothing to who reads."""
    if "from" in told:
        told = {"status_before": told["from"], "status": told.get("to")} | {name: told[name] for name in told if name not in {"from", "to"}}
    for name, value in told.items():
        if value is None or value == "" or name.endswith(BEFORE) or LINK.fullmatch(str(value)):
            continue
        words, before = _value(name, value), told.get(f"{name}{BEFORE}", told)
        yield _name(name), words if before is told else f"{_value(name, before) if before else 'rien'} → {words}"


def _name(name: str) -> str:
    return f"créneau {name.removeprefix('slot ')}" if name.startswith("slot ") else DETAILS.get(name, name)


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if name == "difference_cents" and isinstance(value, int):
        return french.signed_euros(value)
    moved = MOVED.fullmatch(str(value)) if name.startswith("slot ") else None
    return _moved(moved) if moved else VALUES.get(str(value), str(value))


def _moved(found: re.Match[str]) -> str:
    """A place that was booked or given back at the desk, with the rules that were passed over."""
    before, after, passed_over = found.groups(default="")
    rules = [each for each in passed_over.split(", ") if each in set(Refusal)]
    return f"{VALUES.get(before, before)} → {VALUES.get(after, after)}" + (f" ({beyond.told(rules)})" if rules else "")
