"""`[[piece]]`: the pièces justificatives that families give. A file that declares none has the usual ones."""

import tomllib
from pathlib import Path

from app.catalogue.commune_file import activities
from app.catalogue.commune_file.entry import Entry
from app.catalogue.commune_file.model import Piece
from app.catalogue.commune_file.readings import CODE, COUNT, FLAG, TEXT, choice
from app.catalogue.commune_file.words import PIECE_OF, VALIDITIES
from app.catalogue.rules.validity import Validity

USUAL = Path(__file__).parent / "usual_pieces.toml"
KEY = "piece"


def read(root: Entry) -> tuple[Piece, ...]:
    declaring = root if root.has(KEY) else Entry(values=tomllib.loads(USUAL.read_text(encoding="utf-8")), path="", problems=root.problems)
    return tuple(_piece(entry) for entry in activities.each_once(declaring.tables(KEY)))


def _piece(entry: Entry) -> Piece:
    validity = entry.optional("validite", choice(VALIDITIES), default=Validity.NONE)
    piece = Piece(
        code=entry.required("code", CODE),
        name=entry.required("nom", TEXT),
        advice=entry.optional("aide", TEXT, default=""),
        per_child=entry.required("pour", choice(PIECE_OF)),
        asked=entry.optional("demandee", FLAG, default=False),
        sensitive=entry.optional("sensible", FLAG, default=False),
        validity=validity,
        valid_months=entry.optional("mois", COUNT, default=None),
    )
    if (validity is Validity.MONTHS) != bool(piece.valid_months):
        entry.refuse("mois", 'attendu avec « validite = "mois" », et seulement avec elle : le nombre de mois, comme 3.')
    entry.close()
    return piece
