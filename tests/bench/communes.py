"""A city's file, drawn: school meals and childcare at each site for two age groups, and Wednesdays at some of them. Three units a site, and more."""

from pathlib import Path

HEAD = """
[commune]
nom = "Ville de Mesure"
service = "Service Enfance"
telephone = "02 61 91 00 00"
courriel = "enfance@exemple.fr"
adresse = "1 place de la Mairie, 35000 Mesure"
zone = "B"
teinte = "#0b5a6f"

[calendrier]
annees = ["2026-2027", "2027-2028"]
projeter = true
"""

SITE = """
[[site]]
code = "site-{n}"
nom = "Site {n}"

[[ecole]]
code = "ecole-{n}"
nom = "École {n}"
site = "site-{n}"
jours = ["lun", "mar", "jeu", "ven"]
"""

# Three units; the second counts its places.
DAILY = """
[[activite]]
code = "jours-{n}"
nom = "Cantine et garderie {n}"
jours = ["lun", "mar", "jeu", "ven"]
periodes = "ecole"

[[activite.unite]]
code = "matin"
nom = "Garderie du matin"
debut = "07:30"
fin = "08:30"
prix-centimes = 120

[[activite.unite]]
code = "repas"
nom = "Repas"
debut = "12:00"
fin = "13:30"
prix-centimes = 390

[[activite.unite]]
code = "soir"
nom = "Garderie du soir"
debut = "16:30"
fin = "18:45"
prix-centimes = 210

[[activite.groupe]]
code = "maternelle"
nom = "Maternelle"
site = "site-{n}"
ecoles = ["ecole-{n}"]

[[activite.groupe]]
code = "elementaire"
nom = "Élémentaire"
site = "site-{n}"
ecoles = ["ecole-{n}"]

[[activite.groupe.places]]
code = "salle"
nombre = 120
unites = ["repas"]

[[activite.delai]]
action = "reserver"
nombre = 2
en = "jours-ouvres"
heure = "{hour}"

[[activite.delai]]
action = "annuler"
nombre = 1
en = "jours-ecole"
heure = "{hour}"
"""

# Two units for one place.
WEDNESDAYS = """
[[activite]]
code = "mercredis-{n}"
nom = "Mercredis {n}"
jours = "mer"
periodes = "ecole"

[[activite.unite]]
code = "repas"
nom = "Repas"
debut = "12:00"
fin = "13:30"
prix-centimes = 390

[[activite.unite]]
code = "apres-midi"
nom = "Après-midi"
debut = "13:30"
fin = "18:30"
prix-centimes = 640

[[activite.groupe]]
site = "site-{n}"

[[activite.groupe.places]]
code = "journee"
nombre = 48
unites = ["repas", "apres-midi"]

[[activite.delai]]
ancre = "semaine"
jour-de-semaine = "ven"
semaines-avant = 1
heure = "{hour}"
"""


def written(path: Path, *, sites: int, hour: str = "09:00") -> Path:
    """So many sites with three units each, and Wednesdays of two units at one site in six: 60 sites make 200 units. `hour` is that of all rules."""
    numbers = range(1, sites + 1)
    parts = [HEAD, *(SITE.format(n=n) for n in numbers), *(DAILY.format(n=n, hour=hour) for n in numbers)]
    path.write_text("".join([*parts, *(WEDNESDAYS.format(n=n, hour=hour) for n in numbers if n % 6 == 0)]), encoding="utf-8")
    return path
