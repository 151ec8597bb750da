"""The whole file, in one pass that tells all its mistakes at once."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from app.catalogue.commune_file import activities, closures, deadlines, identity, papers, pieces, years
from app.catalogue.commune_file.entry import Entry
from app.catalogue.commune_file.model import CommuneFile, Refused, RuleAt, SchoolAt, Site
from app.catalogue.commune_file.readings import CODE, DAYS, TEXT, choices
from app.catalogue.commune_file.words import WEEKDAY_SETS
from app.catalogue.rules import checks
from app.catalogue.rules.days import School


def read(path: Path) -> CommuneFile:
    """Raises `Refused` with everything that is wrong."""
    content = content_of(path)
    root = Entry(values=parsed(content, source=path.name), path="", problems=[])
    described = identity.read(root, folder=path.parent)
    wanted = years.read(root)
    sites = tuple(_site(entry) for entry in activities.each_once(root.tables("site", needed="écrivez au moins un [[site]]")))
    schools = tuple(_school(entry, sites=sites) for entry in activities.each_once(root.tables("ecole", needed="écrivez au moins une [[ecole]]")))
    general, opened = deadlines.rules_of(root, activity=None, units=()), deadlines.windows_of(root, activity=None, units=())
    written = activities.read(root, sites=[site.code for site in sites], schools=[at.school.code for at in schools])
    offered = tuple(each.activity for each in written)
    closed = closures.read(root, known=closures.Known(sites=sites, schools=schools, activities=offered))
    kinds, forms = pieces.read(root), papers.read(root, folder=path.parent)
    root.close()
    rules = (*general, *chain.from_iterable(each.rules for each in written))
    problems = [*root.problems, *_problems_of(rules)]
    if problems:
        raise Refused(path.name, problems)
    return CommuneFile(
        source=path.name,
        mark=_mark(content, described.picture[1] if described.picture else b"", pieces.USUAL.read_bytes(), *(form.content for form in forms)),
        identity=described,
        years=wanted,
        sites=sites,
        schools=schools,
        activities=offered,
        rules=rules,
        windows=(*opened, *chain.from_iterable(each.windows for each in written)),
        closures=closed,
        pieces=kinds,
        papers=forms,
    )


def _mark(*contents: bytes) -> str:
    return hashlib.sha256(b"".join(contents)).hexdigest()


def content_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as missing:
        raise Refused(path.name, [f"le fichier {path} n’existe pas."]) from missing
    except OSError as unreadable:
        raise Refused(path.name, [f"le fichier {path} ne peut pas être lu : vérifiez que c’est un fichier et que vous en avez le droit."]) from unreadable


def parsed(content: bytes, *, source: str) -> dict[str, object]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as foreign:
        raise Refused(source, ["le fichier n’est pas en UTF-8 : enregistrez-le dans ce codage."]) from foreign
    except tomllib.TOMLDecodeError as damaged:
        raise Refused(source, [_damage_words(str(damaged))]) from damaged


def _damage_words(message: str) -> str:
    """The library speaks English; where it stopped is what helps."""
    found = re.search(r"line (\d+), column (\d+)", message)
    where = f"ligne {found[1]}, colonne {found[2]}" if found else "à la fin du fichier"
    return f"{where} : écriture TOML incorrecte ; un guillemet, un crochet ou un signe égal manque, ou une clé est écrite deux fois."


def _site(entry: Entry) -> Site:
    site = Site(code=entry.required("code", CODE), name=entry.required("nom", TEXT))
    entry.close()
    return site


def _school(entry: Entry, *, sites: tuple[Site, ...]) -> SchoolAt:
    extra_days = entry.optional("jours-en-plus", DAYS, default=())
    school = School(
        code=entry.required("code", CODE),
        name=entry.required("nom", TEXT),
        class_weekdays=entry.required("jours", choices(WEEKDAY_SETS)),
        mornings_only=entry.optional("matins", choices(WEEKDAY_SETS), default=frozenset()),
        extra_class_days=frozenset(extra_days),
    )
    if not school.mornings_only <= school.class_weekdays:
        entry.refuse("matins", "ces jours doivent aussi être écrits dans « jours ».")
    site = entry.optional("site", CODE, default="")
    entry.reference("site", site, known=[each.code for each in sites], what="aucun site")
    entry.close()
    return SchoolAt(school=school, site=site or None)


def _problems_of(rules: tuple[RuleAt, ...]) -> Iterator[str]:
    for problem in checks.problems_of([each.rule for each in rules]):
        yield f"{rules[problem.position - 1].path} : {problem.sentence}"
