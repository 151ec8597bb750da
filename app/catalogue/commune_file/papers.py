"""`[[fiche]]`: the commune's own fillable PDFs, with what each of their fields stands for. What those words mean, the dossiers know."""

from collections.abc import Mapping

from app.catalogue.commune_file import activities
from app.catalogue.commune_file.entry import Entry
from app.catalogue.commune_file.model import PaperForm
from app.catalogue.commune_file.readings import CODE, TEXT, listed

NAMES = listed(TEXT, what="noms de champs")


def read(root: Entry, *, attached: Mapping[str, bytes]) -> tuple[PaperForm, ...]:
    return tuple(_paper(entry, attached=attached) for entry in activities.each_once(root.tables("fiche")))


def _paper(entry: Entry, *, attached: Mapping[str, bytes]) -> PaperForm:
    name = entry.required("fichier", TEXT)
    paper = PaperForm(
        path=entry.path,
        code=entry.required("code", CODE),
        name=name,
        content=_content(entry, name, attached=attached) if name else b"",
        fields=_fields(entry),
        unused=entry.optional("sans-suite", NAMES, default=()),
    )
    entry.close()
    return paper


def _content(entry: Entry, name: str, *, attached: Mapping[str, bytes]) -> bytes:
    """The PDF stands next to the commune's file."""
    content = attached.get(name)
    if content is None:
        entry.refuse("fichier", f"lu «\u00a0{name}\u00a0», attendu le nom d’un PDF placé à côté du fichier de la commune.")
        return b""
    return content


def _fields(entry: Entry) -> dict[str, str]:
    """The names of the fields are whatever the PDF calls them."""
    inner = entry.table("champs")
    if inner is None:
        entry.refuse("champs", "manque\u00a0; écrivez une table [fiche.champs] avec les champs du PDF.")
        return {}
    return {name: inner.required(name, TEXT) for name in inner.values}
