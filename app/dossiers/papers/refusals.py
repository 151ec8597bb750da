"""Why a PDF that a family sends back is not taken, each with what to do about it."""

from enum import StrEnum

from app.documents.rules.refusals import Refusal

MOST_FILES = 2


class Misfit(StrEnum):
    """The file is sound; it is not a paper of this dossier, or it says nothing."""

    PHOTO = "photo"
    FLAT = "flat"
    UNKNOWN = "unknown"
    OTHER_CHILD = "other_child"
    OTHER_YEAR = "other_year"
    BLANK = "blank"
    TWICE = "twice"
    TOO_MANY = "too_many"


AGAIN = "Téléchargez la fiche ci-dessus, remplissez-la à l’écran, enregistrez-la, puis envoyez-la. Vous pouvez aussi répondre directement en ligne."
SENTENCES: dict[Refusal | Misfit, str] = {
    Misfit.PHOTO: f"C’est une photo\u00a0: nous ne pouvons pas y lire vos réponses. {AGAIN}",
    Misfit.FLAT: "Ce PDF n’a plus de cases que nous puissions lire\u00a0: il a été imprimé, numérisé, ou «\u00a0imprimé en PDF\u00a0». "
    "Reprenez la fiche que vous avez remplie à l’écran et choisissez «\u00a0Enregistrer\u00a0» plutôt que «\u00a0Imprimer\u00a0». "
    "Vous pouvez aussi répondre en ligne.",
    Misfit.UNKNOWN: f"Ce PDF n’est ni la fiche famille, ni la fiche sanitaire de ce dossier. {AGAIN}",
    Misfit.OTHER_CHILD: "Cette fiche est celle d’un autre enfant. Envoyez-la depuis le dossier de cet enfant.",
    Misfit.OTHER_YEAR: f"Cette fiche est celle d’une autre année scolaire. {AGAIN}",
    Misfit.BLANK: "Cette fiche est vide\u00a0: aucune réponse n’y est enregistrée. Certaines applications dessinent les réponses par-dessus les cases\u00a0: "
    "ouvrez la fiche avec un autre lecteur de PDF, remplissez ses cases, enregistrez-la, puis envoyez-la. Vous pouvez aussi répondre en ligne.",
    Misfit.TWICE: "Vous avez choisi deux fois la même fiche. Gardez celle qui est remplie, puis recommencez.",
    Misfit.TOO_MANY: "Envoyez deux fichiers au plus\u00a0: la fiche famille et la fiche sanitaire.",
    Refusal.NOTHING: "Choisissez la fiche que vous avez remplie.",
    Refusal.TOO_LARGE: f"Ce fichier dépasse 8\u00a0Mo\u00a0: une fiche remplie à l’écran est bien plus légère. {AGAIN}",
    Refusal.TOO_MANY_PAGES: f"Ce PDF est trop long pour être une de nos fiches. {AGAIN}",
    Refusal.WRONG_TYPE: f"Ce fichier n’est pas un PDF. {AGAIN}",
    Refusal.OTHER_TYPE: f"Le nom de ce fichier ne correspond pas à son contenu\u00a0: une fiche est un PDF. {AGAIN}",
    Refusal.BROKEN: f"Ce fichier est abîmé ou incomplet\u00a0: il ne s’ouvre pas. {AGAIN}",
    Refusal.ENCRYPTED: "Cette fiche est protégée par un mot de passe. Enregistrez-la sans mot de passe, puis envoyez-la.",
    Refusal.ACTIVE: f"Ce PDF contient un programme, un fichier joint ou un formulaire animé\u00a0: nous ne l’ouvrons pas. {AGAIN}",
    Refusal.TOO_COMPLEX: f"Ce fichier est trop compliqué à lire. {AGAIN}",
    Refusal.TOO_LARGE_TOGETHER: "Ensemble, ces fichiers dépassent 20\u00a0Mo. Envoyez les fiches l’une après l’autre.",
    Refusal.BUSY: "Beaucoup de fichiers arrivent en ce moment. Attendez une minute, puis recommencez.",
}


def sentence_of(why: Refusal | Misfit) -> str:
    return SENTENCES[why]
