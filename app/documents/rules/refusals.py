"""Why a file is not taken, each with what to do about it. Loaded by the process that looks into files: it imports nothing heavy."""

from enum import StrEnum

LARGEST_FILE = 8_000_000  # bytes
LARGEST_SENDING = 20_000_000  # bytes, of all its files
MOST_PHOTOS = 10  # of one sending
MOST_PAGES = 100
MOST_OBJECTS = 20_000  # of a PDF
MOST_PIXELS = 40_000_000
MOST_DOCUMENTS = 100  # of a household
MOST_STORED = 150_000_000  # bytes, of a household


class Refusal(StrEnum):
    NOTHING = "nothing"
    TOO_LARGE = "too_large"
    TOO_LARGE_TOGETHER = "too_large_together"
    TOO_MANY_PHOTOS = "too_many_photos"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    WRONG_TYPE = "wrong_type"
    OTHER_TYPE = "other_type"
    MIXED = "mixed"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    TOO_COMPLEX = "too_complex"
    FULL = "full"
    BUSY = "busy"
    NO_DATE = "no_date"
    BAD_DATE = "bad_date"
    PAST_DATE = "past_date"
    IN_USE = "in_use"

    @property
    def sentence(self) -> str:
        return SENTENCES[self]

    @property
    def status(self) -> int:
        """Of the answer to the form that sent it."""
        return 413 if self is Refusal.TOO_LARGE else 422

    @property
    def is_about_the_date(self) -> bool:
        return self in {Refusal.NO_DATE, Refusal.BAD_DATE, Refusal.PAST_DATE}


SENTENCES = {
    Refusal.NOTHING: "Choisissez un fichier, ou prenez la pièce en photo.",
    Refusal.TOO_LARGE: "Ce fichier dépasse 8 Mo. Prenez la photo en qualité normale, ou envoyez-la page par page.",
    Refusal.TOO_LARGE_TOGETHER: "Ensemble, ces photos dépassent 20 Mo. Prenez-les en qualité normale, ou gardez les pages utiles.",
    Refusal.TOO_MANY_PHOTOS: "Une pièce tient en 10 photos au plus. Gardez les pages utiles, ou envoyez un PDF.",
    Refusal.TOO_MANY_PAGES: "Ce PDF a plus de 100 pages. Gardez les pages utiles, puis recommencez.",
    Refusal.TOO_MANY_PIXELS: "Cette image est trop grande (plus de 40 millions de points). Prenez la photo en qualité normale.",
    Refusal.WRONG_TYPE: "Ce fichier n’est ni un PDF, ni une photo (JPEG, PNG ou HEIC). Enregistrez-le en PDF, ou prenez-le en photo.",
    Refusal.OTHER_TYPE: "Le nom de ce fichier ne correspond pas à son contenu. Enregistrez-le à nouveau en PDF, ou prenez-le en photo.",
    Refusal.MIXED: "Envoyez soit un seul PDF, soit une ou plusieurs photos, mais pas les deux ensemble.",
    Refusal.BROKEN: "Ce fichier est abîmé ou incomplet\u00a0: il ne s’ouvre pas. Recommencez l’envoi, ou prenez une nouvelle photo.",
    Refusal.ENCRYPTED: "Ce PDF est protégé par un mot de passe. Enregistrez-le sans mot de passe, ou prenez-le en photo.",
    Refusal.ACTIVE: "Ce PDF contient un programme, un fichier joint ou un formulaire animé\u00a0: nous ne pouvons pas le prendre. "
    "Imprimez-le en PDF, ou prenez-le en photo.",
    Refusal.TOO_COMPLEX: "Ce fichier est trop compliqué à lire. Imprimez-le en PDF, ou prenez-le en photo.",
    Refusal.FULL: "Votre foyer a atteint la place prévue pour ses pièces. Supprimez celles qui ne servent plus, ou appelez le service.",
    Refusal.BUSY: "Beaucoup de pièces arrivent en ce moment. Attendez une minute, puis recommencez.",
    Refusal.NO_DATE: "Écrivez jusqu’à quel jour la pièce est valable, par exemple 31/08/2027.",
    Refusal.BAD_DATE: "Cette date n’existe pas ou est trop lointaine. Écrivez-la comme 31/08/2027.",
    Refusal.PAST_DATE: "Cette pièce n’est plus valable à cette date. Envoyez celle qui est en cours.",
    Refusal.IN_USE: "Une demande se sert de cette pièce\u00a0: elle ne peut pas être supprimée. Vous pouvez la remplacer.",
}
