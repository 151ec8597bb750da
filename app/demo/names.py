"""Names for invented people, of here and from further away."""

FAMILY_NAMES = (
    "Abgrall", "Adjovi", "Amghar", "Arhan", "Baudouin", "Belhadj", "Berthelot", "Bizien", "Boucard", "Briand",
    "Cadiou", "Cardoso", "Chevrel", "Corbin-Maury", "Costa", "Dagorn", "Delaunay", "Diarra", "Dos Reis", "Ealet",
    "Fauvel", "Ferrec", "Gautreau", "Gicquel", "Grzelak", "Guézennec", "Haddouche", "Hamon", "Hervoche", "Ibarra",
    "Jégou", "Jouanneau", "Kaplan", "Kermarrec", "Koné", "Lagadec", "Lambrecht", "Le Bihan", "Le Du-Sarr", "Lefeuvre",
    "Lemonnier", "Marivain", "Messaoudi", "Monnerie", "Ngo", "Nkoulou", "Ollivaux", "Pasquet", "Pham", "Quéré",
    "Raharison", "Renault-Keita", "Sauvaget", "Tanguy", "Tessier", "Vaillant", "Yildirim", "Zanetti",
)  # fmt: skip
ADULTS = (
    "Adèle", "Aïssatou", "Alban", "Amina", "Anaïs", "Antoine", "Audrey", "Aurélien", "Benoît", "Camille",
    "Carole", "Cédric", "Céline", "Christelle", "Cyril", "David", "Delphine", "Elif", "Élodie", "Emmanuel",
    "Fabien", "Fanny", "Farid", "Fatou", "Florent", "Gaël", "Gwenaëlle", "Hélène", "Hugues", "Ibrahima",
    "Isabelle", "Jérémie", "Joana", "Julien", "Karim", "Katell", "Kevin", "Laëtitia", "Laurent", "Linh",
    "Ludovic", "Maëlle", "Magali", "Mathieu", "Mehdi", "Mickaël", "Morgane", "Nadia", "Nathalie", "Nolwenn",
    "Olivier", "Paulo", "Pierrick", "Rachid", "Romain", "Ronan", "Sabrina", "Samira", "Sébastien", "Solenn",
    "Sonia", "Stéphanie", "Sylvain", "Tiphaine", "Tristan", "Vanessa", "Vincent", "Virginie", "Xavier", "Youssef",
)  # fmt: skip
CHILDREN = (
    "Aaron", "Adam", "Agathe", "Alix", "Aloïs", "Ambre", "Anouk", "Apolline", "Armel", "Assia",
    "Augustin", "Awa", "Basile", "Bleuenn", "Capucine", "Célestin", "Chloé", "Côme", "Elias", "Élise",
    "Eliott", "Emy", "Enora", "Esteban", "Ewen", "Gabin", "Gabriel", "Gaspard", "Hanaé", "Héloïse",
    "Hugo", "Ilyes", "Imran", "Iris", "Ismaël", "Jade", "Jeanne", "Jules", "Kelig", "Kenza",
    "Léandre", "Léo", "Léonie", "Lilou", "Lina", "Loïs", "Louane", "Lubin", "Lucie", "Maël",
    "Maïwenn", "Marceau", "Margot", "Mathis", "Maya", "Milo", "Moussa", "Naël", "Naomi", "Nino",
    "Noé", "Nour", "Octave", "Olivia", "Oscar", "Paola", "Raphaël", "Robin", "Romy", "Rose",
    "Sacha", "Salomé", "Samuel", "Sarah", "Simon", "Soline", "Tess", "Théo", "Titouan", "Ulysse",
    "Valentine", "Victor", "Yanis", "Yuna", "Zélie", "Zoé",
)  # fmt: skip
