"""A commune's TOML file, from its French keys to frozen values.

`source` is what was written, `entry` hands out values and notes mistakes, `readings` says what a value may be, `words` is the glossary of the keys,
`model` what comes out; `identity`, `years`, `activities`, `closures` and `deadlines` each read their part.
"""

from app.catalogue.commune_file.model import Activity, CommuneFile, Group, Identity, PaperForm, Places, Refused, RuleAt, SchoolAt, Site, Unit, Years
from app.catalogue.commune_file.reading import read, read_source
from app.catalogue.commune_file.source import Source
from app.catalogue.commune_file.source import at as source_at

__all__ = [
    "Activity", "CommuneFile", "Group", "Identity", "PaperForm", "Places", "Refused", "RuleAt", "SchoolAt", "Site", "Source", "Unit", "Years",
    "read", "read_source", "source_at",
]  # fmt: skip
