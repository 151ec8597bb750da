"""A commune's file as it was written, byte by byte, with the files that stand beside it: the picture of the crest and the fillable PDFs."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.catalogue.commune_file.model import Refused


@dataclass(frozen=True, kw_only=True)
class Source:
    """`attached`: what stands beside the file, by its name; only what the file names, and only what is there."""

    name: str
    content: bytes
    attached: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def text(self) -> str:
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError as foreign:
            raise Refused(self.name, ["le fichier n’est pas en UTF-8 : enregistrez-le dans ce codage."]) from foreign

    @property
    def values(self) -> dict[str, object]:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as damaged:
            raise Refused(self.name, [_damage_words(str(damaged))]) from damaged

    @property
    def mark(self) -> str:
        """Another one whenever a byte of the file or of what stands beside it changes."""
        parts = [self.content, *(part for name in sorted(self.attached) for part in (name.encode(), self.attached[name]))]
        return hashlib.sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).hexdigest()


def at(path: Path) -> Source:
    """Raises `Refused` when it cannot be read."""
    bare = Source(name=path.name, content=content_of(path))
    names = {name for name in _named(bare.values) if Path(name).name == name and (path.parent / name).is_file()}
    return Source(name=path.name, content=bare.content, attached={name: (path.parent / name).read_bytes() for name in sorted(names)})


def content_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as missing:
        raise Refused(path.name, [f"le fichier {path} n’existe pas."]) from missing
    except OSError as unreadable:
        raise Refused(path.name, [f"le fichier {path} ne peut pas être lu : vérifiez que c’est un fichier et que vous en avez le droit."]) from unreadable


def _named(values: Mapping[str, object]) -> Iterator[str]:
    """Whatever it is that is written there: what is wrong with it is told by those who read it."""
    commune, papers = values.get("commune"), values.get("fiche")
    named = [commune.get("image-blason")] if isinstance(commune, dict) else []
    named += [paper.get("fichier") for paper in papers if isinstance(paper, dict)] if isinstance(papers, list) else []
    yield from (name for name in named if isinstance(name, str))


def _damage_words(message: str) -> str:
    """The library speaks English; where it stopped is what helps."""
    found = re.search(r"line (\d+), column (\d+)", message)
    where = f"ligne {found[1]}, colonne {found[2]}" if found else "à la fin du fichier"
    return f"{where} : écriture TOML incorrecte ; un guillemet, un crochet ou un signe égal manque, ou une clé est écrite deux fois."
