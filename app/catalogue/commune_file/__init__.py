"""A commune's TOML file, from its French keys to frozen values.

`entry` hands out values and notes mistakes, `readings` says what a value may be, `words` is the glossary of the keys, `model` what comes out;
`identity`, `years`, `activities`, `closures` and `deadlines` each read their part.
"""

from app.catalogue.commune_file.model import Activity, CommuneFile, Group, Identity, PaperForm, Places, Refused, RuleAt, SchoolAt, Site, Unit, Years
from app.catalogue.commune_file.reading import read

__all__ = ["Activity", "CommuneFile", "Group", "Identity", "PaperForm", "Places", "Refused", "RuleAt", "SchoolAt", "Site", "Unit", "Years", "read"]
