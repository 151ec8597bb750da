"""The whole file, in one pass that tells all its mistakes at once."""

import hashlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from app.catalogue.commune_file import activities, closures, deadlines, identity, papers, pieces, source, years
from app.catalogue.commune_file.entry import Entry
from app.catalogue.commune_file.model import CommuneFile, Refused, RuleAt, SchoolAt, Site
from app.catalogue.commune_file.readings import CODE, DAYS, TEXT, choices
from app.catalogue.commune_file.source import Source
from app.catalogue.commune_file.words import WEEKDAY_SETS
from app.catalogue.rules import checks
from app.catalogue.rules.days import School


def read(path: Path) -> CommuneFile:
    """Raises `Refused` with everything that is wrong."""
    return read_source(source.at(path))


def read_source(written: Source) -> CommuneFile:
    """The same, of what was read already."""
    root = Entry(values=written.values, path="", problems=[])
    described = identity.read(root, attached=written.attached)
    wanted = years.read(root)
    sites = tuple(_site(entry) for entry in activities.each_once(root.tables("site", needed="écrivez au moins un [[site]]")))
    schools = tuple(_school(entry, sites=sites) for entry in activities.each_once(root.tables("ecole", needed="écrivez au moins une [[ecole]]")))
    general, opened = deadlines.rules_of(root, activity=None, units=()), deadlines.windows_of(root, activity=None, units=())
    decided = activities.read(root, sites=[site.code for site in sites], schools=[at.school.code for at in schools])
    offered = tuple(each.activity for each in decided)
    closed = closures.read(root, known=closures.Known(sites=sites, schools=schools, activities=offered))
    kinds, forms = pieces.read(root), papers.read(root, attached=written.attached)
    root.close()
    rules = (*general, *chain.from_iterable(each.rules for each in decided))
    problems = [*root.problems, *_problems_of(rules)]
    if problems:
        raise Refused(written.name, problems)
    return CommuneFile(
        source=written.name,
        mark=_mark(written),
        identity=described,
        years=wanted,
        sites=sites,
        schools=schools,
        activities=offered,
        rules=rules,
        windows=(*opened, *chain.from_iterable(each.windows for each in decided)),
        closures=closed,
        pieces=kinds,
        papers=forms,
    )


def _mark(written: Source) -> str:
    return hashlib.sha256(written.mark.encode() + pieces.USUAL.read_bytes()).hexdigest()


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
