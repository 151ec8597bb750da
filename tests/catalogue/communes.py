"""A small commune to load: a canteen with two groups, and Wednesdays with few places."""

from pathlib import Path

PLAINVILLE = """
[commune]
nom = "Commune de Plainville"
service = "Service Enfance"
telephone = "02 99 00 00 00"
courriel = "enfance@plainville.test"
adresse = "1 place de la Mairie, 35000 Plainville"
zone = "B"
teinte = "#0b5a6f"

[calendrier]
annees = ["2026-2027"]

[[site]]
code = "ecole"
nom = "École Jules-Ferry"

[[site]]
code = "pole"
nom = "Pôle Enfance"

[[ecole]]
code = "jules-ferry"
nom = "École Jules-Ferry"
site = "ecole"
jours = ["lun", "mar", "jeu", "ven"]

[[activite]]
code = "cantine"
nom = "Cantine"
jours = ["lun", "mar", "jeu", "ven"]
periodes = "ecole"

[[activite.unite]]
code = "repas"
nom = "Repas"
debut = "12:00"
fin = "13:30"
prix-centimes = 390

[[activite.groupe]]
code = "petits"
nom = "Petits"
site = "ecole"

[[activite.groupe]]
code = "grands"
nom = "Grands"
site = "pole"

[[activite.delai]]
nombre = 1
heure = "12:00"

[[activite]]
code = "mercredi"
nom = "Mercredi"
jours = "mer"
periodes = ["ecole"]

[[activite.unite]]
code = "repas"
nom = "Repas du mercredi"
nom-court = "Repas"
debut = "12:00"
fin = "13:30"
prix-centimes = 390

[[activite.unite]]
code = "apres-midi"
nom = "Après-midi"
debut = 13:30:00
fin = "18 h 30"
prix-centimes = 640

[[activite.groupe]]
site = "pole"

[[activite.groupe.places]]
code = "salle"
nombre = 24
unites = ["repas", "apres-midi"]

[[activite.delai]]
action = "reserver"
jour-de-semaine = "ven"
semaines-avant = 1
heure = "12:00"

[[activite.delai]]
action = "annuler"
limite = "jamais"
"""


def written(folder: Path, *changes: tuple[str, str], more: str = "") -> Path:
    """Plainville's file with each first text replaced by the second (which must be there), and more at the end."""
    text = PLAINVILLE
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    path = folder / "plainville.toml"
    path.write_text(text + more, encoding="utf-8")
    return path
