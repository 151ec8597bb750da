"""Samples of what a person presses or fills in."""

from components.ui.button import BackLink, Button, CsrfField, PostButton
from components.ui.chips import Chip, ChipChoice, Chips, RadioChips
from components.ui.error_summary import ErrorSummary, Problem
from components.ui.field import Field, Option
from components.ui.filters import FilterChoice, Filters
from components.ui.gallery.sample import SAMPLE_TOKEN, group
from components.ui.pagination import Pagination

SCHOOLS = (Option(value="", label="Choisissez une école"), Option(value="1", label="École élémentaire publique"), Option(value="2", label="École Sainte-Anne"))
SIGNALS = (Option(value="mail", label="Par courriel"), Option(value="sms", label="Par SMS", hint="Gratuit, au numéro de votre compte"))
CHANGES = (
    Option(value="adresse", label="Notre adresse"),
    Option(value="ecole", label="L’école d’un enfant", hint="Par exemple après un déménagement"),
    Option(value="autre", label="Autre chose"),
)

GROUPS = (
    group(
        Button,
        principal=Button(label="Valider ma demande"),
        principal_avec_icône=Button(label="Vérifier", icon_after="go"),
        discret=Button(label="Annuler", kind="quiet", icon="undo", about="le dernier changement"),
        grave=Button(label="Annuler ma démarche", kind="danger"),
        lien=Button(label="Réserver", href="#galerie-button", icon="calendar"),
    ),
    group(PostButton, envoi=PostButton(action="#", csrf_token=SAMPLE_TOKEN, button=Button(label="Fermer cette connexion", kind="quiet"))),
    group(CsrfField, invisible=CsrfField(token=SAMPLE_TOKEN)),
    group(BackLink, retour=BackLink(href="#galerie-backlink")),
    group(
        Field,
        texte=Field(name="nom", label="Nom de famille", autocomplete="family-name", value="Le Goff"),
        texte_facultatif=Field(name="usage", label="Nom d’usage", required=False),
        courriel_avec_aide=Field(name="courriel", label="Adresse e-mail", kind="email", autocomplete="email", hint="Nous y envoyons vos accusés de réception."),
        courriel_en_erreur=Field(
            name="courriel_faux", label="Adresse e-mail", kind="email", value="anne@", error="Écrivez l’adresse en entier, par exemple anne@exemple.fr."
        ),
        téléphone=Field(name="telephone", label="Téléphone", kind="tel", autocomplete="tel", hint="Espaces et points sont acceptés."),
        mot_de_passe=Field(name="mot_de_passe", label="Mot de passe", kind="password", autocomplete="current-password"),
        mot_de_passe_en_erreur=Field(
            name="nouveau",
            label="Nouveau mot de passe",
            kind="password",
            autocomplete="new-password",
            hint="12 signes au moins.",
            error="Ce mot de passe est trop court.",
        ),
        date=Field(name="naissance", label="Date de naissance", kind="date", autocomplete="bday", hint="Par exemple 31/03/2019"),
        liste=Field(name="ecole", label="École", kind="select", options=SCHOOLS),
        liste_en_erreur=Field(name="ecole_vide", label="École", kind="select", options=SCHOOLS, error="Choisissez une école."),
        texte_long=Field(name="message", label="Votre message", kind="textarea", max_length=2000),
        case=Field(name="accord", label="J’atteste que ces renseignements sont exacts", kind="checkbox"),
        case_cochée=Field(name="lettre", label="Recevoir les nouvelles", kind="checkbox", required=False, checked=True),
        case_en_erreur=Field(
            name="accord_vide", label="J’atteste que ces renseignements sont exacts", kind="checkbox", error="Cochez la case pour valider votre demande."
        ),
        choix=Field(name="signal", label="Comment vous prévenir\u00a0?", kind="radios", options=SIGNALS, value="sms"),
        choix_en_erreur=Field(
            name="signal_vide", label="Comment vous prévenir\u00a0?", kind="radios", options=SIGNALS, error="Choisissez une façon de vous prévenir."
        ),
        cases=Field(name="changements", label="Qu’est-ce qui change\u00a0?", kind="boxes", options=CHANGES, chosen=("adresse", "ecole")),
        cases_en_erreur=Field(
            name="changements_vides", label="Qu’est-ce qui change\u00a0?", kind="boxes", options=CHANGES, error="Cochez au moins un changement."
        ),
    ),
    group(
        ErrorSummary,
        erreurs=ErrorSummary(
            problems=(
                Problem(sentence="Écrivez l’adresse en entier, par exemple anne@exemple.fr.", anchor="champ-courriel_faux"),
                Problem(sentence="Jeudi 10 décembre\u00a0: la limite est passée."),
            )
        ),
    ),
    group(
        Chips,
        liens=Chips(
            label="Enfant",
            chips=(
                Chip(label="Clervie", href="#galerie-chips", current=True),
                Chip(label="Malo", href="#galerie-chips"),
                Chip(label="Anne-Gwénaëlle", href="#galerie-chips"),
            ),
        ),
    ),
    group(
        Filters,
        une_liste_réduite=Filters(
            action="#",
            results="resultats",
            choices=(
                FilterChoice(name="prenom", label="Enfant", options=(Option(value="", label="Tous"), Option(value="1", label="Clervie")), value="1"),
                FilterChoice(name="quand", label="Année", options=(Option(value="", label="Toutes"), Option(value="2026", label="2026"))),
            ),
        ),
    ),
    group(
        RadioChips,
        choix=RadioChips(
            name="periode",
            label="Jusqu’à quand\u00a0?",
            value="vacances",
            choices=(ChipChoice(label="Les vacances", value="vacances"), ChipChoice(label="La fin de l’année", value="annee")),
        ),
    ),
    group(
        Pagination,
        première=Pagination(page=1, pages=5, address="?liste=1", label="Pages, première"),
        milieu=Pagination(page=2, pages=5, address="?liste=2", label="Pages, milieu"),
        dernière=Pagination(page=5, pages=5, address="?liste=3", label="Pages, dernière"),
    ),
)
