"""How the journal reads: acts, things and details in words. What has none is shown by its code, so that nothing is hidden."""

from collections.abc import Iterator, Mapping

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
    "role": "rôle",
    "sites": "sites",
    "reason": "raison",
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
    "mark": "version",
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
REASONS = {"wrong": "adresse ou mot de passe faux", "closed": "accès fermé"}
BEFORE = "_before"


def act(code: str) -> str:
    """A démarche is sent under its own code: "filing question-au-service"."""
    return ACTS.get(code) or (f"a envoyé une demande ({code.removeprefix('filing ')})" if code.startswith("filing ") else code)


def details(told: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Each by its name; what changed as "avant → après". Ids that only link things together are left to the export."""
    for name, value in told.items():
        if value is None or value == "" or name.endswith(BEFORE):
            continue
        words = REASONS.get(str(value), "oui" if value is True else "non" if value is False else str(value))
        before = told.get(f"{name}{BEFORE}", told)
        yield DETAILS.get(name, name), words if before is told else f"{before or 'rien'} → {words}"
